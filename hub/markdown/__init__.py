"""The hub's Markdown: `render` when a text is saved, `fill` when it is shown.

    rendered = render("See [[Council tax]], @ana.", space)      # store rendered.html, VERSION and rendered.links
    fill(rendered.html, {1: Shown("/s/benefits/council-tax/"), 2: Shown("/people/ana/", title="Ana Lopez")})

Whatever a member sends is rendered in two seconds or refused with a `RefusedText`, whose message is for them.
"""

from typing import Any

from .cleaning import clean_html
from .filling import Shown, fill, new_page_url
from .keeper import render_away, warm
from .links import name_space
from .refusals import RefusedText, TooLong, TooSlow
from .rendered import VERSION, Heading, LinkTarget, Rendered
from .rendering import plain_words, render_here
from .slugs import slugify

__all__ = [
    "VERSION",
    "Heading",
    "LinkTarget",
    "RefusedText",
    "Rendered",
    "Shown",
    "TooLong",
    "TooSlow",
    "clean_html",
    "fill",
    "name_space",
    "new_page_url",
    "plain",
    "plain_words",
    "render",
    "render_safely",
    "slugify",
    "warm",
]

# Without HTML, tables and heaps of brackets a text of this length takes a few hundredths of a second, whatever is in it.
_SMALL = 4_000
_FEW = 100


def render(text: str, space: Any = None) -> Rendered:
    """Render a text of a space (the space or its slug, or None). Raises TooLong and TooSlow.

    A text that could be slow is rendered in another process, which is killed if it takes too long.
    """
    slug = getattr(space, "slug", space)
    if len(text) <= _SMALL and text.count("[") <= _FEW and not ("<" in text or "|" in text):
        return render_here(text, slug)
    return render_away(text, slug)


render_safely = render


def plain(text: str) -> str:
    """The plain words of a text, for search and summaries. Raises TooLong and TooSlow."""
    return render(text).text

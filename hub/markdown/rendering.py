"""Rendering: from a source to clean HTML and what was found in it, in this process and without a limit of time."""

import re
from html import unescape
from threading import Lock
from typing import Any

from . import cleaning, dialect, findings
from .findings import Findings
from .refusals import TooLarge, TooLong, TooSlow
from .rendered import Rendered
from .words import PATTERN as WORD_PATTERN

LONGEST_SOURCE = 200_000
"""Bytes of UTF-8."""
LARGEST_HTML = 600_000
"""Characters, where the source holds no HTML of its own."""
LARGEST_RAW_HTML = 300_000
"""Characters, where it does: bleach takes 3 to 5 s a million."""

# Neither the parser nor bleach may be used by two threads at once; it is work for the processor, so waiting loses nothing.
_lock = Lock()
_parser = dialect.build()


def render_here(text: str, space: str | None = None) -> Rendered:
    """Render a text for the space with this slug. Raises TooLong.

    The limits of size hold, the limit of time does not: for what a member can send, use `render`.
    """
    source = readable(text)
    noted = Findings(nonce=cleaning.new_nonce(), space=space)
    env: dict[str, Any] = {}
    findings.put(env, noted)
    try:
        with _lock:
            html = _parser.render(source, env)
            check_size(html, noted.raw)
            if noted.raw:
                html = cleaning.first_gate(html)
                check_size(html, noted.raw)
            html = cleaning.settle(cleaning.last_gate(html), noted.nonce)
    except RecursionError:
        raise TooSlow from None
    return Rendered(
        html=html,
        links=list(noted.links.values()),
        mentions=noted.slugs("mention"),
        headings=noted.headings,
        text=plain_words(html),
        tags=noted.slugs("tag"),
    )


def readable(text: str) -> str:
    """The source as it is parsed: what no HTML can hold is replaced by U+FFFD. Raises TooLong."""
    if len(text) > LONGEST_SOURCE or len(text.encode(errors="replace")) > LONGEST_SOURCE:
        raise TooLong
    return _UNREADABLE.sub("\ufffd", text)


def check_size(html: str, raw: bool) -> None:
    """Raises TooLarge if the HTML is more than can be cleaned and shown in time."""
    if len(html) > (LARGEST_RAW_HTML if raw else LARGEST_HTML):
        raise TooLarge


def plain_words(html: str) -> str:
    """The words of clean HTML, a line for each block; without signs and words that the renderer added."""
    text = _ADDED.sub("", html)
    text = _BLOCK_END.sub("\n", text)
    text = unescape(_ANY_TAG.sub("", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


# Control characters, halves of surrogate pairs and non-characters.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ADDED = re.compile(WORD_PATTERN + r'|<sup class="hub-footnote-ref">.{0,200}?</sup>')
_BLOCK_END = re.compile(r"</(?:p|div|li|h[2-6]|dt|dd|tr|pre|caption|figcaption|summary|blockquote)>|</t[hd]>|<(?:br|hr)>")
_ANY_TAG = re.compile(r"<[^<>]*>")

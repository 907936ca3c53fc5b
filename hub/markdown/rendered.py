"""What rendering a text gives: its HTML, and what was found in it."""

from dataclasses import dataclass

VERSION = 1
"""Of the renderer. It goes up when the same source gives other HTML, and is stored beside the HTML."""


@dataclass(frozen=True)
class LinkTarget:
    """Something a text points to. `number` counts from 1 and is what its neutral anchors carry.

    `kind` is "page", "mention" or "tag". `space` is the slug of the space named in the link, else that
    of the text, else None. `slug` is that of the page, the person's handle, or the tag. `fragment` is
    the id of a heading on the page, or empty.
    """

    number: int
    kind: str
    space: str | None
    title: str
    slug: str
    fragment: str = ""


@dataclass(frozen=True)
class Heading:
    """A Markdown heading of the text: level 2 to 6, the id of its element, its plain words."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """A rendered text. `html` is clean and holds neutral anchors, which `fill` makes links when shown.

    `mentions` are handles and `tags` slugs, each once, in order; `text` is what a reader reads, plain.
    """

    html: str
    links: list[LinkTarget]
    mentions: list[str]
    headings: list[Heading]
    text: str
    tags: list[str]

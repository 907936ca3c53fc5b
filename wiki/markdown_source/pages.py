"""What a folder of Markdown files holds: pages, their attachments, and what could not be kept."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Loss(Enum):
    """Why something of a file is not in its page as it was."""

    BYTES = "bytes"
    ENCODING = "encoding"
    FRONT_MATTER = "front_matter"
    FIELD = "field"
    ADDRESS = "address"
    TITLE = "title"
    LINK = "link"
    HEADING = "heading"
    PICTURE = "picture"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    OUTSIDE = "outside"

    @property
    def sentence(self) -> str:
        """For a report, in the reader's language."""
        return str(_SENTENCES[self])


_SENTENCES = {
    Loss.BYTES: _("These bytes are no text: replaced"),
    Loss.ENCODING: _("The file is not UTF-8: read as Windows-1252"),
    Loss.FRONT_MATTER: _("The front matter is not readable YAML: kept as text"),
    Loss.FIELD: _("This front matter has no meaning here: kept with the page, but not shown"),
    Loss.ADDRESS: _("This old address belongs to another page"),
    Loss.TITLE: _("The title is too long: shortened"),
    Loss.LINK: _("This link leads to nothing in the folder: left as it is"),
    Loss.HEADING: _("The page that this link leads to has no such heading"),
    Loss.PICTURE: _("This picture is not in the folder"),
    Loss.TOO_LONG: _("The file is too long: left out"),
    Loss.UNREADABLE: _("The file cannot be read"),
    Loss.OUTSIDE: _("The file is a link to a place outside the folder: left out"),
}


class Lost(NamedTuple):
    """One thing that could not be kept: why, and which key, link or place it was (may be empty)."""

    reason: Loss
    what: str = ""


class Attachment(NamedTuple):
    """A picture or file that a page shows or links to: its path in the folder and its alternative text (may be empty)."""

    path: str
    alt: str


@dataclass
class SourcePage:
    """One page of the folder.

    `text` is Markdown without front matter: links to other pages of the folder are `[[slug#heading|label]]`; in raw HTML
    and for attachments there are stand-ins, which `fill` replaces by real addresses.
    `parent` is the path of another page. `authors` has at least one name. `owner` is a name, a team or a channel.
    `fields` is front matter that has no field of its own here, fit for JSON. `weight` orders pages below one parent.
    """

    path: str
    slug: str = ""
    title: str = ""
    text: str = ""
    parent: str | None = None
    authors: tuple[str, ...] = ()
    owner: str = ""
    summary: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    weight: float | None = None
    written_on: date | None = None
    reviewed_on: date | None = None
    review_on: date | None = None
    old_slugs: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    lost: list[Lost] = field(default_factory=list)


@dataclass
class Source:
    """A folder: its name, its pages in the order of their paths, and the files that could not be read at all."""

    name: str
    pages: list[SourcePage] = field(default_factory=list)
    skipped: dict[str, Lost] = field(default_factory=dict)

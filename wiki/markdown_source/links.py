"""What becomes of the links and pictures of an imported page: page links, attachments, or what they were."""

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from hub.markdown import slugify
from hub.markdown.findings import PREFIX

from .pages import Attachment, Loss, Lost, SourcePage
from .places import Place, Places
from .scanning import Link, plain, rewrite_links

_PAGE, _FILE = "imported-page:", "imported-file:"
_TO_FILL = re.compile(rf"({_PAGE}|{_FILE})([^\s\"'<>()#]+)(?:#([^\s\"'<>()]+))?")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,1000}?)[ \t]*#*[ \t]*$", re.MULTILINE)
_LONGEST = 300  # characters of a label that a page link takes


def link_pages(pages: list[SourcePage], places: Places) -> None:
    """Rewrites the links of all pages and notes where they lead, their attachments and what leads nowhere."""
    targets = {page.path: page for page in pages}
    headings = {page.path: _headings(page.text) for page in pages}
    for page in pages:
        work = _Linking(page, places, targets, headings)
        page.text = rewrite_links(page.text, work)
        page.links = tuple(work.links)
        page.attachments = tuple(work.attachments.values())


def fill(text: str, *, page_url: Callable[[str], str], file_url: Callable[[str], str | None]) -> str:
    """A page's text with the addresses that are only known once it is in the hub.

    `page_url` gives the address of a page by its slug; `file_url` that of an attachment by its path, or None if it was not
    kept: then its path stands there.
    """

    def replace(found: re.Match[str]) -> str:
        kind, name, heading = found[1], unquote(found[2]), found[3]
        if kind == _PAGE:
            return page_url(name) + (f"#{PREFIX}{slugify(unquote(heading), fallback='section')}" if heading else "")
        return file_url(name) or found[2]

    return _TO_FILL.sub(replace, text)


class _Linking:
    def __init__(
        self, page: SourcePage, places: Places, targets: dict[str, SourcePage], headings: dict[str, dict[str, str]]
    ) -> None:
        self.page, self.places, self.targets, self.headings = page, places, targets, headings
        self.links: list[str] = []
        self.attachments: dict[str, Attachment] = {}

    def rewrite(self, link: Link) -> str | None:
        words = plain(link.label)
        place = self.find(link.url, words if link.is_picture else "", link.is_picture)
        if place is None:
            return None
        if not place.page and not place.file:
            # Here it would lead to an address of the hub that never was.
            return None if link.is_picture or link.in_table or "`" in link.url else f"{link.label} (`{link.url}`)"
        if place.page:
            pictures = "".join(picture + " " for picture in _PICTURE.findall(link.label))
            return pictures + _page_link(self.targets[place.page].slug, place.fragment, words, link.in_table)
        sign = "!" if link.is_picture else ""
        return f"{sign}[{link.label}]({_FILE}{quote(place.file)}{link.title})"

    def readdress(self, url: str, is_picture: bool) -> str | None:
        place = self.find(url, "", is_picture)
        if place is None or not (place.page or place.file):
            return None
        if place.page:
            return _PAGE + self.targets[place.page].slug + (f"#{quote(place.fragment)}" if place.fragment else "")
        return _FILE + quote(place.file)

    def find(self, url: str, alt: str, is_picture: bool) -> Place | None:
        """The page or file that an address means, or a place with neither where that is not in the folder, noted; None for
        an address elsewhere."""
        place = self.places.find(url, self.page.path)
        if place is None:
            return None
        if place.page and not is_picture:
            self.links.append(place.page)
            return place._replace(fragment=self.find_heading(place, url)) if place.fragment else place
        if place.file:
            if not self.attachments.get(place.file, Attachment("", "")).alt:
                self.attachments[place.file] = Attachment(place.file, alt)
            return place
        self.page.lost.append(Lost(Loss.PICTURE if is_picture else Loss.LINK, url))
        return Place()

    def find_heading(self, place: Place, url: str) -> str:
        """The heading that a link means, whichever signs its old site dropped from the addresses of headings."""
        letters = _letters(place.fragment)
        if heading := self.headings[place.page].get(letters):
            return heading
        if letters == _letters(self.targets[place.page].title):
            return ""
        self.page.lost.append(Lost(Loss.HEADING, url))
        return place.fragment


def _headings(text: str) -> dict[str, str]:
    """The slugs of the headings of a text by the letters and digits in them."""
    words = [plain(heading) for heading in _HEADING.findall(text)]
    return {_letters(heading): slugify(heading, fallback="section") for heading in reversed(words)}


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _page_link(slug: str, fragment: str, label: str, in_table: bool) -> str:
    """The hub's own form of a link. Brackets cannot stand in it; in a table its stroke would part the cell."""
    label = label.translate(str.maketrans("[]", "()"))[:_LONGEST].strip()
    heading = "".join(c for c in fragment if c not in "[]|\n").strip()[:200]
    if not heading and slugify(label) == slug and not set(label) & set("#:|"):
        return f"[[{label}]]"
    place = f"{slug}#{heading}" if heading else slug
    link = f"[[{place}|{label}]]" if label else f"[[{place}]]"
    return link.replace("|", "\\|") if in_table else link

"""Which page or file of a folder a link leads to, however the site that the folder was made for wrote its addresses."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from posixpath import basename, dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_MARKDOWN = frozenset({"md", "markdown", "mdown", "mkd"})
_SERVED = frozenset({"html", "htm"})
_TEMPLATES = frozenset({"erb", "liquid", "njk"})
_FRONT_DOORS = frozenset({"index", "readme"})
_TEMPLATE_TAG = re.compile(r"<%|^%.*%$|\{%|\{\{|[#$]\{", re.DOTALL)


class Place(NamedTuple):
    """Where a link leads: the path of a page, or of another file; both empty if it leads to nothing in the folder."""

    page: str = ""
    file: str = ""
    fragment: str = ""


def is_page(path: str) -> bool:
    """Whether a file is Markdown: "a.md", "a.html.md", "a.html.md.erb"; neither "a.html.erb" nor "a.md.html"."""
    endings = [ending for ending in _endings(path) if ending not in _TEMPLATES]
    return bool(endings) and endings[-1] in _MARKDOWN


def address(path: str) -> str:
    """A path without what only says how it is written or served: "a/b.html.md.erb" is "a/b", "a/index.md" is "a"."""
    endings = _endings(path)
    path = path[: len(path) - sum(len(ending) + 1 for ending in endings)]
    return dirname(path) if basename(path).lower() in _FRONT_DOORS else path


def _endings(path: str) -> list[str]:
    endings: list[str] = []
    for piece in basename(path).lower().lstrip(".").split(".")[:0:-1]:
        if piece not in _MARKDOWN | _SERVED | _TEMPLATES:
            break
        endings.insert(0, piece)
    return endings


class Places:
    """The pages and other files of a folder by every address that a link may use for them.

    `aliases` are further addresses of pages, counted from the root of the site. `site` is the public address at which the
    pages used to stand, if known: links that begin with it lead into the folder too.
    """

    def __init__(self, pages: Collection[str], files: Iterable[str], site: str = "") -> None:
        self.pages: dict[str, str] = {}
        self.names = Counter(basename(path) for path in pages)
        self.files = {_plain(path): path for path in files}
        self.aliases: dict[str, str] = {}
        self.site = site.rstrip("/")
        ordered = sorted(pages, key=lambda path: (basename(address(path)) != basename(path).split(".")[0], path))
        for key_of in (_plain, lambda path: _plain(address(path)), lambda path: _plain(address(path)).lower()):
            for path in ordered:
                self.pages.setdefault(key_of(path), path)

    def add_alias(self, alias: str, page: str) -> None:
        self.aliases.setdefault(_plain(alias.strip("/")).lower(), page)

    def find(self, url: str, source: str) -> Place | None:
        """Where a link in the file `source` leads; None for links that do not point into the folder or hold a template tag."""
        if _TEMPLATE_TAG.search(url):
            return None
        if by_site := bool(self.site) and (url == self.site or url.startswith((self.site + "/", self.site + "#"))):
            url = "/" + url[len(self.site) :].lstrip("/")
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        path, fragment = _plain(unquote(parts.path)), unquote(parts.fragment)
        for base in _bases(path, source):
            at = normpath(join(base, path.lstrip("/")))
            at = "" if at == "." else at
            if page := self._page(at):
                return Place(page=page, fragment=fragment)
            if at in self.files:
                return Place(file=self.files[at], fragment=fragment)
        page = self.aliases.get(path.strip("/").lower()) or self._moved(basename(path))
        return None if by_site and not page else Place(page=page, fragment=fragment)

    def _moved(self, name: str) -> str:
        """The page that has this file name in another folder, if only one has: it was moved, or the folder taken apart."""
        if is_page(name) and self.names[name] == 1 and address(name):
            return next(path for path in self.pages.values() if basename(path) == name)
        return ""

    def above(self, path: str) -> str | None:
        """The page of the nearest folder above a page, if that folder has one."""
        at = address(path)
        while at:
            at = dirname(at)
            if (page := self.pages.get(at)) and page != path:
                return page
        return None

    def _page(self, at: str) -> str:
        return self.pages.get(at) or self.pages.get(address(at)) or self.pages.get(address(at).lower()) or ""


def _bases(path: str, source: str) -> Iterator[str]:
    """The folders that a path may be meant from, the likeliest first."""
    folder = dirname(source)
    if path.startswith("/"):
        # The root of the site is the folder itself or one in it, such as "source" or "pages".
        steps = folder.split("/") if folder else []
        yield from ("/".join(steps[:number]) for number in range(len(steps) + 1))
        return
    # Where "a/b.md" is served as "/a/b/", links are meant from there; such sites end their links with a stroke. And where
    # "a/index.md" is served as "/a", they are meant from the folder above.
    served = address(source)
    yield from (served, folder) if path.endswith("/") else (folder, served)
    yield dirname(served)


def _plain(path: str) -> str:
    return unicodedata.normalize("NFC", path)

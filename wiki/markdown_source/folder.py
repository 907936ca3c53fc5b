"""Reading a folder: which of its files are pages, how they are called, and how they hang together."""

import os
import re
from collections import Counter
from collections.abc import Container, Mapping
from itertools import chain, count
from pathlib import Path
from posixpath import basename, commonpath, dirname

from hub.markdown import slugify

from .decoding import decode
from .front_matter import FrontMatter, keep_rest, read_front_matter, take_fields
from .links import link_pages
from .pages import Loss, Lost, Source, SourcePage
from .places import Places, address, is_page

_LONGEST_TITLE = 200
_LARGEST_FILE = 5_000_000
_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")


def read_folder(
    folder: Path,
    *,
    known: Mapping[str, str] | None = None,
    taken: Container[str] = (),
    name: str = "",
    site: str = "",
) -> Source:
    """Reads the Markdown files below a folder as pages. Raises NotADirectoryError if it is none; a broken file stops nothing.

    `known` gives the slugs of pages that were imported before, by path: they keep them. `taken` holds the slugs that
    cannot be given: those of other pages of the space, and reserved words. `name` is whose pages they are, where a page
    names no author (default: the folder's name). `site` is the public address that the pages had, if links use it.
    """
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    source = Source(name or folder.resolve().name)
    files, pages = _walk(folder, source)
    fronts = {page.path: read_front_matter(page) for page in pages}
    places = Places(fronts, files, site)
    for page in pages:
        take_fields(fronts[page.path], page)
        page.authors = page.authors or ((page.owner,) if page.owner else (source.name,))
        _name(page, source.name)
    _give_slugs(pages, known or {}, taken)
    _give_old_slugs(pages, fronts, places, taken)
    _give_parents(pages, fronts, places)
    for page in pages:
        _stand_in(page, fronts[page.path])
        keep_rest(fronts[page.path], page)
    link_pages(pages, places)
    source.pages = pages
    return source


def _walk(folder: Path, source: Source) -> tuple[list[str], list[SourcePage]]:
    """The paths of the files that are no pages, and the pages with their text. Hidden files and folders are passed over."""
    files: list[str] = []
    pages: list[SourcePage] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(at, name)
            path = file.relative_to(folder).as_posix()
            if name.startswith("."):
                continue
            if problem := _problem(file, folder):
                source.skipped[path.encode("utf-8", "replace").decode()] = problem
            elif not is_page(path):
                files.append(path)
            elif page := _read(file, path, source):
                pages.append(page)
    return files, sorted(pages, key=lambda page: page.path)


def _problem(file: Path, folder: Path) -> Lost | None:
    """Why a file may not be read, if it may not: it leads elsewhere, is no file, or its name is no text."""
    try:
        if not file.resolve(strict=True).is_relative_to(folder.resolve()):
            return Lost(Loss.OUTSIDE)
        str(file).encode("utf-8")
    except (OSError, RuntimeError, UnicodeEncodeError):
        return Lost(Loss.UNREADABLE)
    return None if file.is_file() else Lost(Loss.UNREADABLE)


def _read(file: Path, path: str, source: Source) -> SourcePage | None:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            source.skipped[path] = Lost(Loss.TOO_LONG, f"{file.stat().st_size:,}")
            return None
        page = SourcePage(path)
        decode(file.read_bytes(), page)
        return page
    except OSError as error:
        source.skipped[path] = Lost(Loss.UNREADABLE, error.strerror or "")
        return None


def _name(page: SourcePage, whole: str) -> None:
    """A title for the page, from its front matter, its first heading or its path. A heading that only repeats it goes.

    `whole` is the name of the source, for the page at its top.
    """
    heading = _HEADING.match(page.text)
    if not page.title and heading and not set(heading[1]) & set("[]<>`{}*"):
        page.title = " ".join(heading[1].split())
    if not page.title:
        name = re.sub(r"[-_]+", " ", basename(address(page.path)) or whole).strip()
        page.title = name[:1].upper() + name[1:] or page.path
    if heading and " ".join(heading[1].split()).casefold() == page.title.casefold():
        page.text = page.text[heading.end() :].lstrip("\n")
    if len(page.title) > _LONGEST_TITLE:
        page.lost.append(Lost(Loss.TITLE, page.title))
        page.title = page.title[:_LONGEST_TITLE].rstrip()


def _give_slugs(pages: list[SourcePage], known: Mapping[str, str], taken: Container[str]) -> None:
    """The slug of the title; for pages that would share one, and where it is taken, that of the path."""
    shared = Counter(slugify(page.title) for page in pages)
    given = {page.path: known[page.path] for page in pages if page.path in known}
    used = {*known.values()}
    top = _top(pages)
    for page in pages:
        if page.path not in given:
            by_title = slugify(page.title)
            by_path = slugify(address(page.path).removeprefix(top) or page.path)
            choices = [*([by_title] if shared[by_title] == 1 else []), by_path]
            numbered = (f"{by_path[:70]}-{number}" for number in count(2))
            given[page.path] = next(slug for slug in chain(choices, numbered) if slug not in used and slug not in taken)
            used.add(given[page.path])
        page.slug = given[page.path]


def _give_old_slugs(pages: list[SourcePage], fronts: Mapping[str, FrontMatter], places: Places, taken: Container[str]) -> None:
    """Further addresses from front matter, for links and to redirect from; each leads to one page."""
    used = {page.slug for page in pages}
    for page in pages:
        slugs = []
        for alias in fronts[page.path].several("redirect_from", "old_paths", "aliases", "permalink"):
            places.add_alias(alias, page.path)
            slug = slugify(address(alias.strip("/")))
            if slug not in used and slug not in taken:
                used.add(slug)
                slugs.append(slug)
            elif slug != page.slug and slug not in slugs:
                page.lost.append(Lost(Loss.ADDRESS, alias))
        page.old_slugs = tuple(slugs)


def _give_parents(pages: list[SourcePage], fronts: Mapping[str, FrontMatter], places: Places) -> None:
    """The page that front matter names as parent, by link or by title; else that of the folder, but for the top one."""
    by_path = {page.path: page for page in pages}
    titles = Counter(page.title for page in pages)
    by_title = {page.title: page.path for page in pages if titles[page.title] == 1}
    door = places.pages.get(_top(pages).rstrip("/"))
    for page in pages:
        above = places.above(page.path)
        page.parent = above if above != door else None
    for page in pages:
        front = fronts[page.path]
        named = front.values.get("parent")
        if isinstance(named, str):
            place = places.find(named, page.path)
            parent = (place.page if place else "") or by_title.get(named.strip(), "")
            if parent and not _is_below(by_path, parent, page.path):
                page.parent = parent
                front.used.add("parent")


def _is_below(by_path: Mapping[str, SourcePage], path: str | None, top: str) -> bool:
    while path and path != top:
        path = by_path[path].parent
    return path == top


def _top(pages: list[SourcePage]) -> str:
    """The folder that holds all pages, with a stroke at its end; empty if that is the whole."""
    folder = commonpath([dirname(page.path) for page in pages]) if pages else ""
    return folder and folder + "/"


def _stand_in(page: SourcePage, front: FrontMatter) -> None:
    """A page without words that leads elsewhere says where."""
    if not page.text.strip() and (url := front.text("redirect_to")):
        label = page.title.replace("[", "(").replace("]", ")")
        page.text = f"[{label}](<{url}>)\n"

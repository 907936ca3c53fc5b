"""Cleaning HTML: bleach for what people and imports bring as HTML, then always nh3, a second and independent parser."""

import re
import secrets
from collections.abc import Iterator
from html import unescape
from typing import Any

import nh3
from bleach import Cleaner  # type: ignore[import-untyped]
from bleach.html5lib_shim import Filter  # type: ignore[import-untyped]

from . import allowed
from .addresses import is_allowed, is_external, is_local
from .blocks import TABLE_OPEN
from .findings import PREFIX

_last_gate = nh3.Cleaner(
    tags=set(allowed.TAGS),
    attributes=allowed.ATTRIBUTES,
    attribute_filter=allowed.kept,
    url_schemes=set(allowed.URL_SCHEMES),
    id_prefix=PREFIX,
    link_rel="noopener nofollow",
    set_tag_attribute_values={"img": {"loading": "lazy"}},
)

# Python refuses to read a number of thousands of digits, and bleach would ask it to.
_ENDLESS_NUMBER = re.compile(r"&#(?=[xX]?[0-9a-fA-F]{9})")

# Tags that older HTML has and that have an equal among the allowed ones.
_RENAMED = {"h1": "h2", "strike": "s", "tt": "code", "acronym": "abbr"}


def clean_html(html: str) -> str:
    """Clean HTML of an import, dropping what is not allowed. Cleaning twice is the same as cleaning once.

    It may take 5 s a megabyte; the caller sees to the length.
    """
    return settle(last_gate(first_gate(html, strip=True)))


def new_nonce() -> str:
    """A word that nobody can guess, for the anchors of one rendering."""
    return secrets.token_hex(8)


def first_gate(html: str, strip: bool = False) -> str:
    """bleach. What is not allowed is shown as text, so that its writer sees it, or dropped if `strip`."""
    html = _ENDLESS_NUMBER.sub("&amp;#", html)
    cleaner = Cleaner(
        tags=allowed.TAGS | _RENAMED.keys(), attributes=_stays, protocols=allowed.URL_SCHEMES, strip=strip, filters=[_Mend]
    )
    return str(cleaner.clean(html))


def last_gate(html: str) -> str:
    """nh3: nothing is stored that did not go through it."""
    return _last_gate.clean(html)


_TAG = re.compile(r"<(a|div) ([^<>]*)>")
_LINK = re.compile(r'data-link="([0-9a-f]+)-([0-9]+)"')
_HREF = re.compile(r'href="([^"]*)"')
_REL = ' rel="noopener nofollow"'


def settle(html: str, nonce: str = "") -> str:
    """Finish HTML that comes from the last gate: neutral anchors get their numbers, tables theirs, and only links
    that leave the hub keep their `rel`. An anchor without this rendering's nonce was typed by hand and loses its number.
    """
    tables = 0

    def finish(found: re.Match[str]) -> str:
        nonlocal tables
        tag, attributes = found.groups()
        if tag == "div":
            if 'aria-label="Table ' not in attributes:
                return found[0]
            tables += 1
            return TABLE_OPEN.replace("Table 1", f"Table {tables}")
        link = _LINK.search(attributes)
        if link and nonce and link[1] == nonce:
            return f'<a data-link="{link[2]}">'
        if link:
            attributes = attributes.replace(link[0], "").strip()
        href = _HREF.search(attributes)
        if not href or not is_external(unescape(href[1])):
            attributes = f" {attributes}".replace(_REL, "").strip()
        return f"<a {attributes}>" if attributes else "<a>"

    return _TAG.sub(finish, html)


def _stays(tag: str, name: str, value: str) -> bool:
    """bleach's question for each attribute; it leaves entities as they are written."""
    value = unescape(value)
    if (tag, name) == ("img", "src"):
        return is_allowed(value)
    if name not in allowed.ATTRIBUTES["*"] and name not in allowed.ATTRIBUTES.get(tag, ()):
        return False
    return allowed.kept(tag, name, value) is not None


class _Mend(Filter):  # type: ignore[misc]
    """Behind bleach's own filter: old tags get their new names, pictures from elsewhere become links, tables a frame."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        links = 0
        framed = False
        frames: list[bool] = []
        for token in Filter.__iter__(self):
            kind, name = token["type"], token.get("name")
            if name in _RENAMED:
                token["name"] = _RENAMED[name]
            if name == "a":
                links += 1 if kind == "StartTag" else -1
            if name == "img" and not is_local(unescape(token["data"].get((None, "src"), ""))):
                yield from _as_link(token, nested=links > 0)
                continue
            if name == "table" and kind == "StartTag":
                frames.append(not framed)
                if frames[-1]:
                    yield _FRAME
            yield token
            if name == "table" and kind == "EndTag" and frames and frames.pop():
                yield {"type": "EndTag", "name": "div", "namespace": None, "data": {}}
            if kind != "SpaceCharacters":
                framed = kind == "StartTag" and "hub-scroll" in token["data"].get((None, "class"), "")


def _as_link(image: dict[str, Any], nested: bool) -> Iterator[dict[str, Any]]:
    """A picture from elsewhere as a link with its description; only the description inside another link."""
    source = image["data"].get((None, "src"), "")
    text = unescape(image["data"].get((None, "alt"), "") or source)
    link = {"name": "a", "namespace": None, "data": {(None, "href"): source}}
    if source and not nested:
        yield {"type": "StartTag", **link}
    if text:
        yield {"type": "Characters", "data": text}
    if source and not nested:
        yield {"type": "EndTag", **link}


_FRAME = {
    "type": "StartTag",
    "name": "div",
    "namespace": None,
    "data": {(None, name): value for name, value in re.findall(r'([a-z-]+)="([^"]*)"', TABLE_OPEN)},
}

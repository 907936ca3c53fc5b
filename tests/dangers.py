"""Hostile words for every field, and what of a page would run: read by Python's parser and, as a browser would, by html5lib."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from bleach._vendor import html5lib
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hub.test_markdown_safety import payloads

FORBIDDEN = {"iframe", "object", "embed", "style", "base", "math", "frame", "frameset", "applet", "portal"}
LEADING = {"href", "src", "srcset", "action", "formaction", "poster", "data", "background", "cite", "ping", "xlink:href"}
SAFE_HEADERS = ("attachment", "inline")


def hostile(shared, some: slice) -> list[str]:
    """Every payload of the suites that a form can carry, or the slice of them that is asked for."""
    every = [payload.replace("\0", "").encode("utf-8", "replace").decode() for payload in payloads(shared)]
    return every[some]


def filled(words: list[str], fields: dict[str, int], turns: int = 1) -> Iterator[dict[str, str]]:
    """Forms with a payload in each of `fields` ({name: longest}); in `turns` rounds each payload meets other fields."""
    names = list(fields)
    for turn in range(turns):
        turned = names[turn:] + names[:turn]
        for start in range(0, len(words), len(names)):
            chunk = words[start : start + len(names)]
            yield {name: _cut(chunk[place % len(chunk)], fields[name]) for place, name in enumerate(turned)}


def hostile_files(shared, content: bytes) -> Iterator[SimpleUploadedFile]:
    """An upload under each hostile name, as a client of its own making sends it, and under each path of the traversal suite."""
    names = json.loads((shared / "suites/upload/filenames.json").read_text(encoding="utf-8", errors="surrogatepass"))
    paths = (shared / "suites/path/directory_traversal.txt").read_text(errors="replace").splitlines()
    for name in [*names, *(f"{path}.pdf" for path in paths[::7])]:
        sent = SimpleUploadedFile("x.pdf", content)
        sent._name = name.encode("utf-8", "replace").decode()
        yield sent


def _cut(payload: str, longest: int) -> str:
    return payload[:longest] if longest > 500 else "".join(c for c in payload if c.isprintable())[:longest]


def dangers(html: str) -> list[str]:
    """Elements and attributes that would run something or lead elsewhere by themselves."""
    return _dangers_in(_bare(html))


# What can hide no tag and no attribute, wherever it stands: words without quotes, and the values of attributes that run
# nothing and lead nowhere, and of links within the hub.
_WORDS = re.compile(r">[^<>\"'`]+<")
_HARMLESS = re.compile(r'(\s(?:value|title|alt|content|id|for|name|class|datetime|aria-[a-z]+|data-[a-z-]+)=")[^<>"]*"')
_LINKS = re.compile(r'(\s(?:href|action)=")/(?:[\w.-]+/)*"', re.ASCII)


def _bare(html: str) -> str:
    """`html` without what says nothing to `dangers`: most pages of a kind are then one, and read once."""
    return _LINKS.sub(r'\1/"', _HARMLESS.sub(r'\1"', _WORDS.sub("><", html)))


@cache
def _dangers_in(html: str) -> list[str]:
    reader = _Tags()
    reader.feed(html)
    reader.close()
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            reader.seen.append((element.tag.rpartition("}")[2], [(str(k), v) for k, v in element.attrib.items()]))
    return sorted({wrong for tag, attributes in reader.seen for wrong in _wrong(tag, attributes)})


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, attrs))


def _wrong(tag: str, attributes: list) -> Iterator[str]:
    values = {name: value or "" for name, value in attributes}
    ours = values.get("src", "").startswith("/static/") or values.get("type") == "application/json"
    if tag in FORBIDDEN or (tag == "script" and not ours) or (tag == "meta" and "http-equiv" in values):
        yield tag
    for name, value in values.items():
        address = "".join(c for c in value if unicodedata.category(c)[0] not in "CZ").lower()
        runs = name.startswith("on") or name in {"style", "srcdoc"}
        leads = name in LEADING and address.startswith(("javascript:", "vbscript:", "data:"))
        elsewhere = name in LEADING - {"href"} and address.startswith(("//", "http:", "https:"))
        if runs or leads or elsewhere:
            yield f"{tag} {name}={value[:60]}"


def opens_as_a_page(response) -> bool:
    """Whether a browser could take the answer to a file's address for a page of the hub."""
    kind = response["Content-Type"].partition(";")[0]
    shown = kind in {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml", "text/javascript"}
    guarded = response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    return shown or not guarded or not response.get("Content-Disposition", "inline").startswith(SAFE_HEADERS)

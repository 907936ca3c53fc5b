"""Filling: what is done to stored HTML when somebody reads it. Neutral anchors become the links this reader may have."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote, urlencode

from django.utils.translation import gettext

from . import words
from .findings import PREFIX


@dataclass(frozen=True)
class Shown:
    """What a reader gets for a target: all of it plain text. `hidden_text` is added for screen readers."""

    url: str
    title: str = ""
    css: str = ""
    hidden_text: str = ""
    mark: str = ""  # stands beside it for everybody: that a named person is a guest


_NEUTRAL = re.compile(
    r'<a data-link="(?P<link>\d{1,6})">(?P<label>[^<]*)</a>|<div class="hub-scroll"[^<>]*"Table (?P<table>\d{1,5})">|'
    + words.PATTERN
)
_TAG_WITH_ANCHOR = re.compile(rf'<[a-z][^<>]*"#?{PREFIX}[^<>]*>')
_ANCHOR = re.compile(rf' (id="|href="#){PREFIX}')


def fill(
    html: str,
    shown: Mapping[int, Shown],
    missing: Callable[[int], str | None] | None = None,
    anchor: str = "",
) -> str:
    """The HTML as this reader sees it, in the language that is active.

    `shown` has the targets that the reader may see, by number. For any other number `missing` gives the
    address at which such a page is written (see `new_page_url`), or None where there is nothing to write,
    as for a person: then only the words stay. Where several texts share a page, `anchor` (such as
    "post-51") keeps their ids apart.
    """

    def put(found: re.Match[str]) -> str:
        if found["table"]:
            label = escape(gettext("Table %(number)s") % {"number": found["table"]})
            return found[0].replace(f'"Table {found["table"]}"', f'"{label}"')
        if found["word"]:
            return words.shown(found["word"])
        number, label = int(found["link"]), found["label"]
        if number in shown:
            return _link(shown[number], label)
        url = missing(number) if missing else None
        if url is None:
            return label
        hidden = escape(gettext("(no page yet)"))
        return f'<a href="{escape(url)}" class="hub-missing">{label}{_hidden(hidden)}</a>'

    html = _NEUTRAL.sub(put, html)
    if anchor:
        own = rf" \1{PREFIX}{escape(anchor)}-"
        html = _TAG_WITH_ANCHOR.sub(lambda tag: _ANCHOR.sub(own, tag[0]), html)
    return html


def new_page_url(space: str, title: str) -> str:
    """Where a page that is not there yet is written."""
    return f"/s/{quote(space)}/new/?{urlencode({'title': title})}"


def _link(target: Shown, label: str) -> str:
    css = f' class="{escape(target.css)}"' if target.css else ""
    title = f' title="{escape(target.title)}"' if target.title and target.title != unescape(label) else ""
    hidden = _hidden(escape(target.hidden_text)) if target.hidden_text else ""
    beside = f' <span class="hub-by__mark">({escape(target.mark)})</span>' if target.mark else ""
    return f'<a href="{escape(target.url)}"{css}{title}>{label}{hidden}</a>{beside}'


def _hidden(text: str) -> str:
    return f'<span class="govuk-visually-hidden"> {text}</span>'

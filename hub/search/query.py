"""The one parser of what people type: words, "phrases", -not, and field:value. Engines never see raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

MOST_TERMS = 16
LONGEST = 300  # characters of a query that are looked at
FIELDS = ("type", "space", "agency", "author", "tag", "before", "after")
_TOKEN = re.compile(r'(?P<minus>-?)(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.IGNORECASE)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Query:
    """A parsed question. `last_is_open` says that the last word may still be typed: its beginnings match too."""

    raw: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.fields)

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing but words and phrases to look for."""
        return not (self.fields or self.without)

    @property
    def terms(self) -> list[str]:
        """Every word that is looked for, for marking and spelling."""
        return [*self.words, *(word for phrase in self.phrases for word in phrase)]


def parse(raw: str) -> Query:
    """Never fails: what is no syntax is words. At most MOST_TERMS words; wildcards are plain characters and drop out."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    without: list[str] = []
    fields: dict[str, str] = {}
    for found in _TOKEN.finditer(raw[:LONGEST].lower()):
        name, value = found["field"], found["phrase"] if found["phrase"] is not None else found["word"]
        if name in FIELDS and value and (name not in {"before", "after"} or _day(value)):
            fields[name] = value
            continue
        parts = _WORDS.findall(f"{name} {value}" if name else value)
        if found["minus"]:
            without += parts
        elif found["phrase"] is not None and len(parts) > 1:
            phrases.append(tuple(parts[:MOST_TERMS]))
        else:
            words += parts
    return Query(raw.strip(), tuple(words[:MOST_TERMS]), tuple(phrases[:4]), tuple(without[:MOST_TERMS]), fields)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

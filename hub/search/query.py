"""The one parser of what people type: words, "phrases", -not, and field:value. Engines never see raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from hub.search.limits import Limit

MOST_TERMS = 16
MOST_FIELDS = 8  # with a minus
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
    without_phrases: tuple[tuple[str, ...], ...] = ()
    but_not: tuple[tuple[str, str], ...] = ()  # fields with a minus
    limits: tuple[Limit, ...] = ()  # what all fields mean to whoever asks; no engine reads the fields themselves

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.fields or self.but_not or self.limits)

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing but words and phrases to look for."""
        return not (self.fields or self.but_not or self.without or self.without_phrases)

    @property
    def terms(self) -> list[str]:
        """Every word that is looked for, for marking and spelling."""
        return [*self.words, *(word for phrase in self.phrases for word in phrase)]


def parse(raw: str) -> Query:
    """Never fails: what is no syntax is words. At most MOST_TERMS words; wildcards are plain characters and drop out."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    without: list[str] = []
    without_phrases: list[tuple[str, ...]] = []
    fields: dict[str, str] = {}
    but_not: list[tuple[str, str]] = []
    for found in _TOKEN.finditer(raw[:LONGEST].replace("\0", " ").lower()):
        name, value = found["field"], found["phrase"] if found["phrase"] is not None else found["word"]
        if (name in FIELDS and not value.strip()) or value.removesuffix(":") in FIELDS and value.endswith(":"):
            continue  # the field is there, what it is to be is still to be typed
        if name in FIELDS and (name not in {"before", "after"} or _day(value)):
            if found["minus"]:
                but_not.append((name, value))
            else:
                fields[name] = value
            continue
        parts = _WORDS.findall(f"{name} {value}" if name else value)
        if found["minus"]:
            if len(parts) > 1:
                without_phrases.append(tuple(parts[:MOST_TERMS]))
            without += parts if len(parts) == 1 else []
        elif found["phrase"] is not None and len(parts) > 1:
            phrases.append(tuple(parts[:MOST_TERMS]))
        else:
            words += parts
    return Query(
        raw.strip(),
        tuple(words[:MOST_TERMS]),
        tuple(phrases[:4]),
        tuple(without[:MOST_TERMS]),
        fields,
        tuple(without_phrases[:4]),
        tuple(but_not[:MOST_FIELDS]),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""The passage of a text that shows best why it was found."""

from __future__ import annotations

import re
from bisect import bisect_left

from django.utils.safestring import SafeString, mark_safe

from hub.search.marking import marked

LENGTH = 240  # characters
LOOKED_AT = 60_000


def excerpt(text: str, terms: list[str]) -> SafeString:
    """Some 240 characters of `text` round the densest place of `terms`, escaped, with the terms in <mark>."""
    text = " ".join(text[:LOOKED_AT].split())
    start = _densest(text, terms)
    if start:
        start = text.find(" ", start) + 1
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    passage = marked(text[start:end], terms)
    return mark_safe(f"{'… ' if start else ''}{passage}{' …' if end < len(text) else ''}")


def _densest(text: str, terms: list[str]) -> int:
    if not terms:
        return 0
    wanted = re.compile("|".join(rf"\b{re.escape(term[:40])}" for term in terms), re.IGNORECASE)
    places = [found.start() for found in wanted.finditer(text)][:500]
    if not places or places[0] < LENGTH // 2:
        return 0
    near = [bisect_left(places, place + LENGTH) - number for number, place in enumerate(places)]
    return max(0, places[near.index(max(near))] - 60)

"""The passage of a text that shows best why it was found."""

from __future__ import annotations

import re
from bisect import bisect_left

from django.utils.safestring import SafeString, mark_safe

from hub.search.marking import marked

LENGTH = 240  # characters
LOOKED_AT = 60_000
MOST_PLACES = 500
_SPACE = re.compile(r"\s")


def excerpt(text: str, terms: list[str]) -> SafeString:
    """Some 240 characters of `text` round the densest place of `terms`, escaped, with the terms in <mark>."""
    text = text[:LOOKED_AT]
    start = _densest(text, terms)
    if start:
        space = _SPACE.search(text, start)
        start = space.end() if space else start
    # Spaces and line ends side by side become one: only the passage is looked at, and what may follow it.
    rest = " ".join(text[start : start + 6 * LENGTH].split())
    end = min(len(rest), LENGTH)
    if end < len(rest):
        end = rest.rfind(" ", 0, end) if " " in rest[:end] else end
    passage = marked(rest[:end], terms)
    return mark_safe(f"{'… ' if start else ''}{passage}{' …' if end < len(rest) else ''}")


def _densest(text: str, terms: list[str]) -> int:
    lowered = _lowered(text)
    places = sorted(place for term in terms for place in _places(lowered, term[:40].lower()))[:MOST_PLACES]
    if not places or places[0] < LENGTH // 2:
        return 0
    near = [bisect_left(places, place + LENGTH) - number for number, place in enumerate(places)]
    return max(0, places[near.index(max(near))] - 60)


def _places(text: str, term: str) -> list[int]:
    """Where words begin with `term`."""
    found: list[int] = []
    place = text.find(term)
    while place >= 0 and len(found) < MOST_PLACES:
        if not place or not (text[place - 1].isalnum() or text[place - 1] == "_"):
            found.append(place)
        place = text.find(term, place + len(term))
    return found


def _lowered(text: str) -> str:
    """In small letters, each where it was: some capitals have two for one."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(one if len(one := c.lower()) == 1 else c for c in text)

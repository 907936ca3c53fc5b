"""Spaces that may be meant already, when somebody is about to open one."""

from __future__ import annotations

import re

from hub.models import Space, User
from hub.search.analysis import stem_of

MOST = 5
ENOUGH = 0.34  # how much of the words of the shorter title must be shared


def similar_spaces(user: User, title: str, purpose: str = "") -> list[Space]:
    """Active spaces that `user` may know of whose name, or name and purpose, speak of the same; most alike first."""
    wanted, around = _words(title), _words(f"{title} {purpose}")
    found = []
    for space in Space.objects.listed_to(user).filter(state=Space.State.ACTIVE):
        named, told = _words(space.title), _words(f"{space.title} {space.purpose}")
        alike = max(_shared(wanted, named), 0.8 * _shared(wanted, told), 0.8 * _shared(named, around))
        if alike >= ENOUGH:
            found.append((alike, space))
    return [space for _alike, space in sorted(found, key=lambda one: (-one[0], one[1].title))[:MOST]]


def _shared(these: set[str], those: set[str]) -> float:
    """How much of the smaller lies in the other, 0 to 1."""
    return len(these & those) / min(len(these), len(those)) if these and those else 0.0


def _words(text: str) -> set[str]:
    return _stems(text) - _COMMON


def _stems(text: str) -> set[str]:
    return {stem_of(word) for word in re.findall(r"\w+", text)} - {None}


# Words that stand in the name of any space.
_COMMON = _stems("space practice group team network community forum hub people work share")

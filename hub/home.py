"""What waits for a person: registered by whoever knows of such work, shown on Home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.models import User

LIMIT = 7  # rows on Home; "see all" leads to the rest


@dataclass(frozen=True)
class Need:
    """One row of "Needs you": what, why, and where it is done."""

    title: str
    why: str
    url: str
    tag: str  # the short word at the right: Mention, Question, Draft
    icon: str
    at: datetime
    colour: str = "blue"


# Each answers what waits for this person, newest first, in one query; all of it visible to them.
finders: dict[str, Callable[[User], list[Need]]] = {}


def needs_you(name: str) -> Callable:
    """Register a finder of work that waits for a person."""

    def register(find: Callable[[User], list[Need]]) -> Callable[[User], list[Need]]:
        finders[name] = find
        return find

    return register


def needs_of(user: User) -> list[Need]:
    """Everything that waits for `user`, newest first."""
    return sorted((need for find in finders.values() for need in find(user)), key=lambda need: need.at, reverse=True)

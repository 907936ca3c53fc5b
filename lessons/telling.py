"""Saying what happened to a lesson, without naming who wrote it where its readers see an agency's name instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hub import events
from hub.models import Event, User
from lessons.models import Lesson


def tell(
    actor: User | None,
    verb: str,
    lesson: Lesson,
    *,
    mentioned: Iterable[User] = (),
    quiet: bool = False,
    at: datetime | None = None,
    **data,
) -> Event | None:
    """Record what `actor` did, the last line of every action; the event that readers meet.

    Of a draft nothing is written down: an event would name its writer for ever. Under an agency's name the event that
    readers meet has no actor; a second one, of no item and no space, says in the audit log who it was.
    """
    if lesson.is_draft:
        return None
    if actor is None or not is_unnamed(actor, lesson):
        return events.record(actor, verb, lesson, mentioned=mentioned, quiet=quiet, at=at, **data)
    events.record(actor, "lessons.acted_unnamed", quiet=True, audit=True, at=at, lesson=lesson.pk, did=verb)
    agency = lesson.under_agency
    return events.record(None, verb, lesson, agency=agency, mentioned=mentioned, quiet=quiet, at=at, **data)


def is_unnamed(user: User, lesson: Lesson) -> bool:
    """Whether readers must not learn that `user` has to do with this lesson."""
    return lesson.under_agency_id is not None and lesson.owner_id == user.pk

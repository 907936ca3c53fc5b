"""Saying what became of a lesson: checked, adopted, superseded, disputed; and taking it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub import links
from hub.models import Item, User
from hub.moderation import removing
from hub.texts import tidy_title
from lessons.models import Lesson
from lessons.telling import is_unnamed, tell


@transaction.atomic
def set_status(
    lesson: Lesson,
    *,
    by: User,
    status: str,
    note: str = "",
    superseded_by: Item | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Lesson:
    """Give a shared lesson another status, with a sentence on why. The history is its events."""
    held = Lesson.objects.select_for_update().get(pk=lesson.pk)
    note = tidy_title(note)[:300]
    later = superseded_by if status == Lesson.Status.SUPERSEDED else None
    if (held.status, held.status_note, held.superseded_by_id) == (status, note, later and later.pk) or held.is_draft:
        return held
    held.status, held.status_note, held.superseded_by = status, note, later and Item(pk=later.pk)
    held.save(update_fields=["status", "status_note", "superseded_by"])
    held.touch(at=at)
    tell(by, "lessons.status_set", held, quiet=quiet, at=at, status=status)
    return held


@transaction.atomic
def remove_lesson(lesson: Lesson, *, by: User | None, reason: str = "") -> None:
    """Take it away from everybody; a draft too."""
    held = Lesson.objects.select_for_update().get(pk=lesson.pk)
    if held.removed_at:
        return
    held.removed_at = timezone.now()
    unnamed = by is not None and is_unnamed(by, held)
    held.removed_by = None if unnamed else by
    held.save(update_fields=["removed_at", "removed_by"])
    links.vanished(held)
    removing.note(held, by=by, reason=reason, unnamed=unnamed)
    tell(by, "lessons.removed", held, quiet=True)


@removing.removes("lesson")
def _remove_flagged(item: Item, anchor: str, *, by: User, reason: str) -> None:
    remove_lesson(Lesson.objects.get(pk=item.pk), by=by, reason=reason)

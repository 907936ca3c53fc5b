"""Taking an import of lessons back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub import events
from hub.models import Imported, ImportRun, User
from lessons import actions
from lessons.imports.running import edited_here
from lessons.models import Lesson


def undo(run: ImportRun, *, by: User | None = None) -> list[Lesson]:
    """Remove the lessons that a run made, and give those that it changed their words back.

    Answers the lessons that it leaves, because people of this hub have changed them since.
    """
    kept = []
    for entry in run.report:
        lesson = Lesson.objects.select_related("space").filter(pk=entry.get("lesson"), removed_at=None).first()
        if lesson is None or entry["did"] not in {"made", "changed"}:
            continue
        if edited_here(lesson):
            kept.append(lesson)
            continue
        with transaction.atomic():
            if entry["did"] == "made":
                actions.remove_lesson(lesson, by=by)
                Imported.objects.filter(item=lesson.pk).delete()
            else:
                actions.edit_lesson(lesson, editor=None, **entry["before"])
                Imported.objects.filter(item=lesson.pk).update(digest="")  # the next import compares anew
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at"])
    events.record(by, "lessons.import_undone", space=run.space, audit=True, quiet=True, run=run.pk)
    return kept

"""One run of an import: a lesson for each report of a folder, or its new words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events, guard
from hub.models import Event, Imported, ImportRun, Item, OutsideAuthor, Space, User
from lessons import actions
from lessons.imports.reports import Report, read
from lessons.models import Discipline, Lesson, Phase

Tell = Callable[[int, int, str], None]  # done, of how many, the path at hand

ENDINGS = (".md", ".md.erb", ".markdown")
LARGEST = 1_000_000  # bytes of one report


def import_reports(
    space: Space, folder: Path, *, by: User | None = None, hand: str = "", tell: Tell | None = None
) -> ImportRun:
    """Make a lesson of each incident report below `folder`, or change it where its file changed since the last time.

    `hand` is by whose name they stand, else the folder's. A run of files that did not change changes nothing; what is no
    report is named in `report` of the run. Raises NotADirectoryError.
    """
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    paths = sorted(path for path in folder.rglob("*") if path.name.endswith(ENDINGS) and path.is_file())
    importer = _Importer(space, folder, by, hand)
    for done, path in enumerate(paths, 1):
        importer.bring_in(path)
        if tell:
            tell(done, len(paths), importer.key_of(path))
    return importer.end()


class _Importer:
    """One run: what is known from the runs before, and what this one did."""

    def __init__(self, space: Space, folder: Path, by: User | None, hand: str) -> None:
        self.space, self.folder, self.by = space, folder, by
        name = folder.resolve().name
        self.name = f"lessons {name}"[:100]
        rows = Imported.objects.filter(space=space, source=self.name).select_related("item")
        self.known = {row.key: row for row in rows}
        self.hand, _made = OutsideAuthor.objects.get_or_create(
            source=self.name, key=hand or name, defaults={"name": (hand or name.replace("-", " "))[:200]}
        )
        self.report: list[dict] = []
        self.run = ImportRun.objects.create(kind="lessons", source=self.name, space=space, by=by)

    def key_of(self, path: Path) -> str:
        """By what a file is known again."""
        return path.relative_to(self.folder).as_posix()[:500]

    def bring_in(self, path: Path) -> None:
        """Make or change one lesson; whatever goes wrong with it is written into the report."""
        done, lost = {"did": "skipped"}, []
        try:
            content = path.read_bytes()
            report = read(content.decode("utf-8", "replace")) if len(content) <= LARGEST else None
            if report is None:
                lost.append([_("This is no report of an incident: left out"), ""])
            else:
                done = self._made_or_changed(self.key_of(path), hashlib.sha256(content).hexdigest(), report)
                lost += guard.noticed(content.decode("utf-8", "replace")) if done["did"] in {"made", "changed"} else []
        except actions.PartRefused as refused:
            lost.append([str(refused), refused.part])
        except actions.LessonGone:
            lost.append([_("It was removed here: left out"), ""])
        except OSError as error:
            lost.append([_("The file cannot be read"), str(error.strerror or "")])
        self.report.append({"path": self.key_of(path), **done, "lost": lost})

    def end(self) -> ImportRun:
        """Write down what was done."""
        self.run.report, self.run.ended_at = self.report, timezone.now()
        self.run.save(update_fields=["report", "ended_at"])
        did = [entry["did"] for entry in self.report]
        counts = {word: did.count(word) for word in ("made", "changed")}
        if any(counts.values()):
            events.record(
                self.by, "lessons.lessons_imported", space=self.space, audit=True, quiet=True, run=self.run.pk, **counts
            )
        return self.run

    def _made_or_changed(self, key: str, digest: str, report: Report) -> dict:
        row = self.known.get(key)
        if row and row.digest == digest:
            return {"did": "unchanged", "lesson": row.item_id}
        if row:
            return self._change(row, digest, report)
        with transaction.atomic():
            lesson = actions.write_lesson(
                self.space,
                author=self.hand,
                **_words_of(report),
                at=_moment(report),
                phase=Phase.RUNNING,
                discipline=Discipline.DIGITAL,
            )
            Imported.objects.create(
                run=self.run, space=self.space, source=self.name, key=key, digest=digest, item=Item(pk=lesson.pk)
            )
        return {"did": "made", "lesson": lesson.pk}

    def _change(self, row: Imported, digest: str, report: Report) -> dict:
        lesson = Lesson.objects.select_related("space").get(pk=row.item_id)
        if edited_here(lesson):
            raise actions.PartRefused("", _("It was changed here: the lesson is left as it is"))
        before = {"title": lesson.title, "texts": lesson.texts, "timeline": lesson.timeline, "price": lesson.price}
        with transaction.atomic():
            actions.edit_lesson(lesson, editor=None, **_words_of(report))
            Imported.objects.filter(pk=row.pk).update(digest=digest)
        return {"did": "changed", "lesson": lesson.pk, "before": before}


def edited_here(lesson: Lesson) -> bool:
    """Whether somebody of this hub changed what was imported."""
    return Event.objects.filter(item=lesson.pk, verb="lessons.edited", actor__isnull=False).exists()


def _words_of(report: Report) -> dict:
    return {
        "title": report.title,
        "texts": report.texts,
        "timeline": report.timeline,
        "price": report.price,
        "began_on": report.day,
    }


def _moment(report: Report) -> datetime:
    """Noon of its day; nothing is dated in the future."""
    if report.day is None:
        return timezone.now()
    return min(timezone.make_aware(datetime.combine(report.day, time(12))), timezone.now())

"""One run of an import: a leaflet for each file, or a new version of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events, files
from hub.models import File, Imported, ImportRun, Item, OutsideAuthor, Space, User
from resources import actions
from resources.imports.naming import summary_of, title_of
from resources.models import Resource, Version
from resources.previews import keep
from resources.reading import read

Tell = Callable[[int, int, str], None]  # done, of how many, the path at hand


def import_files(space: Space, folder: Path, *, by: User | None = None, tell: Tell | None = None) -> ImportRun:
    """Make a leaflet of each file below `folder`, or a new version where a file changed since the last time.

    A run of files that did not change changes nothing; a file that is refused stops nothing. `report` of the run says for
    each what was done, and why not. `by` is whose act it is. Raises NotADirectoryError.
    """
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    importer = _Importer(space, folder, by)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    try:
        for done, path in enumerate(paths, 1):
            name = path.relative_to(folder).as_posix()
            importer.bring_in(path, name)
            if tell:
                tell(done, len(paths), name)
    finally:
        importer.end()
    return importer.run


class _Importer:
    """One run: what is known from the runs before, and what this one did."""

    def __init__(self, space: Space, folder: Path, by: User | None) -> None:
        self.space, self.by = space, by
        self.source = f"files {folder.resolve().name}"[:100]
        rows = Imported.objects.filter(space=space, source=self.source)
        self.known = {row.key: row for row in rows}
        self.hand, _made = OutsideAuthor.objects.get_or_create(
            source=self.source, key="folder", defaults={"name": folder.resolve().name[:200]}
        )
        self.report: list[dict] = []
        self.run = ImportRun.objects.create(kind="files", source=self.source, space=space, by=by)

    def bring_in(self, path: Path, name: str) -> None:
        """Make or change one leaflet; whatever goes wrong with it is written into the report."""
        done: dict = {"did": "skipped", "lost": []}
        try:
            done |= self._made_or_changed(path, name)
        except files.FileRefused as refused:
            done["lost"].append(str(refused))
        except OSError as error:
            done["lost"].append(_("It cannot be read: %(why)s") % {"why": error.strerror or ""})
        self.report.append({"path": name, **done})

    def end(self) -> None:
        """Write down what was done."""
        self.run.report, self.run.ended_at = self.report, timezone.now()
        self.run.save(update_fields=["report", "ended_at"])
        did = [entry["did"] for entry in self.report]
        counts = {word: did.count(word) for word in ("made", "changed")}
        if any(counts.values()):
            events.record(
                self.by, "resources.files_imported", space=self.space, audit=True, quiet=True, run=self.run.pk, **counts
            )

    def _made_or_changed(self, path: Path, name: str) -> dict:
        with path.open("rb") as content:
            digest = files.sha256(content)
            row = self.known.get(name[:500])
            if row and row.digest == digest:
                return {"did": "unchanged", "resource": row.item_id}
            if row and Item.objects.filter(pk=row.item_id, removed_at__isnull=False).exists():
                return {"did": "skipped", "lost": [_("It was removed here: left out")]}
            file = files.store(UploadedFile(content, path.name, size=path.stat().st_size), None)
        reading = read(file)
        same = self._same(file, row)
        with transaction.atomic():
            done = self._change(row, file) if row else self._make(name, file, reading)
            version = Version.objects.get(resource=done["resource"], number=done["version"])
            self._remember(name, digest, done["resource"])
        keep(version, reading)
        lost = [Version.Reason(reading.reason).label] if reading.reason else []
        return {**done, "lost": [str(word) for word in [*lost, *same]]}

    def _make(self, name: str, file: File, reading) -> dict:
        resource = actions.add_resource(
            self.space,
            author=self.hand,
            title=title_of(name, reading.title),
            summary=summary_of(reading.texts),
            file=file,
            by=self.by,
            quiet=True,
        )
        return {"did": "made", "resource": resource.pk, "version": 1}

    def _change(self, row: Imported, file: File) -> dict:
        resource = Resource.objects.select_related("space").get(pk=row.item_id)
        note = _("Imported again from %(name)s") % {"name": self.source.partition(" ")[2]}
        version = actions.add_version(resource, author=self.hand, file=file, note=note, by=self.by, quiet=True)
        return {"did": "changed", "resource": resource.pk, "version": version.number}

    def _remember(self, name: str, digest: str, resource: int) -> None:
        values = {"digest": digest, "item": Item(pk=resource), "run": self.run}
        Imported.objects.update_or_create(space=self.space, source=self.source, key=name[:500], defaults=values)

    def _same(self, file: File, row: Imported | None) -> list[str]:
        """Which leaflet of the space has the same bytes: brought in all the same, and said."""
        others = Resource.objects.filter(space=self.space, removed_at=None, current__file__blob=file.blob_id)
        other = others.exclude(pk=row.item_id if row else None).values_list("title", flat=True).first()
        return [_("The same file as “%(title)s”") % {"title": other}] if other else []

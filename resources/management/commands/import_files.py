"""Bring a folder of leaflets and documents into the library of a space, or take such an import back."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from hub.management.importing import ImportCommand
from hub.models import ImportRun, Item, Space, User
from resources.imports import import_files, undo


class Command(ImportCommand):
    help = __doc__
    kind = "files"
    source = ("folder", "folder that holds the files")
    done = (
        ("made", _("leaflets made")),
        ("changed", _("new versions")),
        ("unchanged", _("as they were")),
        ("skipped", _("left out")),
    )
    left = _("left, because people brought other versions: %(title)s")

    def bring_in(self, space: Space, source: Path, *, by: User | None, **options) -> ImportRun:
        try:
            return import_files(space, source, by=by, tell=self.tell)
        except NotADirectoryError:
            raise CommandError(_("%(folder)s is no folder") % {"folder": source}) from None

    def take_back(self, run: ImportRun, *, by: User | None) -> list[Item]:
        return undo(run, by=by)

    def lost(self, run: ImportRun) -> list[tuple[str, str, str]]:
        return [(lost, entry["path"], "") for entry in run.report for lost in entry["lost"]]

"""Bring a folder of incident reports into a space as lessons, or take such an import back."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from hub.management.importing import ImportCommand
from hub.models import ImportRun, Item, Space, User
from lessons.imports import import_reports, undo


class Command(ImportCommand):
    help = __doc__
    kind = "lessons"
    source = ("folder", "folder that holds the reports, Markdown files with key events, impact, context and resolution")
    done = (
        ("made", _("lessons made")),
        ("changed", _("changed")),
        ("unchanged", _("as they were")),
        ("skipped", _("left out")),
    )
    left = _("left, because people changed it: %(title)s")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--hand", default="", metavar="NAME", help="by whose name they stand, else the folder's")

    def bring_in(self, space: Space, source: Path, *, by: User | None, **options) -> ImportRun:
        try:
            return import_reports(space, source, by=by, hand=options["hand"], tell=self.tell)
        except NotADirectoryError:
            raise CommandError(_("%(folder)s is no folder") % {"folder": source}) from None

    def take_back(self, run: ImportRun, *, by: User | None) -> list[Item]:
        return undo(run, by=by)

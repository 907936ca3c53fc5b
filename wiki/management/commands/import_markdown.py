"""Bring a folder of Markdown files into a space as pages, or take such an import back."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from hub.management.importing import ImportCommand
from hub.models import ImportRun, Item, Space, User
from wiki.imports import import_folder, undo


class Command(ImportCommand):
    help = __doc__
    kind = "markdown"
    source = ("folder", "folder that holds the files")
    done = (
        ("made", _("pages made")),
        ("changed", _("changed")),
        ("unchanged", _("as they were")),
        ("skipped", _("left out")),
    )
    left = _("left, because people edited it: %(title)s")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--site", default="", metavar="ADDRESS", help="public address that the pages had, if links use it")

    def bring_in(self, space: Space, source: Path, *, by: User | None, **options) -> ImportRun:
        try:
            return import_folder(space, source, by=by, site=options["site"], tell=self.tell)
        except NotADirectoryError:
            raise CommandError(_("%(folder)s is no folder") % {"folder": source}) from None

    def take_back(self, run: ImportRun, *, by: User | None) -> list[Item]:
        return undo(run, by=by)

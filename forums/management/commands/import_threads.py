"""Bring discussions of another system into a space, or take such an import back."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext_lazy as _

from forums.archives import Unreadable
from forums.imports import import_archive, undo
from hub.management.importing import ImportCommand
from hub.models import ImportRun, Item, Space, User


class Command(ImportCommand):
    help = __doc__
    kind = "threads"
    source = ("file", "a dump, one thread as JSON a line (.jsonl or .jsonl.gz), or a mailbox (mbox, or a single message)")
    done = (
        ("made", _("discussions made")),
        ("changed", _("changed")),
        ("unchanged", _("as they were")),
        ("skipped", _("left out")),
    )
    left = _("left, because people wrote in it: %(title)s")

    def bring_in(self, space: Space, source: Path, *, by: User | None, **options) -> ImportRun:
        try:
            return import_archive(space, source, by=by, tell=self.tell)
        except (Unreadable, OSError) as error:
            raise CommandError(f"{source}: {error}") from None

    def take_back(self, run: ImportRun, *, by: User | None) -> list[Item]:
        return undo(run, by=by)

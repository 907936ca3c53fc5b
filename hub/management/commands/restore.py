"""`manage.py restore FILE`: the hub as it was when the backup was made, without what was erased since."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from hub import lock
from hub.backup.manifest import Refused
from hub.backup.progress import Progress
from hub.backup.restoring import Restored, examine, restore


class Command(BaseCommand):
    """Checks the file to its last byte before anything changes; refused or interrupted, it leaves the old hub whole."""

    help = "Put the hub of a backup in the place of what is in HUB_DATA (and DATABASE_URL), while no hub runs there."
    requires_system_checks: ClassVar = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument("--replace", action="store_true", help="although there is a hub already, which is lost then")
        parser.add_argument("--check", action="store_true", help="only say whether the file can be restored; change nothing")

    def handle(self, *, file: Path, replace: bool, check: bool, verbosity: int, **options) -> None:
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # so that what is half done is taken away
        progress = Progress(self.stderr, quiet=not verbosity)
        try:
            if check:
                made = examine(file.absolute(), progress).manifest
                self.stdout.write(f"{file} is whole: {sum(made.rows.values()):,} rows and {len(made.files):,} files.")
                return
            with lock.held(settings.DATA):
                restored = restore(file.absolute(), progress, replace=replace)
        except Refused as refusal:
            raise CommandError(f"{refusal}. Nothing has changed.") from None
        except lock.Held as held:
            who = f"process {held.pid}" if held.pid else "another process"
            raise CommandError(f"{who} serves {settings.DATA}: stop the hub first. Nothing has changed.") from None
        except (OSError, DatabaseError) as error:
            raise CommandError(f"{error}: mend that, and restore again.") from None
        self.report(restored)

    def report(self, restored: Restored) -> None:
        """Say what came back and what did not."""
        self.stdout.write(f"Restored {restored.rows:,} rows and {restored.files:,} files.")
        if restored.erased:
            self.stdout.write(f"Erased again what was erased since the backup: {restored.erased:,} rows.")
        if restored.lost:
            self.stdout.write(f"{restored.lost:,} files were lost before the backup was made.")
        for fault in restored.faults:
            self.stderr.write(f"Could not be erased again, and has to be by hand: {fault}")
        self.stdout.write("Everybody is signed out. Start the hub.")
        if restored.faults:
            sys.exit(1)

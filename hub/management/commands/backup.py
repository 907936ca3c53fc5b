"""`manage.py backup FILE`: the whole hub in one file, while it runs."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from hub.backup.making import back_up
from hub.backup.manifest import Refused
from hub.backup.progress import Progress


class Command(BaseCommand):
    """Writes the file whole or not at all; readable by its owner alone."""

    help = "Write everything that people wrote and uploaded into one new file, while the hub runs. No keys, sessions or codes."
    requires_system_checks: ClassVar = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to make; it must not exist")

    def handle(self, *, file: Path, verbosity: int, **options) -> None:
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # so that what is half done is taken away
        try:
            made = back_up(file.absolute(), Progress(self.stderr, quiet=not verbosity))
        except Refused as refusal:
            raise CommandError(f"{refusal}.") from None
        except DatabaseError as error:
            raise CommandError(f"the database cannot be read: {error}") from None
        for sha256 in made.lost:
            self.stderr.write(f"The storage has lost or damaged the file {sha256}: the backup is without it.")
        self.stdout.write(f"{file} holds {made.rows:,} rows and {made.files:,} files.")

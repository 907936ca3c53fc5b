"""Bring organisations of a public register in, and the mail domains that it names."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hub.manage.actions.importing import import_agencies
from hub.manage.registers import Unknown, read


class Command(BaseCommand):
    help = f"{__doc__} A second time changes nothing. Mail domains wait, paused, until an administrator opens them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the register, or a folder of them")
        parser.add_argument("--open", action="store_true", help="let people join from the domains at once")

    def handle(self, *, file: str, **options) -> None:
        path = Path(file)
        if not path.exists():
            raise CommandError(f"{path} is not there")
        known = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.suffix in {".csv", ".tsv", ".txt"})
        total: Counter = Counter()
        for one in known:
            try:
                entries = read(one)
            except (Unknown, UnicodeDecodeError):
                if path.is_file():
                    raise CommandError(f"{one} is no register that can be read") from None
                self.stdout.write(f"{one.name}: left out, no register")
                continue
            total += import_agencies(entries, one.name, opens=options["open"], tell=self._teller(one))
        self.stdout.write(", ".join(f"{what} {count}" for what, count in sorted(total.items())) or "nothing to do")

    def _teller(self, path: Path):
        return lambda line, what, which: self.stdout.write(f"{path.name}:{line}  {what}  {which}")

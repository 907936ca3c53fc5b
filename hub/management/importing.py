"""What the commands that bring something into a space have in common: space, person, progress, report, taking back."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from hub.models import ImportRun, Item, Membership, Space, User

SHOWN = 5  # places that the printed report names for each reason; the run keeps them all


class ImportCommand(BaseCommand):
    """One import: `kind` of its runs, what `source` is called, labels of what was `done`; the two acts are its own."""

    kind = ""
    source = ("file", "the file")
    done: tuple[tuple[str, str], ...] = ()
    left = ""  # said of what is not taken back, with its title

    def bring_in(self, space: Space, source: Path, *, by: User | None, **options) -> ImportRun:
        """Import the source. Raises CommandError where it is none."""
        raise NotImplementedError

    def take_back(self, run: ImportRun, *, by: User | None) -> list[Item]:
        """Undo a run; the items that were left."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        name, hint = self.source
        parser.add_argument("space", help="address of the space, as in /s/<space>/")
        parser.add_argument("source", metavar=name, nargs="?", type=Path, help=hint)
        parser.add_argument("--as", dest="person", metavar="EMAIL", help="whose act it is; the hands stay those of the source")
        parser.add_argument("--create", metavar="NAME", help="make the space, open to everybody, if it is not there")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take the import with this number back")
        parser.add_argument("--all", action="store_true", help="name every place where something could not be kept")

    def handle(self, *, space: str, source: Path | None, person: str | None, **options) -> None:
        by = self._person(person) if person else None
        target = self._space(space, options["create"], by)
        if options["undo"]:
            return self._undo(target, options["undo"], by)
        if source is None:
            raise CommandError(_("Name what is to be imported: %(hint)s") % {"hint": self.source[1]})
        run = self.bring_in(target, source, by=by, **options)
        self.say(run, named=None if options["all"] else SHOWN)

    def tell(self, done: int, total: int, what: str) -> None:
        """A bar on a screen; a line now and then where the output goes into a file."""
        if self.stdout.isatty():
            full = 30 * done // total
            bar = f"[{'#' * full}{'.' * (30 - full)}] {done}/{total} {what[-40:]:40}"
            self.stdout.write(f"\r{bar}", ending="\n" if done == total else "")
            self.stdout.flush()
        elif done == total or done % 25 == 0:
            self.stdout.write(f"{done}/{total} {what}")

    def _person(self, email: str) -> User:
        found = User.objects.verified().filter(email=email.lower()).first()
        if found is None:
            raise CommandError(_("Nobody here has the address %(email)s") % {"email": email})
        return found

    def _space(self, slug: str, name: str | None, by: User | None) -> Space:
        found = Space.objects.filter(slug=slug).first()
        if found is None and not name:
            raise CommandError(_('There is no space %(slug)s. Make it with --create "Its name"') % {"slug": slug})
        if found is None:
            found = Space.objects.create(slug=slug, title=name)
            if by:
                Membership.objects.create(space=found, user=by, role=Membership.Role.OWNER)
        return found

    def say(self, run: ImportRun, *, named: int | None) -> None:
        """Print what a run did, and of each thing that could not be kept the first `named` places (None: all)."""
        did = [entry["did"] for entry in run.report]
        for word, label in self.done:
            self.stdout.write(f"{did.count(word):6} {label}")
        lost = self.lost(run)
        for why in dict.fromkeys(why for why, _path, _what in lost):
            places = [f"{path}: {what}" if what else path for one, path, what in lost if one == why]
            self.stdout.write(f"{len(places):6} {why}")
            for place in places[:named]:
                self.stdout.write(f"         {place}")
            if named is not None and len(places) > named:
                self.stdout.write(_("         and %(count)s more: --all names them") % {"count": len(places) - named})
        self.stdout.write(_("This is import %(run)s; --undo %(run)s takes it back") % {"run": run.pk})

    def lost(self, run: ImportRun) -> list[tuple[str, str, str]]:
        """(why, in what, which part of it) of everything that could not be kept."""
        return [(why, entry["path"], what) for entry in run.report for why, what in entry["lost"]]

    def _undo(self, space: Space, number: int, by: User | None) -> None:
        run = ImportRun.objects.filter(pk=number, space=space, kind=self.kind, undone_at=None).first()
        if run is None:
            raise CommandError(_("This space has no such import to take back"))
        kept = self.take_back(run, by=by)
        self.stdout.write(_("Import %(run)s is taken back") % {"run": run.pk})
        for item in kept:
            self.stdout.write(f"  {self.left % {'title': item.title}}")

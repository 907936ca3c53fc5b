"""Bring a folder of leaflets and documents into the library of a space, or take such an import back."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hub.models import ImportRun, Membership, Space, User
from resources.imports import import_files, undo


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("space", help="address of the space, as in /s/<space>/")
        parser.add_argument("folder", nargs="?", type=Path, help="folder that holds the files")
        parser.add_argument("--as", dest="person", metavar="EMAIL", help="whose act it is")
        parser.add_argument("--create", metavar="TITLE", help="make the space, open to everybody, if it is not there")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take the import with this number back")

    def handle(self, *, space: str, folder: Path | None, person: str | None, **options) -> None:
        by = self._person(person) if person else None
        target = self._space(space, options["create"], by)
        if options["undo"]:
            return self._undo(target, options["undo"], by)
        if folder is None:
            raise CommandError(_("Name the folder that holds the files"))
        try:
            run = import_files(target, folder, by=by, tell=self._tell)
        except NotADirectoryError:
            raise CommandError(_("%(folder)s is no folder") % {"folder": folder}) from None
        self._say(run)

    def _person(self, email: str) -> User:
        found = User.objects.verified().filter(email=email.lower()).first()
        if found is None:
            raise CommandError(_("Nobody here has the address %(email)s") % {"email": email})
        return found

    def _space(self, slug: str, title: str | None, by: User | None) -> Space:
        found = Space.objects.filter(slug=slug).first()
        if found is None and not title:
            raise CommandError(_('There is no space %(slug)s. Make it with --create "Its name"') % {"slug": slug})
        if found is None:
            found = Space.objects.create(slug=slug, title=title)
            if by:
                Membership.objects.create(space=found, user=by, role=Membership.Role.OWNER)
        return found

    def _tell(self, done: int, total: int, path: str) -> None:
        """A bar on a screen; a line now and then where the output goes into a file."""
        if self.stdout.isatty():
            full = 30 * done // total
            self.stdout.write(
                f"\r[{'#' * full}{'.' * (30 - full)}] {done}/{total} {path[-40:]:40}", ending="\n" if done == total else ""
            )
            self.stdout.flush()
        elif done == total or done % 25 == 0:
            self.stdout.write(f"{done}/{total} {path}")

    def _say(self, run: ImportRun) -> None:
        did = [entry["did"] for entry in run.report]
        labels = {
            "made": _("leaflets made"),
            "changed": _("new versions"),
            "unchanged": _("as they were"),
            "skipped": _("left out"),
        }
        for word, label in labels.items():
            self.stdout.write(f"{did.count(word):6} {label}")
        for entry in run.report:
            for lost in entry["lost"]:
                left_out = _("left out: ") if entry["did"] == "skipped" else ""
                self.stdout.write(f"  {entry['path']}: {left_out}{lost}")
        self.stdout.write(_("This is import %(run)s; --undo %(run)s takes it back") % {"run": run.pk})

    def _undo(self, space: Space, number: int, by: User | None) -> None:
        run = ImportRun.objects.filter(pk=number, space=space, kind="files").first()
        if run is None or run.undone_at:
            raise CommandError(_("This space has no such import to take back"))
        kept = undo(run, by=by)
        self.stdout.write(_("Import %(run)s is taken back") % {"run": run.pk})
        for resource in kept:
            self.stdout.write(_("  left, because people brought other versions: %(title)s") % {"title": resource.title})

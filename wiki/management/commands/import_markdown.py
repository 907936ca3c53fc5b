"""Bring a folder of Markdown files into a space as pages, or take such an import back."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hub.models import ImportRun, Membership, Space, User
from wiki.imports import import_folder, undo

SHOWN = 5  # places that the printed report names for each reason; the run keeps them all


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser) -> None:
        parser.add_argument("space", help="address of the space, as in /s/<space>/")
        parser.add_argument("folder", nargs="?", type=Path, help="folder that holds the files")
        parser.add_argument("--as", dest="person", metavar="EMAIL", help="whose act it is; the hands stay those of the files")
        parser.add_argument("--create", metavar="NAME", help="make the space, open to everybody, if it is not there")
        parser.add_argument("--site", default="", metavar="ADDRESS", help="public address that the pages had, if links use it")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take the import with this number back")
        parser.add_argument("--all", action="store_true", help="name every place where something could not be kept")

    def handle(self, *, space: str, folder: Path | None, person: str | None, **options) -> None:
        by = self._person(person) if person else None
        target = self._space(space, options["create"], by)
        if options["undo"]:
            return self._undo(target, options["undo"], by)
        if folder is None:
            raise CommandError(_("Name the folder that holds the files"))
        try:
            run = import_folder(target, folder, by=by, site=options["site"], tell=self._tell)
        except NotADirectoryError:
            raise CommandError(_("%(folder)s is no folder") % {"folder": folder}) from None
        self._say(run, named=None if options["all"] else SHOWN)

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

    def _tell(self, done: int, total: int, path: str) -> None:
        if done == total or done % 25 == 0:
            self.stdout.write(f"{done}/{total} {path}")

    def _say(self, run: ImportRun, named: int | None) -> None:
        did = [entry["did"] for entry in run.report]
        for word, label in (
            ("made", _("pages made")),
            ("changed", _("changed")),
            ("unchanged", _("as they were")),
            ("skipped", _("left out")),
        ):
            self.stdout.write(f"{did.count(word):6} {label}")
        lost = [(why, entry["path"], what) for entry in run.report for why, what in entry["lost"]]
        for why in dict.fromkeys(why for why, _path, _what in lost):
            places = [f"{path}: {what}" if what else path for one, path, what in lost if one == why]
            self.stdout.write(f"{len(places):6} {why}")
            for place in places[:named]:
                self.stdout.write(f"         {place}")
            if named is not None and len(places) > named:
                self.stdout.write(_("         and %(count)s more: --all names them") % {"count": len(places) - named})
        self.stdout.write(_("This is import %(run)s; --undo %(run)s takes it back") % {"run": run.pk})

    def _undo(self, space: Space, number: int, by: User | None) -> None:
        run = ImportRun.objects.filter(pk=number, space=space, kind="markdown").first()
        if run is None or run.undone_at:
            raise CommandError(_("This space has no such import to take back"))
        kept = undo(run, by=by)
        self.stdout.write(_("Import %(run)s is taken back") % {"run": run.pk})
        for page in kept:
            self.stdout.write(_("  left, because people edited it: %(title)s") % {"title": page.title})

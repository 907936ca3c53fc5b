"""`manage.py vendor_assets`: copy the front-end files we use from `node_modules/` to `static/vendor/`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hub import front_end


class Command(BaseCommand):
    help = "Copies the front-end files from node_modules/ to static/vendor/, without what is not licensed for us."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Check the files that are there; write nothing.")

    def handle(self, *args, check, **options):
        if check:
            faults = front_end.faults(settings.BASE_DIR)
            if faults:
                raise CommandError("\n".join(faults))
            self.stdout.write("The front-end files are complete.")
            return
        try:
            lines = front_end.vendor(settings.BASE_DIR)
        except front_end.FrontEndError as error:
            raise CommandError(str(error)) from None
        self.stdout.write("\n".join(lines))

"""manage.py bounced ADDRESS: a mail server said that there is no such mailbox; for whatever reads the bounces."""

from django.core.management.base import BaseCommand

from hub.accounts import bouncing


class Command(BaseCommand):
    help = "Note that mail to these addresses came back for good (5.x.x), one day at a time. No account is shut out by it."

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="+")
        parser.add_argument("--why", default="", help="what the mail server said")

    def handle(self, *, address, why, **options):
        known = sum(bouncing.note(one, why) for one in address)
        self.stdout.write(f"{known} of {len(address)} belong to somebody here")

"""manage.py makeadmin EMAIL: let somebody run the hub."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from hub import lock
from hub.accounts.actions import make_administrator
from hub.models import Installation
from hub.suffixes import is_public_mail_provider


class Command(BaseCommand):
    help = "Let the person with this email address run the hub: domains, agencies, members, mail."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        try:
            user = make_administrator(email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{user.email} runs the hub now.")
        domain = user.email.rpartition("@")[2]
        if is_public_mail_provider(domain):
            self.stdout.write(
                f"Take care: anybody can open a mailbox at {domain}, and whoever gets into this one runs the hub. "
                "A work address is safer."
            )
        address = lock.served_at(settings.DATA) or settings.HUB_URL
        then = "" if Installation.get().ready_at else ", then go through the three steps that are shown"
        self.stdout.write(f"Next: sign in with that address at {address}/sign-in/{then}.")
        self.stdout.write("The administration opens once you have added a second way in: an app on your phone, or a passkey.")
        if not settings.EMAIL_URL:
            self.stdout.write(f"EMAIL_URL names no mail server: the code is in the newest file of {settings.DATA / 'mail'}.")

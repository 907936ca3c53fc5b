"""`manage.py demo`: fill an empty hub with fictional bodies, people and content to look round in."""

from typing import ClassVar

from django.core.management.base import BaseCommand

from hub import demo


class Command(BaseCommand):
    """Fills a new database, or what has been added to the demo since; leaves a real hub alone."""

    requires_system_checks: ClassVar = []
    help = "Fill an empty database with a demo hub. Run again, it changes nothing; a real hub is left as it is."

    def handle(self, **options) -> None:
        try:
            filled = demo.fill()
        except demo.NotADemo as refusal:
            self.stdout.write(f"{refusal}.")
            return
        if filled:
            self.stdout.write(f"Filled the demo: {', '.join(filled)}")

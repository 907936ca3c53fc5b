"""`manage.py worker`: background work in a process of its own, any number of them; for the scaled set-up."""

import signal
import threading

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import connection

from hub import worker


class Command(BaseCommand):
    """Works until it is told to stop; the batch in hand is finished."""

    help = "Do background work in a process of its own. Needs PostgreSQL and Redis; `serve` does this work by itself."

    def handle(self, **options) -> None:
        if connection.vendor != "postgresql" or not settings.REDIS_URL:
            raise CommandError(
                "a worker of its own needs PostgreSQL (DATABASE_URL) and REDIS_URL; `manage.py serve` does without"
            )
        stop = threading.Event()

        def end(*_signal) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        self.stdout.write(f"Working: {', '.join(worker.sweeps)}")
        self.stdout.flush()
        worker.run_forever(stop)

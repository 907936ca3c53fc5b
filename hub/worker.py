"""Background work: named sweeps over rows that are not yet done.

A sweep finds rows, claims each by UPDATE, does it and marks it. Killed anywhere, it loses nothing: what is not
marked is found again. Woken after a commit (a thread event here, LISTEN/NOTIFY on PostgreSQL), else once a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections, connection
from django.utils import timezone

log = logging.getLogger("hub.worker")

# A sweep does at most one batch and answers how many rows it did; 0 means nothing is left for now.
Sweep = Callable[[], int]
sweeps: dict[str, Sweep] = {}

GIVE_UP_AFTER = 8  # attempts; then the row is parked, where administrators see it
_awake = threading.Event()
_CHANNEL = "hub_work"


def sweep(name: str) -> Callable[[Sweep], Sweep]:
    """Register a sweep under its name; the order of registration is the order of work."""

    def register(function: Sweep) -> Sweep:
        sweeps[name] = function
        return function

    return register


def wake(**_signal) -> None:
    """There are rows to do: rouse the thread of this process, and on PostgreSQL the workers of others."""
    _awake.set()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {_CHANNEL}")


def run_once() -> dict[str, int]:
    """Do everything there is to do now: {sweep name: rows done}. For tests, commands and each turn of the loop."""
    done = {}
    for name, work in sweeps.items():
        count = 0
        try:
            while batch := work():
                count += batch
        except Exception:
            # One broken sweep never stops the others; its rows carry their own attempts and back-off.
            log.exception("sweep %s failed", name)
        done[name] = count
    return done


def run_forever(stop: threading.Event) -> None:
    """Sweep until `stop` is set, resting at most a second between turns."""
    listener = _Listener()
    while not stop.is_set():
        _awake.clear()
        close_old_connections()
        run_once()
        listener.rest(1.0, stop)
    listener.close()


def back_off(attempts: int) -> timedelta:
    """How long a row rests after its nth failure: 2 s, 4 s, … at most an hour."""
    return timedelta(seconds=min(2**attempts, 3600))


def next_try(attempts: int):
    """The moment after which a row that failed `attempts` times is due again."""
    return timezone.now() + back_off(attempts)


class _Listener:
    """Waits for news: the thread event, and NOTIFY from other processes where the database can say so."""

    def __init__(self) -> None:
        self.raw = None
        if connection.vendor == "postgresql":
            import psycopg

            self.raw = psycopg.connect(
                **{**connection.get_connection_params(), "autocommit": True, "cursor_factory": None, "context": None}
            )
            self.raw.execute(f"LISTEN {_CHANNEL}")

    def rest(self, seconds: float, stop: threading.Event) -> None:
        if self.raw is None:
            _awake.wait(seconds)
            return
        until = time.monotonic() + seconds
        while not _awake.is_set() and not stop.is_set() and (left := until - time.monotonic()) > 0:
            if list(self.raw.notifies(timeout=min(left, 0.1), stop_after=1)):
                return

    def close(self) -> None:
        if self.raw is not None:
            self.raw.close()

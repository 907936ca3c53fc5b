"""Background work: named sweeps over rows that are not yet done.

A sweep finds rows, claims each by UPDATE, does it and marks it. Killed anywhere, it loses nothing: what is not
marked is found again. Woken after a commit (a thread event here, LISTEN/NOTIFY on PostgreSQL), else once a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.utils import timezone

log = logging.getLogger("hub.worker")

# A sweep does at most one batch and answers how many rows it did; 0 means nothing is left for now.
Sweep = Callable[[], int]
sweeps: dict[str, Sweep] = {}
# What open screens wait for.
foremost: set[str] = set()
# Work that nobody waits for before a screen: its batches come last, and give way to whatever is new.
unhurried: set[str] = set()
# Seconds between two looks for what comes due by time alone, and when each found nothing more to do last.
rests: dict[str, float] = {}
_looked: dict[str, float] = {}

GIVE_UP_AFTER = 8  # attempts; then the row is parked, where administrators see it
_awake = threading.Event()
_CHANNEL = "hub_work"


def sweep(name: str, *, first: bool = False, hurry: bool = True, every: float = 0) -> Callable[[Sweep], Sweep]:
    """Register a sweep under its name; the order of registration is the order of work, `first` before it, those without
    hurry last.

    `every` so many seconds is enough for rows that no commit announces, such as what has become old: a turn comes with
    each commit, and once a second.
    """

    def register(function: Sweep) -> Sweep:
        sweeps[name] = function
        if first:
            foremost.add(name)
        if not hurry:
            unhurried.add(name)
        if every:
            rests[name] = every
        return function

    return register


def wake(**_signal) -> None:
    """There are rows to do: rouse the thread of this process, and on PostgreSQL the workers of others."""
    _awake.set()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {_CHANNEL}")


def run_once(stop: threading.Event | None = None) -> dict[str, int]:
    """Do everything there is to do now: {sweep name: rows done}. For tests, commands and each turn of the loop.

    One batch of each sweep in turn, so that a sign-in code does not wait behind ten thousand notices. In the loop, which
    gives its `stop`, the batch in hand is the last once that is set, what has no hurry does one batch a turn while
    there is news, and what was looked for a moment ago rests.
    """
    done = dict.fromkeys(sweeps, 0)
    busy = dict(sorted(sweeps.items(), key=lambda entry: (entry[0] not in foremost, entry[0] in unhurried)))
    if stop is not None:
        busy = {name: work for name, work in busy.items() if not _rests(name)}
    while busy:
        for name, work in list(busy.items()):
            if stop is not None and stop.is_set():
                return done
            count = _one_batch(name, work)
            done[name] += count
            if not count:
                del busy[name]
                _looked[name] = time.monotonic()
            elif stop is not None and name in unhurried and _awake.is_set():
                return done
    return done


def _rests(name: str) -> bool:
    return name in rests and name in _looked and time.monotonic() - _looked[name] < rests[name]


def _one_batch(name: str, work: Sweep) -> int:
    try:
        return work()
    except Exception:
        # One broken sweep never stops the others; its rows carry their own attempts and back-off.
        log.exception("sweep %s failed", name)
        return 0


def run_forever(stop: threading.Event) -> None:
    """Sweep until `stop` is set, resting at most a second between turns."""
    listener = _Listener()
    while not stop.is_set():
        _awake.clear()
        close_old_connections()
        run_once(stop)
        listener.rest(1.0, stop)
    listener.close()
    connection.close()


def back_off(attempts: int) -> timedelta:
    """How long a row rests after its nth failure: 2 s, 4 s, … at most an hour."""
    return timedelta(seconds=min(2**attempts, 3600))


def next_try(attempts: int) -> datetime:
    """The moment after which a row that failed `attempts` times is due again."""
    return timezone.now() + back_off(attempts)


class _Listener:
    """Waits for news: the thread event, and on PostgreSQL what any process of the hub said by NOTIFY."""

    def __init__(self) -> None:
        self.line = None

    def rest(self, seconds: float, stop: threading.Event) -> None:
        """Return when there is news, or after `seconds`."""
        if connection.vendor != "postgresql":
            _awake.wait(seconds)
            return
        try:
            self.line = self.line or _listen()
            for _news in self.line.notifies(timeout=seconds, stop_after=1):
                pass
        except Exception as error:
            # The database went away, perhaps to be restarted: go on once a second, and listen again when it is back.
            log.warning("cannot listen for work: %s", error)
            self.close()
            stop.wait(seconds)

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None


def _listen():
    """A connection of its own that hears NOTIFY; the sweeps' connection is busy in transactions."""
    import psycopg

    given = connection.get_connection_params()
    line = psycopg.connect(**{**given, "autocommit": True, "cursor_factory": None, "context": None})
    line.execute(f"LISTEN {_CHANNEL}")
    return line

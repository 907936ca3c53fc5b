"""The present moment, as queries ask for it: `hub.prepared` puts another in its place while it writes their SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_in_its_place: ContextVar[datetime | None] = ContextVar("in_its_place", default=None)


def now() -> datetime:
    """This moment."""
    return _in_its_place.get() or timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within this block, and in this thread alone, `now` is `moment`."""
    token = _in_its_place.set(moment)
    try:
        yield
    finally:
        _in_its_place.reset(token)

"""Counting what is not right, by the hour: cheap for each request, and never a reason for it to fail."""

from __future__ import annotations

import logging
import time
from threading import Lock

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from hub import logs
from hub.alerts.models import Tally

log = logging.getLogger("hub.alerts")

What = Tally.What
EVERY = 10.0  # seconds between two writes of a process; failures are written at once
_SIGN_IN = {"account_confirm_login_code", "mfa_authenticate", "sign_in_by_passkey"}
_waiting: dict[str, tuple[int, str]] = {}
_written = 0.0
_lock = Lock()


def note(request: HttpRequest, status: int) -> None:
    """Count an answer that is not right."""
    what = _what(request, status)
    if what and settings.ALERTS:
        count(what, getattr(request, "id", ""), at_once=what == What.FAILED)


def _what(request: HttpRequest, status: int) -> str:
    if status >= 500:
        return What.FAILED
    if status == 403:
        return What.REFUSED
    # Who is let in, or has used up their tries, is sent on.
    is_answer = request.method == "POST" and status < 300 and logs.route(request) in _SIGN_IN
    return What.WRONG_CODE if is_answer else ""


def count(what: str, number: str = "", *, at_once: bool = False) -> None:
    """One more of these in this hour; written some seconds later, with those of the time between."""
    global _written
    with _lock:
        _waiting[what] = (_waiting.get(what, (0, ""))[0] + 1, number)
        if not at_once and time.monotonic() - _written < EVERY:
            return
        found = dict(_waiting)
        _waiting.clear()
        _written = time.monotonic()
    try:
        for name, (times, last) in found.items():
            _write(name, times, last)
    except DatabaseError as error:  # it may be what failed
        log.warning("nothing could be counted: %s", type(error).__name__)


def _write(what: str, times: int, number: str) -> None:
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        row = Tally.objects.get_or_create(what=what, hour=hour)[0]
        Tally.objects.filter(pk=row.pk).update(count=F("count") + times, number=number, last_at=now)

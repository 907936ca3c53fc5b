"""The looks: each answers what is wrong now, as numbers for its words, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Min, Sum
from django.utils import timezone

from hub.alerts.models import Tally
from hub.models import Delivery, Installation, Mail

What = Tally.What
LATE = timedelta(minutes=15)  # work that waits longer than this needs somebody to look
FULL = 80  # percent of a disk
WEEK = timedelta(days=7)
TIMES = 5  # a spike is so many times the usual hour of the last week …
LEAST = {What.REFUSED: 200, What.WRONG_CODE: 50}  # … and at least so many in an hour

Facts = dict[str, int | str]
checks: dict[str, Callable[[], Facts | None]] = {}


def check(name: str) -> Callable:
    """Register a look; its words stand in hub.alerts.words."""

    def register(look: Callable[[], Facts | None]) -> Callable[[], Facts | None]:
        checks[name] = look
        return look

    return register


@check("failed")
def failed() -> Facts | None:
    """Pages that failed within the last hour, and the number of the last."""
    rows = Tally.objects.filter(what=What.FAILED, last_at__gt=timezone.now() - timedelta(hours=1)).order_by("-hour")
    found = list(rows)
    return {"n": sum(row.count for row in found), "number": found[0].number} if found else None


@check("refused")
def refused() -> Facts | None:
    """Far more refusals than usual: somebody tries addresses, or a permission is wrong."""
    return _spike(What.REFUSED)


@check("wrong_code")
def wrong_codes() -> Facts | None:
    """Far more wrong codes than usual: somebody guesses, or mail is late."""
    return _spike(What.WRONG_CODE)


def _spike(what: str) -> Facts | None:
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = Tally.objects.filter(what=what)
    last = rows.filter(hour__gte=hour - timedelta(hours=1), last_at__gt=now - timedelta(hours=1)).aggregate(n=Max("count"))["n"]
    before = rows.filter(hour__gte=hour - WEEK, hour__lt=hour - timedelta(hours=1)).aggregate(n=Sum("count"))["n"] or 0
    usual = before / (7 * 24)
    return {"n": last, "usual": round(usual)} if last and last >= max(LEAST[what], TIMES * usual) else None


def waits_since() -> datetime | None:
    """Since when the oldest notice or mail that is due waits for the worker."""
    now = timezone.now()
    deliveries = Delivery.objects.filter(done_at=None, parked_at=None, not_before__lt=now).aggregate(at=Min("not_before"))["at"]
    # Since it was written: a mail server that cannot be reached moves `not_before` on and on.
    mails = Mail.objects.filter(state=Mail.State.WAITING).aggregate(at=Min("created_at"))["at"]
    return min((at for at in (deliveries, mails) if at), default=None)


@check("late")
def late() -> Facts | None:
    """Background work that waits too long."""
    since, now = waits_since(), timezone.now()
    return {"minutes": int((now - since).total_seconds() // 60)} if since and since < now - LATE else None


@check("backup")
def backup() -> Facts | None:
    """No backup for too long; since the hub was made ready, if there never was one."""
    if not settings.BACKUP_HOURS:
        return None
    last = Tally.objects.filter(what=What.BACKUP).aggregate(at=Max("last_at"))["at"] or Installation.get().ready_at
    age = timezone.now() - last if last else timedelta()
    return {"hours": int(age.total_seconds() // 3600)} if age > timedelta(hours=settings.BACKUP_HOURS) else None


@check("disk")
def disk() -> Facts | None:
    """A disk of the hub that is nearly full."""
    places = [place for place in {Path(settings.DATA), Path(settings.FILES)} if place.is_dir()]
    used = max((100 * (total - free) // total for total, _used, free in map(shutil.disk_usage, places)), default=0)
    return {"percent": used} if used > FULL else None

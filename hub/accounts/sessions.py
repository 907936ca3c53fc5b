"""Where somebody is signed in, and ending it. A session that ended is over with the next request, its socket within 5 s."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import SignIn
from hub.models import User


@dataclass(frozen=True)
class Place:
    """One line of the list: a browser in which somebody is signed in."""

    sign_in: SignIn
    device: str  # "Firefox on Windows"
    seen_at: datetime
    is_this: bool


def note(request: HttpRequest, user: User, how: str) -> SignIn:
    """Write down that `user` signed in with this browser; the session has its key by now."""
    return SignIn.objects.create(
        user=user,
        session=request.session.session_key,
        browser=request.headers.get("User-Agent", "")[:300],
        address=request.META.get("REMOTE_ADDR") or None,
        how=how,
    )


def renew(request: HttpRequest) -> None:
    """Give this session a new key: whoever learnt the old one has nothing."""
    old = request.session.session_key
    with transaction.atomic():
        request.session.cycle_key()
        SignIn.objects.filter(session=old).update(session=request.session.session_key)


def places_of(user: User, here: str) -> list[Place]:
    """Every browser `user` is signed in with now, newest first; `here` is the key of the session that asks."""
    rows = {row.session: row for row in SignIn.objects.filter(user=user)}
    live = Session.objects.filter(pk__in=rows, expire_date__gt=timezone.now())
    now = time.time()
    found = []
    for session in live:
        kept = session.get_decoded()
        began, seen = kept.get("began", now), kept.get("seen", now)
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
            continue  # the next request with it would end it
        row = rows[session.pk]
        last = timezone.now() if row.session == here else datetime.fromtimestamp(seen, timezone.get_current_timezone())
        found.append(Place(row, device_of(row.browser), last, row.session == here))
    return sorted(found, key=lambda place: (place.is_this, place.seen_at), reverse=True)


def end(sign_in: SignIn) -> None:
    """End one session, in the database and in whatever cache stands before it."""
    import_module(settings.SESSION_ENGINE).SessionStore(sign_in.session).delete()
    sign_in.delete()


def end_all(user: User, *, but: str = "") -> int:
    """End every session of `user`, except the one with the key `but`; how many there were."""
    rows = list(SignIn.objects.filter(user=user).exclude(session=but))
    for row in rows:
        end(row)
    return len(rows)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_of(browser: str) -> str:
    """A browser's own words in plain ones: "Firefox on Windows"."""
    name = next((name for sign, name in _BROWSERS if sign in browser), "")
    system = next((name for sign, name in _SYSTEMS if sign in browser), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser that does not say its name")

"""Telling somebody that a browser nobody had used for their account has signed in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hub import mails
from hub.accounts.sessions import device_of
from hub.models import User
from hub.templatetags.components import moment

COOKIE = "hub-browser"  # marks of those who signed in here; nobody but the hub can make or read one
_KEPT = 8  # people who share a browser
_AGE = 365 * 24 * 3600  # seconds


def recognise(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Mark this browser as used by `user`; where it was not, tell their mailbox, unless they have only just joined."""
    mark = salted_hmac("hub.browser", str(user.pk)).hexdigest()
    marks = [known for known in request.COOKIES.get(COOKIE, "").split(".") if known and known != mark]
    is_known = mark in request.COOKIES.get(COOKIE, "").split(".")
    value = ".".join([*marks, mark][-_KEPT:])
    response.set_cookie(COOKIE, value, max_age=_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax")
    joined_now = user.verified_at and user.verified_at > timezone.now() - timedelta(minutes=1)
    if is_known or joined_now:
        return
    context = {
        "device": device_of(request.headers.get("User-Agent", "")),
        "moment": moment(timezone.now()),
        "address": request.META.get("REMOTE_ADDR", ""),
    }
    mails.write(user.email, "new_place", context, user=user)

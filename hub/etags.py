"""Conditional answers: what a reader has already is not rendered again. Permission is asked before, also for a 304."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response


def etag_for(request: HttpRequest, *parts: object) -> str | None:
    """The tag of a page that shows `parts` (versions of things) to this reader today; None while it shows a message."""
    if len(get_messages(request)):
        return None
    user = request.user
    reader = (user.pk, user.epoch, user.unread, user.name, user.is_staff, request.LANGUAGE_CODE)
    # Forms hold a token of this cookie; a page of an older release may look different.
    page = (request.COOKIES.get(settings.CSRF_COOKIE_NAME), timezone.localdate(), release())
    return f'W/"{sha256(repr((reader, page, parts)).encode()).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, etag: str | None) -> HttpResponse | None:
    """The 304, where the reader has the page with this tag already."""
    if etag is None:
        return None
    response = get_conditional_response(request, etag=etag, response=None)
    if response is not None:
        response.headers["ETag"] = etag
    return response


def tagged(response: HttpResponse, etag: str | None) -> HttpResponse:
    """The answer with its tag."""
    if etag is not None:
        response.headers["ETag"] = etag
    return response


@cache
def release() -> str:
    """Stands for all that pages are made of beside their content: templates, words, scripts and the hub's own name."""
    digest = sha256(repr((settings.HUB_NAME, settings.HUB_MARKING)).encode())
    for folder in ("templates", "locale", "static/hub"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

"""Pages about the hub itself: help, accessibility, privacy, house rules, contact; for everybody, signed in or not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hub import __version__
from hub.alerts.looking import LATE, waits_since
from hub.middleware.gate import public
from hub.models import User
from hub.policy import standing
from hub.templatetags.components import day

RESULTS = Path(__file__).resolve().parent.parent / "accessibility.json"

# The names that tests/browser gives its checks, in words.
_CHECKS = {
    "axe-1280": gettext_lazy("Rules of axe-core, on a wide screen"),
    "axe-375": gettext_lazy("Rules of axe-core, on a phone"),
    "keyboard": gettext_lazy("Keyboard alone: everything is reached, seen and left again"),
    "reflow-320": gettext_lazy("A window of 320 pixels, as at 400% zoom"),
    "reflow-1280": gettext_lazy("Nothing sticks out of a wide screen"),
    "no-scripts": gettext_lazy("Without scripts"),
    "text-spacing": gettext_lazy("Wider spacing of text"),
    "policy": gettext_lazy("Nothing is loaded from elsewhere"),
}
_NOT_TESTED = (
    gettext_lazy("Screen readers: NVDA, JAWS, VoiceOver and TalkBack"),
    gettext_lazy("Speech control such as Dragon, and magnifiers such as ZoomText"),
    gettext_lazy("Browsers other than Chromium"),
    gettext_lazy("Use by people who depend on assistive technology"),
)


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to use the hub."""
    return render(request, "hub/about/help.html")


@public
@require_safe
def formatting(request: HttpRequest) -> HttpResponse:
    """How to format text."""
    return render(request, "hub/about/formatting.html", {"trail": [(_("Help"), reverse("hub:help"))]})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, and for how long."""
    return render(request, "hub/about/privacy.html", _operator(request))


@public
@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    """How people treat each other here."""
    return render(request, "hub/about/house_rules.html")


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Who runs the hub; their names only for those who are signed in."""
    people = []
    if standing(request.user).staff:
        people = list(User.objects.verified().filter(is_staff=True).order_by("name")[:20])
    return render(request, "hub/about/contact.html", _operator(request) | {"people": people})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested of this version and, just as plainly, what was not."""
    results = _results()
    tested = {check["name"] for check in results["checks"]} if results else set()
    left_out = [name for name in _CHECKS.values() if name not in tested]
    return render(request, "hub/about/accessibility.html", {"results": results, "not_tested": [*left_out, *_NOT_TESTED]})


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For monitors: "ok", "late" while work waits too long, or 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        since = waits_since()
        waiting = since is not None and since < timezone.now() - LATE
    except Exception:
        return HttpResponse("down\n", status=503, content_type="text/plain")
    return HttpResponse("late\n" if waiting else "ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    contact_page = f"{settings.HUB_URL}{reverse('hub:contact')}"
    address = f"mailto:{settings.HUB_CONTACT}" if settings.HUB_CONTACT else contact_page
    expires = (timezone.now() + timedelta(days=90)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: {address}", f"Expires: {expires}", f"Policy: {contact_page}", "Preferred-Languages: en, cy"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _operator(request: HttpRequest) -> dict:
    return {"operator": settings.HUB_OPERATOR, "contact_email": settings.HUB_CONTACT}


def _results() -> dict | None:
    """The record of the browser tests in words; None unless it is of the version that runs here."""
    record = _record()
    if record.get("version") != __version__:
        return None
    checks = []
    for check in record["checks"]:
        faults = check["faults"]
        result = (
            ngettext("{n} page with faults", "{n} pages with faults", faults).format(n=faults)
            if faults
            else _("No fault found")
        )
        checks.append({"name": _CHECKS.get(check["name"], check["name"]), "pages": check["pages"], "result": result})
    return {"date": day(date.fromisoformat(record["date"])), "checks": checks}


@cache
def _record() -> dict:
    return json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}

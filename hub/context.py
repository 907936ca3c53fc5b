"""What every page's frame shows: navigation, New, bell, marking. Costs no query."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from hub.accounts.reproving import is_read_only
from hub.manage.access import powers_of
from hub.models import User
from hub.policy import kinds_to_make, standing
from hub.routes import address

_NAVIGATION = (
    (_("Home"), "hub:home"),
    (_("Spaces"), "hub:spaces"),
    (_("Discussions"), "forums:list"),
    (_("Library"), "resources:list"),
    (_("Lessons"), "lessons:list"),
    (_("People"), "profiles:list"),
)


def hub(request: HttpRequest) -> dict:
    """Variables of `templates/base.html`."""
    user = getattr(request, "user", None)
    return {
        "hub_name": settings.HUB_NAME,
        "marking": settings.HUB_MARKING,
        "nav": _navigation(request.path),
        "new_menu": SimpleLazyObject(lambda: _new_menu(user)),
        "unread": getattr(user, "unread", 0),
        "bell_panel": _address("realtime:panel"),
        "bell_state": _address("realtime:state"),
        "languages": settings.LANGUAGES,
        "is_member": standing(user).anybody,
        "is_guest": standing(user).guest,
        "is_read_only": standing(user).staff and is_read_only(user),
        "may_administer": bool(powers_of(user)),
        "is_demo": getattr(request, "is_demo", False),
    }


def _navigation(path: str) -> list[tuple]:
    entries = []
    for label, name in _NAVIGATION:
        url = _address(name)
        if not url:
            continue
        home = url == "/"
        current = path == url if home else path.startswith(url) or (name == "hub:spaces" and path.startswith("/s/"))
        entries.append((label, url, current))
    return entries


def _address(name: str) -> str:
    """The address of a route, or "" for an app that is not installed."""
    try:
        return address(name)
    except NoReverseMatch:
        return ""


def _new_menu(user: User | None) -> list[tuple]:
    """(label, address) for each content type that this person can make."""
    return [(kind._meta.verbose_name, kind.new_url()) for kind in kinds_to_make(user)] if user else []

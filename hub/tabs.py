"""The tabs of a space: its overview, one for each content type that is installed, its members."""

from __future__ import annotations

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from hub.models import Space
from hub.routes import address

_TABS = (
    ("overview", _("Overview"), "hub:space"),
    ("pages", _("Pages"), "wiki:pages"),
    ("discussions", _("Discussions"), "forums:in_space"),
    ("library", _("Library"), "resources:in_space"),
    ("lessons", _("Lessons"), "lessons:in_space"),
    ("members", _("Members"), "hub:members"),
)


def tabs_of(space: Space, current: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the current one), for `components/tabs.html`; `current` is a name of `_TABS`."""
    tabs = []
    for name, label, route in _TABS:
        try:
            tabs.append((label, address(route, space.slug), name == current))
        except NoReverseMatch:  # a content type that is not installed
            continue
    return tabs

"""The log of a space: what those who keep order did, for everybody who can read the space."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub import policy
from hub.moderation.log import SIZE, lines
from hub.questions import typed


@require_safe
def log(request: HttpRequest, space: str) -> HttpResponse:
    """Removals with their reasons, what became of flags, what was protected or closed; the newest first, `?before=` older."""
    space = policy.find_space(request.user, space)
    rows = lines(space, request.user, before=_moment(typed(request, "before")))
    older = f"?{urlencode({'before': rows[SIZE - 1].at.isoformat()})}" if len(rows) > SIZE else ""
    context = {
        "space": space,
        "rows": rows[:SIZE],
        "older_url": older,
        "can": policy.space_abilities(request.user, space),
        "trail": [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())],
    }
    return render(request, "hub/moderation.html", context)


def _moment(said: str):
    try:
        found = parse_datetime(said.replace(" ", "+"))
    except ValueError:
        return None
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)

"""The versions of a leaflet: all of them, an old one, and going back to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.keys import LONGEST_KEY
from hub.policy import require
from resources import actions, policy
from resources.models import Resource
from resources.views.finding import open_versions, trail_to, with_resource

SIZE = 50  # versions on one screen


@require_safe
@with_resource
def versions(request: HttpRequest, resource: Resource) -> HttpResponse:
    """All versions, newest first; `?before=` a number."""
    rows = (
        open_versions(request.user, resource).select_related("author", "agency", "outside_author", "file__blob").defer("words")
    )
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 10:
        rows = rows.filter(number__lt=int(before))
    found = list(rows[: SIZE + 1])
    context = {
        "resource": resource,
        "space": resource.space,
        "rows": [(row, _address(row, resource)) for row in found[:SIZE]],
        "older_url": f"?before={found[SIZE - 1].number}" if len(found) > SIZE else "",
        "newer_url": "?" if before else "",
        "can": policy.abilities(request.user, resource),
        "trail": trail_to(resource.space, resource),
    }
    return render(request, "resources/versions.html", context)


@require_safe
@with_resource
def version(request: HttpRequest, resource: Resource, number: int) -> HttpResponse:
    """A version that was superseded, and what superseded it; the current one is the leaflet itself."""
    if number == resource.current.number:
        return redirect(resource)
    rows = open_versions(request.user, resource).select_related("author", "agency", "outside_author", "file__blob", "picture")
    row = get_object_or_404(rows, number=min(number, LONGEST_KEY))
    row.resource = resource
    context = {
        "resource": resource,
        "space": resource.space,
        "version": row,
        "can": policy.abilities(request.user, resource),
        "trail": trail_to(resource.space, resource),
    }
    return render(request, "resources/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_resource
def restore(request: HttpRequest, resource: Resource, number: int) -> HttpResponse:
    """Ask, then make an older version the current one."""
    require(policy.can_restore(request.user, resource), resource.space)
    row = get_object_or_404(open_versions(request.user, resource), number=min(number, LONGEST_KEY))
    if request.method == "POST":
        made = actions.restore_version(resource, by=request.user, number=row.number)
        messages.success(request, _("Version %(number)s is the current one now") % {"number": made.number})
        return redirect(resource)
    context = {
        "question": _("Go back to version %(number)s?") % {"number": row.number},
        "happens": [
            _("Its file becomes the current one, as a new version. The address of the leaflet stays the same."),
            _("The version that is current now is kept, and its own address goes on leading to it."),
        ],
        "told": _("People who watch the leaflet are told."),
        "button": _("Go back to version %(number)s") % {"number": row.number},
        "cancel_url": f"{resource.get_absolute_url()}versions/",
        "trail": trail_to(resource.space, resource),
    }
    return render(request, "components/confirm.html", context)


def _address(row, resource: Resource) -> str:
    row.resource = resource
    return Resource.part_url(resource, f"v{row.number}") if row.is_superseded else resource.get_absolute_url()

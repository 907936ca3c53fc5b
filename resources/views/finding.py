"""Finding the leaflet of an address: here, under another name, removed, or nothing that this reader may know of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.keys import LONGEST_KEY
from hub.models import Membership, Space, User
from hub.models.opened import is_closed
from hub.moderation import removing
from resources import policy
from resources.models import Resource, Version
from resources.shown import read_resource


def with_resource(view: Callable) -> Callable:
    """A view of the leaflet at /library/<pk>/<slug>/…; it is called with the leaflet instead of the two.

    Other words behind the right number answer 301 to the right ones; what is sent there is taken as it is.
    """

    @wraps(view)
    def found(request: HttpRequest, pk: int, slug: str, **more) -> HttpResponse:
        resource = read_resource(request.user, min(pk, LONGEST_KEY))
        if resource is None:
            return elsewhere(request, pk)
        if resource.slug != slug and request.method != "POST":
            rest = request.get_full_path().removeprefix(f"/library/{pk}/{slug}/")
            return HttpResponsePermanentRedirect(resource.get_absolute_url() + rest)
        return view(request, resource, **more)

    return found


def elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """410, with whom to ask, for those who could see a removed leaflet; for anybody else the 404 of what never was."""
    resource = removed_resource(request, pk)
    ask = Membership.objects.current().filter(space=resource.space, role__in=["owner", "moderator"]).select_related("user")
    context = {
        "removed_at": resource.removed_at,
        "removal": removing.last(resource),
        "space": resource.space,
        "ask": [row.user for row in ask.order_by("pk")[:5]],
        "removed": resource if policy.can_bring_back(request.user, resource) else None,
    }
    return render(request, "resources/gone.html", context, status=410)


def removed_resource(request: HttpRequest, pk: int) -> Resource:
    """A removed leaflet that the reader could see if it were not. Raises Http404."""
    rows = Resource.objects.known_to(request.user).filter(removed_at__isnull=False).select_related("space")
    return get_object_or_404(rows, pk=min(pk, LONGEST_KEY))


def open_versions(user: User, resource: Resource) -> QuerySet[Version]:
    """Its versions, without those that stayed with earlier readers when it was opened to more."""
    return resource.versions.exclude(is_closed(user, item="resource"))


def trail_to(space: Space | None = None, *resources: Resource) -> list[tuple[str, str]]:
    """The breadcrumb of what lies right below the library of `space`, or below `resources` in it."""
    if space is None:
        return [(_("Library"), reverse("resources:list"))]
    trail = [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())]
    trail.append((_("Library"), reverse("resources:in_space", args=[space.slug])))
    return trail + [(resource.title, resource.get_absolute_url()) for resource in resources]

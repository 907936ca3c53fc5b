"""Reading about a leaflet, and reading the leaflet itself as text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from hub.actions import watching
from hub.beside import links_of
from hub.keys import LONGEST_KEY
from hub.models import User
from resources import policy
from resources.languages import own_name
from resources.models import Resource
from resources.shown import last_versions, related_to
from resources.views.finding import trail_to, with_resource


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """The address without words."""
    visible = Resource.objects.visible_to(request.user).select_related("space")
    return redirect(get_object_or_404(visible, pk=min(pk, LONGEST_KEY)), permanent=True)


@require_safe
@with_resource
def resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    """A leaflet with all that helps to decide whether to hand it out."""
    context = {
        "resource": resource,
        "space": resource.space,
        "version": resource.current,
        "versions": last_versions(request.user, resource=resource.pk),
        "related": _related(resource, request.user),
        "language": (resource.language, own_name(resource.language)) if resource.language else None,
        "beside": links_of(resource, request.user),
        "watching": watching.is_on(resource.level),
        "can": policy.abilities(request.user, resource),
        "trail": trail_to(resource.space),
    }
    return render(request, "resources/resource.html", context)


@require_safe
@with_resource
def text(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The words of the current version, page by page: read without a download, found by search, cited by page."""
    pages = [(number, words) for number, words in enumerate(resource.current.page_texts, 1) if words.strip()]
    context = {
        "resource": resource,
        "space": resource.space,
        "version": resource.current,
        "pages": pages,
        "trail": trail_to(resource.space, resource),
    }
    return render(request, "resources/text.html", context)


def _related(resource: Resource, user: User) -> dict[str, list[Resource]]:
    """{what it is to this one: leaflets}, as far as the reader may see them; one query."""
    root = resource.translation_of_id or resource.pk
    found: dict[str, list[Resource]] = {"languages": [], "replaced_by": [], "replaces": [], "made_from": [], "made_into": []}
    for row in related_to(user, resource):
        row.own_language = own_name(row.language)
        belongs = {
            "languages": row.pk == root or row.translation_of_id == root,
            "replaced_by": row.replaces_id == resource.pk,
            "replaces": row.pk == resource.replaces_id,
            "made_from": row.pk == resource.made_from_id,
            "made_into": row.made_from_id == resource.pk,
        }
        for name, so in belongs.items():
            if so:
                found[name].append(row)
    return found

"""Reading about a leaflet, and reading the leaflet itself as text."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from hub.actions import watching
from hub.beside import counts, links_of
from hub.expressions import Listed
from hub.models import Tag, User, Watch
from resources import policy
from resources.languages import own_name
from resources.models import Resource
from resources.views.finding import LONGEST_KEY, open_versions, trail_to, with_resource

VERSIONS = 3  # shown beside; all are on a page of their own


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """The address without words."""
    visible = Resource.objects.visible_to(request.user).select_related("space")
    return redirect(get_object_or_404(visible, pk=min(pk, LONGEST_KEY)), permanent=True)


@require_safe
@with_resource
def resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    """A leaflet with all that helps to decide whether to hand it out."""
    shown = _read(resource, request.user)
    versions = (
        open_versions(request.user, shown).select_related("author", "agency", "outside_author", "file__blob").defer("words")
    )
    context = {
        "resource": shown,
        "space": shown.space,
        "version": shown.current,
        "versions": versions[:VERSIONS],
        "related": _related(shown, request.user),
        "language": (shown.language, own_name(shown.language)) if shown.language else None,
        "beside": links_of(shown, request.user),
        "watching": watching.is_on(shown.level),
        "can": policy.abilities(request.user, shown),
        "trail": trail_to(shown.space),
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


def _read(resource: Resource, user: User) -> Resource:
    """The leaflet with what stands around it, in one query."""
    return (
        Resource.objects.visible_to(user)
        .select_related("space", "owner", "author", "agency", "outside_author", "current__file__blob", "current__picture")
        .defer("current__words")
        .annotate(
            has_text=ExpressionWrapper(Q(current__words__gt=""), output_field=BooleanField()),
            level=Subquery(Watch.objects.filter(item=OuterRef("pk"), user=user).values("level")[:1]),
            topics=Listed(Tag.objects.filter(tagged__content_object=OuterRef("pk")), name="name", slug="slug"),
            **counts(user),
        )
        .get(pk=resource.pk)
    )


def _related(resource: Resource, user: User) -> dict[str, list[Resource]]:
    """{what it is to this one: leaflets}, as far as the reader may see them; one query."""
    root = resource.translation_of_id or resource.pk
    wanted = Q(pk__in=[resource.replaces_id, resource.made_from_id, root]) | Q(translation_of=root)
    wanted |= Q(replaces=resource.pk) | Q(made_from=resource.pk)
    rows = Resource.objects.visible_to(user).filter(wanted).exclude(pk=resource.pk).select_related("space").order_by("title")
    found: dict[str, list[Resource]] = {"languages": [], "replaced_by": [], "replaces": [], "made_from": [], "made_into": []}
    for row in rows:
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

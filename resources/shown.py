"""What the page of a leaflet reads: the leaflet with what stands around it in one query, and kept queries for the rest."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from hub import around, beside
from hub.models import User
from hub.models.opened import is_closed
from hub.prepared import Prepared
from resources.models import Resource, Version

VERSIONS = 3  # shown beside; all are on a page of their own


def read_resource(user: User, pk: int) -> Resource | None:
    """The leaflet, where `user` may see it, with `has_text`, `topics` [{name, slug}] and the `level` at which they watch it.

    Their role in its space is noted for `hub.policy`.
    """
    return around.only(user, _resource(user, key=pk))


@Prepared
def _resource(user: User, key: int) -> QuerySet[Resource]:
    return (
        Resource.objects.visible_to(user)
        .select_related("space", "owner", "author", "agency", "outside_author", "current__file__blob", "current__picture")
        .defer("current__words")
        .annotate(
            **around.reader_of(user),
            has_text=ExpressionWrapper(Q(current__words__gt=""), output_field=BooleanField()),
            topics=around.topics_of(),
            **beside.counts(user),
        )
        .filter(pk=key, current__isnull=False)
    )


@Prepared
def last_versions(user: User, resource: int) -> QuerySet[Version]:
    """The newest versions of a leaflet that are not kept for earlier readers."""
    versions = Version.objects.filter(resource=resource).exclude(is_closed(user, item="resource"))
    return versions.select_related("author", "agency", "outside_author", "file__blob").defer("words")[:VERSIONS]


def related_to(user: User, resource: Resource) -> list[Resource]:
    """Leaflets in other languages, earlier, later and made of it, as far as `user` may see them; one query."""
    root = resource.translation_of_id or resource.pk
    return _related(user, key=resource.pk, root=root, replaces=resource.replaces_id or 0, made_from=resource.made_from_id or 0)


@Prepared
def _related(user: User, key: int, root: int, replaces: int, made_from: int) -> QuerySet[Resource]:
    wanted = Q(pk__in=[replaces, made_from, root]) | Q(translation_of=root)
    wanted |= Q(replaces=key) | Q(made_from=key)
    return Resource.objects.visible_to(user).filter(wanted).exclude(pk=key).select_related("space").order_by("title")

"""Removing leaflets to the bin and bringing them back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub import events, links
from hub.models import Item, User
from hub.moderation import removing
from resources.models import Resource


@transaction.atomic
def remove_resource(resource: Resource, *, by: User | None, reason: str = "", quiet: bool = False) -> None:
    """Put a leaflet into the bin: nobody finds it or downloads it any more, its versions are kept."""
    held = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if held.removed_at:
        return
    held.removed_at = resource.removed_at = timezone.now()
    held.removed_by = resource.removed_by = by
    held.save(update_fields=["removed_at", "removed_by"])
    links.vanished(held)
    removing.note(held, by=by, reason=reason)
    events.record(by, "resources.removed", held, quiet=quiet)


@removing.removes("resource")
def _remove_flagged(item: Item, anchor: str, *, by: User, reason: str) -> None:
    remove_resource(Resource.objects.get(pk=item.pk), by=by, reason=reason)


@transaction.atomic
def bring_back(resource: Resource, *, by: User) -> None:
    """Take a leaflet out of the bin, with its versions and its addresses."""
    held = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if not held.removed_at:
        return
    held.removed_at = held.removed_by = resource.removed_at = resource.removed_by = None
    held.save(update_fields=["removed_at", "removed_by"])
    links.looks_changed(held)
    removing.undo(held)
    events.record(by, "resources.returned", held)

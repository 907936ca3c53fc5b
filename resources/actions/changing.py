"""Changing what is said about a leaflet."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from hub import events, links
from hub.markdown import slugify
from hub.models import User
from hub.tagging import set_topics
from hub.texts import tidy_title
from resources.models import Resource

COLUMNS = frozenset(
    ["title", "summary", "form", "language", "review_on", "use_when", "not_when", "applies_to", "licence", "source"]
    + ["translation_of", "replaces", "made_from"]
)


def change_details(resource: Resource, *, by: User, topics: Iterable[str] | None = None, **columns) -> bool:
    """Change columns of COLUMNS, and the topics; those that are not named stay as others may just have set them.

    Whether anything is different now. A new title moves the cosmetic part of the address; the old address goes on leading here.
    """
    if unknown := set(columns) - COLUMNS:
        raise TypeError(f"no details of a leaflet: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        held = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
        retagged = set_topics(held, None if topics is None else list(topics))
        if "title" in columns:
            columns["title"] = tidy_title(columns["title"])[:200]
        if "summary" in columns:
            columns["summary"] = tidy_title(columns["summary"])[:400]
        changed = {name: value for name, value in columns.items() if getattr(held, name) != value}
        if not changed and not retagged:
            return False
        if "title" in changed:
            changed["slug"] = slugify(changed["title"], fallback="leaflet")[:100].strip("-")
        for name, value in changed.items():
            setattr(held, name, value)
            setattr(resource, name, value)
        if changed:
            held.save(update_fields=list(changed))
            held.touch()
        links.looks_changed(held)
        events.record(by, "resources.changed", held, quiet=not changed)
    return True

"""Feeds: items with the last thing that happened to each, in three queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.http import HttpRequest

from hub.models import Agency, Event, Item, OutsideAuthor, User
from hub.paging import SIZE, Slice, cut


@dataclass(frozen=True)
class Row:
    """An item, and who did what to it last, for whom they worked then. `event` is None for what nobody announced."""

    item: Item
    event: Event | None
    person: User | OutsideAuthor
    agency: Agency | None
    at: datetime


def feed(items: QuerySet[Item], request: HttpRequest, *, size: int = SIZE) -> Slice:
    """A slice of `items` (already those that the reader may see), last changed first, as rows of a feed."""
    items = items.select_related("space", "author", "agency", "outside_author")
    part = cut(items, request, size=size)
    events = last_events(part.rows)
    return Slice([_row(item, events.get(item.pk)) for item in part.rows], part.newer_url, part.older_url)


def last_events(items: list[Item]) -> dict[int, Event]:
    """{item id: its newest event, with actor and agency}; one query."""
    newest = Event.objects.filter(item__in=[item.pk for item in items]).order_by().values("item").annotate(last=Max("pk"))
    found = Event.objects.filter(pk__in=newest.values("last")).select_related("actor", "agency")
    return {event.item_id: event for event in found}


def _row(item: Item, event: Event | None) -> Row:
    if event is None or event.actor is None:
        return Row(item, event, item.hand, item.agency if item.author_id else None, item.changed_at)
    return Row(item, event, event.actor, event.agency, item.changed_at)

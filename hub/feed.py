"""Feeds: items with the last thing that happened to each, in three queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.http import HttpRequest

from hub.models import Agency, Event, Item, OutsideAuthor, User
from hub.paging import SIZE, Slice, cut
from hub.prepared import Prepared


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
    return feed_of(cut(with_hands(items), request, size=size))


def with_hands(items: QuerySet[Item]) -> QuerySet[Item]:
    """`items` with all that a row of a feed shows of them."""
    return items.select_related("space", "author", "agency", "outside_author")


def feed_of(part: Slice) -> Slice:
    """A slice of items, read `with_hands`, as rows of a feed; one query."""
    events = last_events(part.rows)
    return Slice([_row(item, events.get(item.pk)) for item in part.rows], part.newer_url, part.older_url)


def last_events(items: list[Item]) -> dict[int, Event]:
    """{item id: its newest event, with actor and agency}; one query."""
    return {event.item_id: event for event in _last(None, items=[item.pk for item in items])} if items else {}


@Prepared
def _last(_nobody: None, items: list[int]) -> QuerySet[Event]:
    newest = Event.objects.filter(item__in=items).order_by().values("item").annotate(last=Max("pk"))
    return Event.objects.filter(pk__in=newest.values("last")).select_related("actor", "agency")


def _row(item: Item, event: Event | None) -> Row:
    if event is None or event.actor is None:
        return Row(item, event, item.hand, item.agency if item.author_id else None, item.changed_at)
    return Row(item, event, event.actor, event.agency, item.changed_at)

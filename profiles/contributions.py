"""What a person did here, as evidence of what they know: only of what the reader may see, counts included."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hub.models import Event, Item, TaggedItem, User

TOPICS = 8  # that somebody writes about


@dataclass(frozen=True)
class Subject:
    """A topic of what somebody wrote, and of how many things."""

    name: str
    slug: str
    count: int


def contributions_of(person: User, viewer: User) -> QuerySet[Item]:
    """What `person` wrote or worked on, as far as `viewer` may see it.

    Each has `did_at`: when they last did something to it. What stands under another name, an agency's, is in neither: it has
    no author, and its events no actor.
    """
    did = Event.objects.filter(item=OuterRef("pk"), actor=person)
    items = Item.objects.visible_to(viewer).filter(Q(author=person) | Exists(did)).exclude(kind="profile")
    return items.annotate(did_at=Coalesce(Subquery(did.order_by("-pk").values("created_at")[:1]), "created_at"))


def kinds_of(items: QuerySet[Item]) -> list[tuple[str, int]]:
    """(kind, how many), the most frequent first."""
    rows = items.order_by().values("kind").annotate(n=Count("pk")).values_list("kind", "n")
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def subjects_of(items: QuerySet[Item], most: int = TOPICS) -> list[Subject]:
    """The topics of these items, the most frequent first."""
    rows = TaggedItem.objects.filter(content_object__in=items.order_by().values("pk"))
    rows = rows.values_list("tag__name", "tag__slug").annotate(n=Count("pk")).order_by("-n", "tag__name")
    return [Subject(*row) for row in rows[:most]]


def last_acts(person: User, items: list[Item]) -> dict[int, Event]:
    """{item: the last thing that this person did to it}; one query."""
    mine = Event.objects.filter(item__in=[item.pk for item in items], actor=person)
    newest = mine.order_by().values("item").annotate(last=Max("pk")).values("last")
    return {event.item_id: event for event in Event.objects.filter(pk__in=newest).select_related("agency")}

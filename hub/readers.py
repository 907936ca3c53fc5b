"""How many people, of how many agencies, can see something: exact, counted by the mirror of `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from hub.models import Item, Space, User
from hub.models.visibility import can_read_space


@dataclass(frozen=True)
class Readers:
    """A count of people and of the agencies they work for; guests work for none."""

    people: int
    agencies: int


def readers_of(thing: Space | Item) -> Readers:
    """Who can read a space's content, or one item; one query."""
    is_space = isinstance(thing, Space)
    people = User.objects.filter(can_read_space(thing)) if is_space else User.objects.who_can_see(thing)
    works = Count("affiliations__agency", filter=Q(affiliations__ended_at=None), distinct=True)
    return Readers(**people.aggregate(people=Count("pk", distinct=True), agencies=works))

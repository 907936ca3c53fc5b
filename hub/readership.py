"""Which of many people may see an item: asked at every push, of the thousand who have it on their screens."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from django.db.models import QuerySet

from hub.models import Item, Space, User
from hub.prepared import Prepared

MOST = 1024  # people a query

_BY_ROWS = {Item.To.AGENCIES, Item.To.PEOPLE}


def readers_among(item: Item, people: Collection[int]) -> set[int]:
    """The keys of those of `people` for whom `User.objects.who_can_see(item)` holds; one query for each MOST of them."""
    if item.removed_at is not None or (item.audience == Item.To.AUTHOR and item.author_id is None):
        return set()
    place = {"space": item.space_id} if item.space_id else {}
    if item.audience in _BY_ROWS:
        place["item"] = item.pk
    by_author = not item.space_id or item.audience == Item.To.AUTHOR
    place["author"] = item.author_id if by_author else None
    ask = _among(item.space.visibility if item.space_id else None, item.audience)
    keys = sorted(people)
    parts = (keys[start : start + MOST] for start in range(0, len(keys), MOST))
    return {pk for part in parts for (pk,) in ask(None, people=part, **place)}


@cache
def _among(visibility: str | None, audience: str) -> Prepared:
    """The question for all items of one kind of space and one kind of audience: nothing else of it changes the SQL."""

    def build(_user: None, people: list[int], author: int | None, space: int = 0, item: int = 0) -> QuerySet:
        place = Space(pk=space, visibility=visibility) if visibility else None
        looked_at = Item(pk=item, space=place, audience=audience, author_id=author)
        return User.objects.filter(pk__in=people).who_can_see(looked_at).values_list("pk")

    return Prepared(build)

"""Hits of a page of results: rows that their reader may see now, with the passage of their text that was found."""

from __future__ import annotations

import logging
from functools import cache

from django.db.models import QuerySet

from hub.models import Item, User
from hub.prepared import Prepared
from hub.search.excerpts import excerpt
from hub.search.marking import marked
from hub.search.matching import Found
from hub.search.query import Query
from hub.search.results import Hit

log = logging.getLogger("hub.search")


def hits_of(user: User, asked: Query, found: list[Found]) -> list[Hit]:
    """The hits, in order. Every one is asked of `visible_to`, and its words come from the database: a query or two a kind."""
    items: dict[int, Item] = {}
    for kind in {one.kind for one in found}:
        ours = [one for one in found if one.kind == kind]
        rows = _rows_of(kind)(user, keys=[one.item for one in ours])
        if rows:
            Item.kinds[kind].load_parts(rows, [one.anchor for one in ours])
        items.update((row.pk, row) for row in rows)
    if len(items) < len(found):
        log.warning("the index proposed %s items that their reader may not see", len(found) - len(items))
    return [_hit(items[one.item], one.anchor, asked.terms) for one in found if one.item in items]


@cache
def _rows_of(kind: str) -> Prepared:
    model = Item.kinds[kind]

    def build(user: User, keys: list[int]) -> QuerySet:
        rows = model.objects.visible_to(user).filter(pk__in=keys)
        return rows.select_related("space", "author", "agency", "outside_author", *model.loads_with)

    return Prepared(build)


def _hit(item: Item, anchor: str, terms: list[str]) -> Hit:
    parts = {name: words for name, _title, words in item.search_parts()}
    words = parts[anchor] if anchor in parts else next(iter(parts.values()), item.summary)
    words = words.removeprefix(item.title).strip()
    return Hit(item, marked(item.title, terms), excerpt(words, terms), anchor)

"""What other apps keep about an item, as links on its page: a page shows its discussions and knows nothing of them.

@beside("discussions", rows=discussions_about)          # who keeps something: rows(user) are about OuterRef("pk")
def links(item, user, count): ...                       # [(label, address)]

pages.annotate(**beside.counts(user))                   # who shows an item: the counts come with its own query
{% beside page %}                                       # and the links without another one
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from hub.expressions import CountUpTo
from hub.models import Item, User
from hub.prepared import Prepared

MOST = 100  # rows that are counted

Links = Callable[[Item, User, int], list[tuple[str, str]]]


@dataclass(frozen=True)
class _Kept:
    rows: Callable[[User], QuerySet]
    links: Links


_kept: dict[str, _Kept] = {}


def beside(name: str, *, rows: Callable[[User], QuerySet]) -> Callable[[Links], Links]:
    """Register what is kept about items: `rows(user)` are those about `OuterRef("pk")` that `user` may see."""

    def register(links: Links) -> Links:
        _kept[name] = _Kept(rows, links)
        return links

    return register


def counts(user: User) -> dict[str, CountUpTo]:
    """How much of each is kept about an item, counted to MOST, as annotations for the query that reads the item."""
    return {f"beside_{name}": CountUpTo(kept.rows(user), MOST) for name, kept in _kept.items()}


@Prepared
def _all_counts(user: User, item: int) -> QuerySet:
    return Item.objects.filter(pk=item).annotate(**(all := counts(user))).values_list(*all)


def links_of(item: Item, user: User) -> list[tuple[str, str]]:
    """(label, address) of everything kept about `item`; no query where it was read with `counts`, else one."""
    found = item.__dict__
    if _kept and not all(f"beside_{name}" in found for name in _kept):
        found = dict(zip((f"beside_{name}" for name in _kept), _all_counts(user, item=item.pk)[0], strict=True))
    return [link for name, kept in _kept.items() for link in kept.links(item, user, found[f"beside_{name}"])]

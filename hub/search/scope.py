"""What somebody may find, as the tokens their documents carry; worked out from the database at every search.

A document carries one token: `hub` for what belongs to no space, `s12` where its audience is its space, `i930` for
whatever is narrower. So joining and leaving a space needs no reindexing; narrowing and moving does.
"""

from __future__ import annotations

from django.db.models import QuerySet

from hub.models import Item, Space, User
from hub.policy import standing
from hub.prepared import Prepared

HUB_WIDE = "hub"


def token_of(item: Item) -> str:
    """The one token of an item's documents."""
    if item.is_narrower:
        return f"i{item.pk}"
    return f"s{item.space_id}" if item.space_id else HUB_WIDE


@Prepared
def _spaces(user: User) -> QuerySet:
    return Space.objects.visible_to(user).values_list("pk").order_by()


@Prepared
def _narrowed(user: User) -> QuerySet:
    return Item.objects.visible_to(user).exclude(audience=Item.To.SPACE).values_list("pk").order_by()


def scope_of(user: User) -> frozenset[str]:
    """The tokens whose documents this person may find. Empty means nothing at all, and is never given to an engine."""
    if not standing(user).anybody:
        return frozenset()
    tokens = {f"s{pk}" for (pk,) in _spaces(user)} | {f"i{pk}" for (pk,) in _narrowed(user)}
    if standing(user).staff:
        tokens.add(HUB_WIDE)
    return frozenset(tokens)

"""What somebody may find, as the tokens their documents carry; worked out from the database at every search.

A document carries one token: `hub` for what belongs to no space, `s12` where its audience is its space, `i930` for
whatever is narrower. So joining and leaving a space needs no reindexing; narrowing and moving does.
"""

from __future__ import annotations

from hub.models import Item, Space, User
from hub.policy import standing

HUB_WIDE = "hub"


def token_of(item: Item) -> str:
    """The one token of an item's documents."""
    if item.is_narrower:
        return f"i{item.pk}"
    return f"s{item.space_id}" if item.space_id else HUB_WIDE


def scope_of(user: User) -> frozenset[str]:
    """The tokens whose documents this person may find. Empty means nothing at all, and is never given to an engine."""
    if not standing(user).anybody:
        return frozenset()
    tokens = {f"s{pk}" for pk in Space.objects.visible_to(user).values_list("pk", flat=True)}
    narrowed = Item.objects.visible_to(user).exclude(audience=Item.To.SPACE)
    tokens |= {f"i{pk}" for pk in narrowed.values_list("pk", flat=True)}
    if standing(user).staff:
        tokens.add(HUB_WIDE)
    return frozenset(tokens)

"""Moving content to another space, with all that belongs to it; each content type registers how its own is moved.

relocating.movers["leaflet"] = Mover(may=policy.can_change)          # in a module that the app's ready() imports
relocate(leaflet, space, by=user, ticked=Ticked(revisions=True))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from hub import audiences, events, links
from hub.actions.opening import NOTHING, Ticked, open_older, reaches_of
from hub.models import IndexEntry, Item, Space, User, specific
from hub.policy import can_contribute, can_read_space

MOST = 200  # items that are moved at once


class CannotMove(Exception):
    """It cannot go there; the message says why, for who tried."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _alone(item: Item, by: User) -> list[Item]:
    return [item]


def _put(items: list[Item], space: Space, by: User) -> None:
    for item in items:
        item.space = space
        item.save(update_fields=["space"])


def _settle(items: list[Item], old: Space, by: User) -> None:
    """Nothing is left to do."""


def _record(actor: User, verb: str, item: Item, **data) -> None:
    events.record(actor, verb, item, **data)


@dataclass(frozen=True)
class Mover:
    """How items of a kind are moved; what a type leaves out is right for one whose address does not name its space."""

    may: Callable[[User, Item], bool]  # whether they may take this item out of its space
    family: Callable[[Item, User], list[Item]] = _alone  # the item first, then what goes with it; may raise CannotMove
    place: Callable[[list[Item], Space, User], None] = _put  # in the transaction; may raise CannotMove
    settle: Callable[[list[Item], Space, User], None] = _settle  # what is left once it lies there; given the old space
    tell: Callable[..., object] = field(default=_record)


movers: dict[str, Mover] = {}


def can_move(user: User, item: Item) -> bool:
    """Whether they may take `item` (of its own type) out of its space. What goes with another item is moved with that one."""
    mover = movers.get(item.kind)
    if mover is None or item.space is None or not item.space.is_active or getattr(item, "about_id", None):
        return False
    return can_read_space(user, item.space) and mover.may(user, item)


@transaction.atomic
def relocate(item: Item, space: Space, *, by: User, ticked: Ticked = NOTHING) -> Item:
    """Move `item` to `space`, all or nothing; the item as it is then. Raises CannotMove.

    Its own audience stays. Where more people see it afterwards, its older parts open to them only if `ticked`.
    """
    # In one order, so that two moves in opposite directions do not wait for each other.
    held = {
        row.pk: row for row in Space.objects.select_for_update(no_key=True).filter(pk__in=_both(item, space)).order_by("pk")
    }
    space = held[space.pk]
    item = specific([Item.objects.select_for_update(of=("self",)).get(pk=item.pk)])[0]
    old = item.space
    if item.removed_at or old is None or old.pk == space.pk or not can_contribute(by, space):
        raise LookupError(item.pk)
    mover = movers[item.kind]
    family = mover.family(item, by)
    followers = [(one, follower) for one in family for follower in audiences.followers_of(one)]
    keys = [one.pk for one in [*family, *(follower for _one, follower in followers)]]
    before = reaches_of(old, among=keys)
    for one in family:
        links.looks_changed(one)
    mover.place(family, space, by)
    for source, follower in followers:
        audiences.copy(source, follower)
    open_older(before, reaches_of(space, among=keys), by=by, ticked=ticked)
    mover.settle(family, old, by)
    for one in family:
        links.appeared(one)
    for key in keys:
        IndexEntry.objects.mark(key)
    Space.objects.filter(pk__in=held).update(shown=F("shown") + 1)
    mover.tell(by, "hub.item_moved", family[0], was=old.pk, to=space.pk, count=len(family))
    return family[0]


def _both(item: Item, space: Space) -> list[int | None]:
    return [Item.objects.values_list("space", flat=True).get(pk=item.pk), space.pk]

"""Taking something away, in one manner for all content: a mark with the reason stays in its place.

@removes("idea")                        # in the actions of the type: how a decided flag removes one
def _remove(item, anchor, *, by, reason): ...

removing.note(idea, by=by, reason=reason)   # in its action that removes, in its transaction
removing.undo(idea)                         # in its action that brings back
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone

from hub.models import Item, Removal, User
from hub.policy import Role, role

Remover = Callable[..., None]  # (item, anchor, *, by, reason)
removers: dict[str, Remover] = {}

_ROLES = {Role.OWNER: Removal.Role.OWNER, Role.MODERATOR: Removal.Role.MODERATOR}


def removes(kind: str) -> Callable[[Remover], Remover]:
    """Register how an item of this kind, or a part of one, is taken away."""

    def register(remove: Remover) -> Remover:
        removers[kind] = remove
        return remove

    return register


def note(
    item: Item, *, by: User | None, anchor: str = "", reason: str = "", author: int | None = None, unnamed: bool = False
) -> None:
    """Write down that `item`, or its part `anchor`, was taken away, and as what `by` did it. Without `by` (an import that
    is undone) nothing is written. `author` is whose words the part is; `unnamed` keeps the name of an author who gave none.
    """
    if by is None:
        return
    mine = unnamed or by.pk == (author if anchor else item.author_id)
    held = role(by, item.space) if item.space_id else None
    Removal.objects.create(
        item=Item(pk=item.pk),
        anchor=anchor,
        by=None if unnamed else by,
        role=Removal.Role.AUTHOR if mine else _ROLES.get(held, Removal.Role.HUB),
        reason=" ".join(reason.split())[:300],
    )


def undo(item: Item, anchor: str = "") -> None:
    """It was brought back."""
    Removal.objects.filter(item=item.pk, anchor=anchor, undone_at=None).update(undone_at=timezone.now())


def last(item: Item, anchor: str = "") -> Removal | None:
    """Why `item` or its part is away, for the mark in its place; None for what was removed before anybody was asked why."""
    return _standing(item).filter(anchor=anchor).first()


def marks(item: Item) -> dict[str, Removal]:
    """{anchor: why it is away} of the parts of an item; one query."""
    return {row.anchor: row for row in reversed(_standing(item))}


def _standing(item: Item) -> QuerySet[Removal]:
    return Removal.objects.filter(item=item.pk, undone_at=None).order_by("-pk")

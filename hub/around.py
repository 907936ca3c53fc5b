"""What the page of any item asks along with the item itself, in its one query: the reader's role, their watch, its topics."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import OuterRef, Subquery

from hub import policy
from hub.expressions import Listed
from hub.models import Item, Membership, Tag, User, Watch

One = TypeVar("One", bound=Item)


def reader_of(user: User) -> dict[str, Any]:
    """`my_role` of `user` in the item's space, and the `level` at which they watch it, each None where there is none."""
    roles = Membership.objects.current().filter(space=OuterRef("space"), user=user)
    levels = Watch.objects.filter(item=OuterRef("pk"), user=user)
    return {"my_role": Subquery(roles.values("role")[:1]), "level": Subquery(levels.values("level")[:1])}


def topics_of() -> Listed:
    """An annotation: the item's topics by name, [{name, slug}]."""
    return Listed(Tag.objects.filter(tagged__content_object=OuterRef("pk")), name="name", slug="slug")


def only(user: User, rows: list[One]) -> One | None:
    """The one item of `rows`, read with `reader_of`, if there is one; their role in its space is noted for `hub.policy`."""
    item = next(iter(rows), None)
    if item is not None and item.space is not None:
        policy.note(user, item.space, item.my_role)
    return item

"""Where a page stands in the tree of its space."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from hub import events
from hub.models import User
from wiki.actions.holding import hold, tree_changed
from wiki.models import Page

DEEPEST = 20  # pages above a page


class WouldLoop(Exception):
    """A page cannot stand below itself, nor deeper than anybody would look."""


@transaction.atomic
def move_page(page: Page, *, by: User, parent: Page | None) -> None:
    """Put a page, with all that is below it, under `parent` (None: at the top). Raises WouldLoop."""
    page = hold(page)
    parent = Page.objects.get(pk=parent.pk, space=page.space_id) if parent else None
    if page.parent_id == (parent.pk if parent else None):
        return
    if parent and (page.pk in [parent.pk, *parent.above] or len(parent.above) >= DEEPEST):
        raise WouldLoop
    put(page, parent)
    tree_changed(page.space_id)
    events.record(by, "wiki.page_moved", page, quiet=True, parent=parent.pk if parent else None)


def lift_children(page: Page) -> None:
    """The pages below one that goes move up to where it stood."""
    for child in page.children.all():
        put(child, page.parent)


def put(page: Page, parent: Page | None) -> None:
    """Stand `page` below `parent`, and all that is below it with it."""
    old = f"{page.trail}{page.pk}/"
    page.parent, page.position = parent, 0
    page.save(update_fields=["parent", "position"])
    below = Page.objects.filter(in_space=page.space_id, trail__startswith=old)
    below.update(trail=Concat(Value(f"{page.trail}{page.pk}/"), Substr("trail", len(old) + 1)))


@transaction.atomic
def shift_page(page: Page, *, by: User, up: bool) -> None:
    """Put a page one place up or down among those beside it."""
    page = hold(page)
    beside = Page.objects.filter(in_space=page.space_id, parent=page.parent_id, removed_at=None)
    order = list(beside.order_by("position", "sort", "pk"))
    at = order.index(page)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for position, one in enumerate(order, 1):
        if one.position != position:
            Page.objects.filter(pk=one.pk).update(position=position)
    tree_changed(page.space_id)
    events.record(by, "wiki.page_moved", page, quiet=True)

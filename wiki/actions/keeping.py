"""Protecting pages, removing them to the bin and bringing them back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hub import events, links
from hub.models import Item, User
from hub.moderation import log, removing
from wiki.actions.holding import hold, tree_changed
from wiki.actions.placing import lift_children
from wiki.models import Page

log.acts |= {
    "wiki.page_locked": gettext_lazy("Protected: only moderators edit it"),
    "wiki.page_unlocked": gettext_lazy("Opened for everyone who writes here"),
}


def lock_page(page: Page, *, by: User) -> None:
    """Only moderators may change it from now on."""
    _set_locked(page, by, True)


def unlock_page(page: Page, *, by: User) -> None:
    """Everybody who writes in the space may change it again."""
    _set_locked(page, by, False)


@transaction.atomic
def _set_locked(page: Page, by: User, locked: bool) -> None:
    held = hold(page)
    if held.locked == locked:
        return
    held.locked = page.locked = locked
    held.save(update_fields=["locked"])
    links.raise_shown([held.pk])
    events.record(by, "wiki.page_locked" if locked else "wiki.page_unlocked", held, quiet=True)


@transaction.atomic
def remove_page(page: Page, *, by: User | None, reason: str = "", quiet: bool = False) -> None:
    """Put a page into the bin: nobody finds it any more, its history is kept, the pages below it move up."""
    held = hold(page)
    if held.removed_at:
        return
    lift_children(held)
    held.removed_at = page.removed_at = timezone.now()
    held.removed_by = page.removed_by = by
    held.save(update_fields=["removed_at", "removed_by"])
    links.vanished(held)
    removing.note(held, by=by, reason=reason)
    tree_changed(held.space_id)
    events.record(by, "wiki.page_removed", held, quiet=quiet)


@removing.removes("page")
def _remove_flagged(item: Item, anchor: str, *, by: User, reason: str) -> None:
    remove_page(Page.objects.get(pk=item.pk), by=by, reason=reason)


@transaction.atomic
def bring_back(page: Page, *, by: User) -> None:
    """Take a page out of the bin, with its history, to its address or, if that has another page now, to one beside it."""
    held = hold(page)
    if not held.removed_at:
        return
    if held.parent and held.parent.removed_at:
        held.parent = None
    held.removed_at = held.removed_by = None
    held.save(update_fields=["removed_at", "removed_by", "parent"])
    links.appeared(held)
    removing.undo(held)
    tree_changed(held.space_id)
    events.record(by, "wiki.page_returned", held)
    page.removed_at, page.slug = None, held.slug

"""One writer a space at a time: what a page's action changes reaches into the tree, the addresses and other pages' links."""

from __future__ import annotations

from django.db.models import F

from hub.models import Space
from wiki.models import Page


def hold_space(space_id: int) -> None:
    """Wait for other writers of the space, until the end of this transaction. Without it, two that link to each other
    could wait for each other, and two moves could make a ring of the tree."""
    Space.objects.select_for_update(no_key=True).get(pk=space_id)


def hold(page: Page) -> Page:
    """The page as it is now, nobody else writing in its space until the end of this transaction."""
    hold_space(page.space_id)
    return Page.objects.select_related("space", "current", "parent").get(pk=page.pk)


def tree_changed(space_id: int) -> None:
    """Pages came, went, moved or changed name: every page of the space shows another tree."""
    Space.objects.filter(pk=space_id).update(shown=F("shown") + 1)

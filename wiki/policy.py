"""Who may do what with pages: one function a row of docs/permissions.md."""

from __future__ import annotations

from hub.models import Space, User
from hub.policy import can_contribute, can_moderate
from wiki.models import Page


def can_create(user: User, space: Space) -> bool:
    """Write a new page in a space."""
    return can_contribute(user, space)


def can_edit(user: User, page: Page) -> bool:
    """Change the words, topics and place of a page. A protected one is for moderators."""
    if page.locked:
        return can_moderate(user, page.space) and page.space.is_active
    return can_contribute(user, page.space)


def can_move(user: User, page: Page) -> bool:
    """Rename a page, or put it elsewhere in the tree."""
    return can_edit(user, page)


def can_restore(user: User, page: Page) -> bool:
    """Make an older version the current one."""
    return can_edit(user, page)


def can_lock(user: User, page: Page) -> bool:
    """Protect a page from all but moderators, and open it again."""
    return can_moderate(user, page.space)


def can_remove(user: User, page: Page) -> bool:
    """Put a page into the bin: moderators, and its owner while they may write in the space."""
    return can_moderate(user, page.space) or (page.owner_id == user.pk and can_edit(user, page))


def can_bring_back(user: User, page: Page) -> bool:
    """Take a page out of the bin."""
    return can_remove(user, page)


def can_see_bin(user: User, space: Space) -> bool:
    """See what was removed from a space."""
    return can_moderate(user, space)


def can_see_suppressed(user: User, page: Page) -> bool:
    """Read a version that was taken out of the history."""
    return can_moderate(user, page.space)


def abilities(user: User, page: Page) -> dict[str, bool]:
    """What templates may ask about a page, asked once."""
    return {
        "edit": can_edit(user, page),
        "move": can_move(user, page),
        "lock": can_lock(user, page),
        "remove": can_remove(user, page),
        "create": can_create(user, page.space),
    }

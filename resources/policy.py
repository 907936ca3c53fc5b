"""Who may do what in the library: one function a row of docs/permissions.md."""

from __future__ import annotations

from hub.models import Space, User
from hub.policy import can_answer_for, can_contribute, can_moderate, can_set_audience
from resources.models import Resource


def can_add(user: User, space: Space) -> bool:
    """Add a leaflet to the library of a space."""
    return can_contribute(user, space)


def can_add_version(user: User, resource: Resource) -> bool:
    """Bring a newer version of a leaflet: whoever writes in the space. Its owner is told, and the old one stays."""
    return can_contribute(user, resource.space)


def can_change(user: User, resource: Resource) -> bool:
    """Change what is said about a leaflet: its owner while they may write in the space, and moderators."""
    return can_answer_for(user, resource)


def can_restore(user: User, resource: Resource) -> bool:
    """Make an older version the current one again."""
    return can_change(user, resource)


def can_remove(user: User, resource: Resource) -> bool:
    """Put a leaflet into the bin: moderators, and its owner while they may write in the space."""
    return can_moderate(user, resource.space) or can_change(user, resource)


def can_bring_back(user: User, resource: Resource) -> bool:
    """Take a leaflet out of the bin."""
    return can_remove(user, resource)


def can_see_bin(user: User, space: Space) -> bool:
    """See what was removed from the library of a space."""
    return can_moderate(user, space)


def abilities(user: User, resource: Resource) -> dict[str, bool]:
    """What templates may ask about a leaflet, asked once."""
    return {
        "add_version": can_add_version(user, resource),
        "change": can_change(user, resource),
        "restore": can_restore(user, resource),
        "set_audience": can_set_audience(user, resource),
        "remove": can_remove(user, resource),
    }

"""Who may do what with profiles: one function a row of docs/permissions.md."""

from __future__ import annotations

from hub.models import User
from profiles.models import Profile


def can_edit(user: User, profile: Profile) -> bool:
    """Only the person it is about."""
    return profile.user_id == user.pk

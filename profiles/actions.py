"""What people do with their profile."""

from __future__ import annotations

from django.db import transaction

from hub import events
from hub.accounts.actions import pick_agency, rename
from hub.models import User
from profiles.models import Profile


@transaction.atomic
def introduce(user: User, *, name: str, role: str, agency_name: str = "") -> Profile:
    """Somebody new says who they are, and for whom they work where their address does not tell."""
    if agency_name:
        pick_agency(user, agency_name)
    rename(user, name=name, language=user.language)
    profile = Profile.objects.get(user=user)
    if role != profile.role:
        profile.role = role
        profile.save(update_fields=["role"])
        profile.touch()
    events.record(user, "profiles.introduced", profile, quiet=True)
    return profile

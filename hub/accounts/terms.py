"""The house rules and terms: which version holds, and who accepted it when."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub import events
from hub.models import Acceptance, User


def has_accepted(user: User) -> bool:
    """Whether `user` accepted the version that holds now; costs no query."""
    return user.accepted == settings.TERMS_VERSION


@transaction.atomic
def accept(user: User) -> None:
    """`user` accepts the version that holds now. Accepting it again changes nothing: the first time counts."""
    version = settings.TERMS_VERSION
    _row, is_new = Acceptance.objects.get_or_create(user=user, version=version, defaults={"accepted_at": timezone.now()})
    user.accepted = version
    user.save(update_fields=["accepted"])
    if is_new:
        events.record(user, "hub.terms_accepted", audit=True, version=version)

"""People who have just come: swept away while they prove nothing, welcomed once they do."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from hub.domains import find_admission
from hub.models import User
from hub.worker import sweep

PATIENCE = timedelta(hours=24)
BATCH = 100


@sweep("newcomers")
def forget_unproved() -> int:
    """Delete those who asked for a code a day ago and never typed one; nothing of theirs exists yet."""
    unproved = User.objects.filter(verified_at=None, created_at__lt=timezone.now() - PATIENCE)
    ids = list(unproved.filter(is_staff=False, is_active=True, guest=None).values_list("pk", flat=True)[:BATCH])
    User.objects.filter(pk__in=ids, verified_at=None).delete()
    return len(ids)


def needs_welcome(user: User) -> bool:
    """Whether somebody who proved an address still has to say who they are; free of queries for all others."""
    if not user.verified_at:
        return False
    return not user.name or (not user.standing.anybody and may_pick_agency(user))


def may_pick_agency(user: User) -> bool:
    """Whether the address of `user` is of a mail domain that many bodies share, and they work for none yet."""
    if user.affiliation is not None:
        return False
    admission = find_admission(user.email)
    return admission is not None and admission.agency is None and admission.domain.shared


def welcome_url(then: str) -> str:
    """The welcome page, which goes on to the path `then`."""
    return f"{settings.WELCOME_URL}?{urlencode({'next': then})}" if then != "/" else settings.WELCOME_URL

"""What accounts leave behind and nobody needs: people who proved nothing, sessions that ended."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from hub.accounts import limits
from hub.accounts.models import SignIn, Try
from hub.backup import erasures
from hub.models import User
from hub.moderation import holding
from hub.worker import sweep

PATIENCE = timedelta(hours=24)
BATCH = 100


@sweep("newcomers", every=60)
def forget_unproved() -> int:
    """Delete those who asked for a code a day ago and never typed one; nothing of theirs exists yet."""
    unproved = User.objects.filter(verified_at=None, created_at__lt=timezone.now() - PATIENCE)
    unproved = holding.free_people(unproved)
    ids = list(unproved.filter(is_staff=False, is_active=True, guest=None).values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        gone = list(User.objects.select_for_update().filter(pk__in=ids, verified_at=None).values_list("pk", flat=True))
        erasures.note("hub.User", gone)
        User.objects.filter(pk__in=gone).delete()
    return len(ids)


@sweep("sessions", every=60)
def forget_sessions() -> int:
    """Delete sessions whose time is over, those of visitors who only saw the sign-in page among them."""
    ended = list(Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)[:BATCH])
    Session.objects.filter(pk__in=ended).delete()
    gone = list(SignIn.objects.exclude(session__in=Session.objects.values("pk")).values_list("pk", flat=True)[:BATCH])
    SignIn.objects.filter(pk__in=gone).delete()
    return len(ended) + len(gone)


@sweep("tries", hurry=False, every=60)
def forget_tries() -> int:
    """Delete tries that no limit counts any more."""
    old = list(Try.objects.filter(at__lt=timezone.now() - limits.longest()).values_list("pk", flat=True)[:BATCH])
    Try.objects.filter(pk__in=old).delete()
    return len(old)

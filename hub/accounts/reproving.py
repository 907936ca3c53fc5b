"""Still working there? Every six months a code goes to the work address: asked before, then read-only, then suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events, mails
from hub.accounts import bouncing, guests
from hub.accounts.actions import named_otherwise, sees_otherwise
from hub.accounts.leaving import hand_over, withdraw_invitations
from hub.home import Need, needs_you
from hub.models import Affiliation, User
from hub.worker import sweep

BATCH = 50


@dataclass(frozen=True)
class Proof:
    """How long what somebody proved about their employer holds."""

    proved_at: datetime

    @property
    def due_at(self) -> datetime:
        """Until then they write; after that they only read."""
        return self.proved_at + timedelta(days=settings.REPROVE_DAYS)

    @property
    def ends_at(self) -> datetime:
        """Until then they read."""
        return self.due_at + timedelta(days=settings.REPROVE_READING_DAYS)

    @property
    def is_asked(self) -> bool:
        return timezone.now() >= self.due_at - timedelta(days=settings.REPROVE_NOTICE_DAYS)

    @property
    def is_read_only(self) -> bool:
        return timezone.now() >= self.due_at


def proof_of(user: User) -> Proof | None:
    """None for those who work for nobody here: guests end by their own date."""
    affiliation = user.affiliation
    return Proof(affiliation.proved_at) if affiliation else None


def is_read_only(user: User) -> bool:
    """Whether `user` has to prove their address before they write again; no query where the session loaded them."""
    proof = proof_of(user)
    return proof is not None and proof.is_read_only


@transaction.atomic
def renew(user: User) -> None:
    """A code that went to the address of `user` was typed. Lets in again whom nothing but time had shut out."""
    renewed = Affiliation.objects.current().filter(user=user, email=user.email)
    renewed.update(proved_at=timezone.now(), asked_at=None)
    bouncing.forgive(user)
    if user.lapsed_at is not None:
        user.is_active, user.lapsed_at = True, None
        user.save(update_fields=["is_active", "lapsed_at"])
        named_otherwise(user)
        events.record(user, "hub.came_back", audit=True)
    sees_otherwise(user)


@needs_you("proof")
def _due(user: User) -> list[Need]:
    proof = proof_of(user)
    if proof is None or not proof.is_asked:
        return []
    why = _("You can only read until then") if proof.is_read_only else _("We ask everybody every six months")
    at, colour = timezone.now(), "red" if proof.is_read_only else "yellow"
    return [Need(_("Prove that you still work here"), why, reverse("address_again"), _("Address"), "flag", at, colour)]


@sweep("proofs", hurry=False, every=60)
def ask_for_proof() -> int:
    """Ask by mail whose proof runs out, tell those who can only read, suspend those who did not answer."""
    now = timezone.now()
    proved = now - timedelta(days=settings.REPROVE_DAYS)
    soon, over = proved + timedelta(days=settings.REPROVE_NOTICE_DAYS), proved - timedelta(days=settings.REPROVE_READING_DAYS)
    working = Affiliation.objects.current().filter(user__is_active=True).select_related("user", "agency")
    # Asked twice: before, and when the time is over.
    waiting = Q(asked_at=None, proved_at__lte=soon) | Q(proved_at__lte=proved, asked_at__lt=F("proved_at") + _due_after())
    asked = [_ask(row, now) for row in working.filter(waiting)[:BATCH]]
    lapsed = [lapse(row) for row in working.filter(proved_at__lte=over, asked_at__lte=_fair(now)) if _may_lapse(row.user)]
    return len(asked) + len(lapsed)


def _due_after() -> timedelta:
    return timedelta(days=settings.REPROVE_DAYS)


def _fair(now: datetime) -> datetime:
    """Nobody is suspended who was not asked: a hub that was switched off for a year asks first."""
    return now - timedelta(days=settings.REPROVE_NOTICE_DAYS)


def _ask(row: Affiliation, now: datetime) -> None:
    proof = Proof(row.proved_at)
    Affiliation.objects.filter(pk=row.pk).update(asked_at=now)
    url = settings.HUB_URL + reverse("address_again")
    mails.write(row.user.email, "prove_again", {"proof": proof, "agency": row.agency, "url": url}, user=row.user)


def _may_lapse(user: User) -> bool:
    """Those who run the hub are asked like everybody, and the last of them is never shut out."""
    if not user.is_staff:
        return True
    return User.objects.verified().filter(is_staff=True).exclude(pk=user.pk).exists()


@transaction.atomic
def lapse(row: Affiliation) -> None:
    """Suspend somebody who proved nothing for too long. Their words stay; what they answered for is handed over."""
    user = row.user
    user.is_active, user.lapsed_at = False, timezone.now()
    user.save(update_fields=["is_active", "lapsed_at"])
    hand_over(user, row.agency)
    withdraw_invitations(user)
    guests.end_with_sponsor(user)
    sees_otherwise(user)
    named_otherwise(user)
    events.record(None, "hub.person_lapsed", audit=True, person=user.pk)

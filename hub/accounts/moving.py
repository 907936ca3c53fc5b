"""One account over many employers: a proved address moves it, the old mailbox may object, an administrator decides."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hub import events, mails
from hub.accounts.actions import affiliate, sees_otherwise
from hub.accounts.leaving import let_go
from hub.backup import erasures
from hub.domains import Admission, agency_for, find_admission
from hub.models import Agency, Guest, Mail, Membership, Move, User
from hub.moderation import holding

OBJECTION = timedelta(days=30)  # how long the link in the notice works
_SALT = "hub.move"


class Taken(Exception):
    """Somebody was quicker: the address is another account's now."""


class NotAccepted(Exception):
    """The address proves no employer any more."""


def move(user: User, email: str) -> Move:
    """`user` proved `email`, a work address of nobody else: it is theirs now, in one transaction with all that this ends.

    Raises Taken and NotAccepted, and then nothing has changed.
    """
    admission = find_admission(email)
    if admission is None:
        raise NotAccepted
    try:
        with transaction.atomic():
            return _move(user, admission)
    except IntegrityError:
        raise Taken from None


def _move(user: User, admission: Admission) -> Move:
    held = User.objects.select_for_update().get(pk=user.pk)
    _make_room(admission)
    before, left = held.email, held.affiliation
    _write_address(user, str(admission.address))
    agency = _change_employer(user, agency_for(admission))
    from_agency = left.agency if left else None
    after = str(admission.address)
    moved = Move.objects.create(user=user, from_email=before, to_email=after, from_agency=from_agency, to_agency=agency)
    # What waits for the old mailbox is not for it any more.
    Mail.objects.filter(to=before, state=Mail.State.WAITING).update(state=Mail.State.WITHDRAWN)
    mails.write(before, "moved", {"move": moved, "url": objection_url(moved)})
    ids = {"from_agency": moved.from_agency_id, "to_agency": moved.to_agency_id}
    events.record(user, "hub.moved", audit=True, **ids)
    return moved


def _change_employer(user: User, agency: Agency | None) -> Agency | None:
    """End one employment and begin another; nothing of the old one stays unless the new one gives it too.

    Answers whom they work for now: None where they have to pick an agency, or to wait for an administrator.
    """
    left = user.affiliations.current().select_related("agency").first()
    same = left is not None and left.agency == agency
    if left is not None:
        left.ended_at = timezone.now()
        left.save(update_fields=["ended_at"])
    guest = Guest.objects.filter(user=user, until__gt=timezone.now()).first()
    if guest is not None:
        Guest.objects.filter(pk=guest.pk).update(until=timezone.now())
        Membership.objects.filter(user=user).delete()
    user.forget_standing()
    made = affiliate(user)
    if made is not None and same:
        made.administers = left.administers
        made.save(update_fields=["administers"])
    if left is not None and not same:
        let_go(user, left.agency)
    sees_otherwise(user)
    user.refresh_from_db(fields=["employer", "epoch"])
    return made.agency if made else None


def _write_address(user: User, email: str) -> None:
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def _make_room(admission: Admission) -> None:
    """Somebody who asked for a code with this address and never typed one holds nothing. Raises Taken for anybody else."""
    other = User.objects.filter(email=str(admission.address)).first()
    if other is None:
        return
    if other.verified_at or other.is_staff or Guest.objects.filter(user=other).exists():
        raise Taken
    holding.require_free(person=other)
    EmailAddress.objects.filter(user=other).delete()
    Mail.objects.filter(user=other, state=Mail.State.WAITING).update(state=Mail.State.WITHDRAWN)
    erasures.note("hub.User", [other.pk])
    other.delete()


def objection_url(moved: Move) -> str:
    """The address, in the notice, by which whoever reads the old mailbox objects."""
    return settings.HUB_URL + reverse("move_object", args=[signing.dumps(moved.pk, salt=_SALT, compress=True)])


def move_of(token: str) -> Move | None:
    """The move that a link of a notice speaks of; None where it is forged, old or settled."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=OBJECTION)
    except signing.BadSignature:
        return None
    return Move.objects.select_related("user").filter(pk=pk, settled_at=None).first()


@transaction.atomic
def object_to(moved: Move) -> None:
    """The owner of the old mailbox says it was not them: nobody uses the account until an administrator has decided."""
    if not Move.objects.filter(pk=moved.pk, objected_at=None, settled_at=None).update(objected_at=timezone.now()):
        return
    moved.user.is_active = False
    moved.user.save(update_fields=["is_active"])
    sees_otherwise(moved.user)
    events.record(None, "hub.move_objected", audit=True, person=moved.user_id)


@transaction.atomic
def let_stand(moved: Move, *, by: User) -> None:
    """An administrator found the move right: the account goes on with its new address."""
    _settle(moved, by)
    _open(moved.user)
    events.record(by, "hub.move_upheld", audit=True, person=moved.user_id)


def undo(moved: Move, *, by: User) -> None:
    """An administrator gives the account back to the old address, without the rights it once had there. Raises Taken."""
    admission = find_admission(moved.from_email)
    try:
        with transaction.atomic():
            if User.objects.filter(email=moved.from_email).exclude(pk=moved.user_id).exists():
                raise Taken
            _settle(moved, by)
            _open(moved.user)
            _write_address(moved.user, moved.from_email)
            _change_employer(moved.user, agency_for(admission) if admission else None)
            # Whoever is signed in came by the new address.
            moved.user.set_unusable_password()
            moved.user.save(update_fields=["password"])
            events.record(by, "hub.move_undone", audit=True, person=moved.user_id)
    except IntegrityError:
        raise Taken from None


def _settle(moved: Move, by: User) -> None:
    moved.settled_at, moved.settled_by = timezone.now(), by
    moved.save(update_fields=["settled_at", "settled_by"])


def _open(user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    sees_otherwise(user)

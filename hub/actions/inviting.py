"""Inviting an address into a space: one at a time or a list, taken after sign-in with that very address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub import events, mails
from hub.actions.members import come
from hub.models import Invitation, Mail, Space, User
from hub.policy import Role

LASTS = timedelta(days=14)
MOST_A_DAY = 500  # invitations that one person sends in 24 hours


class TooMany(Exception):
    """This person has invited as many today as anybody may."""


@transaction.atomic
def invite(space: Space, *, by: User, email: str, role: str = Role.MEMBER, until: datetime | None = None) -> bool:
    """Send an invitation that can be taken for two weeks; False where one is open already. Raises TooMany.

    `email` is an address that may join the hub, whether anybody has an account with it or not: nothing here depends on that.
    """
    now = timezone.now()
    if Invitation.objects.filter(by=by, created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooMany
    standing = Invitation.objects.select_for_update().filter(space=space, email=email, taken_at=None, withdrawn_at=None)
    if standing.filter(expires_at__gt=now).exists():
        return False
    standing.update(withdrawn_at=now)  # those that ran out make room for the new one
    invitation = Invitation.objects.create(space=space, email=email, role=role, until=until, by=by, expires_at=now + LASTS)
    events.record(by, "hub.member_invited", space=space, audit=True, invitation=invitation.pk, role=str(role))
    context = {"space": space, "by": by, "invitation": invitation}
    known = User.objects.verified().filter(email=email).first()
    mails.write(email, "invitation", context, user=known, about=[invitation.pk])
    return True


@transaction.atomic
def take(invitation: Invitation, *, user: User) -> bool:
    """Become a member by an invitation that is open to `user`; False where it is not any more."""
    open_to_them = Invitation.objects.open_to(user).filter(pk=invitation.pk)
    if not Invitation.objects.filter(pk__in=list(open_to_them.values_list("pk", flat=True)), taken_at=None).update(
        taken_at=timezone.now(), taken_by=user
    ):
        return False
    came = come(invitation.space, user, invitation.role, until=invitation.until)
    events.record(user, "hub.invitation_taken", space=invitation.space, audit=True, invitation=invitation.pk, came=came)
    return True


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """The invitation leads nowhere any more."""
    if Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        events.record(by, "hub.invitation_withdrawn", space=invitation.space, audit=True, invitation=invitation.pk)


def _still_open(mail: Mail) -> bool:
    return Invitation.objects.open().filter(pk__in=mail.about, space__state=Space.State.ACTIVE).exists()


mails.kinds["invitation"] = mails.Kind(may_still_go=_still_open, lasts=LASTS)

"""Guests: let into named spaces by a sponsor until a date, and gone with either."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hub import events, mails, policy
from hub.addresses import parse_address
from hub.models import Guest, Installation, Membership, Space, User, Watch

Role = Membership.Role
LONGEST = timedelta(days=365)
ROLES = (Role.READER, Role.MEMBER)  # what a guest can be


class IsStaff(Exception):
    """The address is of somebody who works here: an owner lets them in as a member."""


def spaces_to_open(user: User) -> QuerySet[Space]:
    """The spaces into which `user` may invite guests: those they look after, or write in, as the hub is set up."""
    if not policy.standing(user).staff or not policy.standing(user).confirmed:
        return Space.objects.none()
    allowed = settings.GUESTS
    if allowed == "off" and Installation.objects.filter(is_demo=True).exists():
        allowed = "owners"
    roles = {"owners": [Role.OWNER, Role.MODERATOR], "members": [Role.OWNER, Role.MODERATOR, Role.MEMBER]}.get(allowed, [])
    mine = Membership.objects.current().filter(user=user, role__in=roles)
    return Space.objects.visible_to(user).filter(pk__in=mine.values("space"), state=Space.State.ACTIVE).order_by("title")


def may_invite(user: User) -> bool:
    """Whether there is any space into which `user` may invite a guest."""
    return spaces_to_open(user).exists()


def end_of(day: date) -> datetime:
    """The last moment of a day here: a guest until Friday is in on Friday."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def invite(sponsor: User, *, email: str, name: str, spaces: Iterable[Space], role: str, until: datetime) -> User:
    """Let somebody from outside into `spaces` until `until`, and mail them how to come in. Raises IsStaff.

    Somebody who is a guest already keeps the sponsor they have; one whose time was over begins anew, with nothing.
    """
    address = str(parse_address(email))
    user = User.objects.filter(email=address).first()
    if user is not None and (user.is_superuser or user.affiliation is not None):
        raise IsStaff
    if user is None:
        user = User.objects.create_user(address, name)
    current = Guest.objects.current().filter(user=user).first()
    if current is None:
        Membership.objects.filter(user=user).delete()
        Watch.objects.filter(user=user).delete()
        current, _made = Guest.objects.update_or_create(user=user, defaults={"sponsor": sponsor, "until": until})
    elif current.until < until:
        Guest.objects.filter(pk=current.pk).update(until=until)
    spaces = list(spaces)
    for space in spaces:
        Membership.objects.update_or_create(space=space, user=user, defaults={"role": role, "until": until})
        Watch.objects.get_or_create(
            user=user, space=space, defaults={"level": Watch.Level.FIRST, "reason": Watch.Reason.JOINED}
        )
        events.record(sponsor, "hub.guest_invited", space=space, audit=True, user=user.pk, role=role, until=until.isoformat())
    _asks_again(user)
    last_day = timezone.localtime(until - timedelta(seconds=1))
    context = {"sponsor": sponsor, "spaces": spaces, "last_day": last_day, "may_write": role != Role.READER}
    mails.write(user.email, "guest_invitation", context, user=user)
    return user


@transaction.atomic
def extend(guest: Guest, *, until: datetime, by: User) -> None:
    """Another last day, later or earlier, for the guest and each of their spaces."""
    Guest.objects.filter(pk=guest.pk).update(until=until)
    Membership.objects.current().filter(user=guest.user).update(until=until)
    _asks_again(guest.user)
    events.record(by, "hub.guest_extended", audit=True, user=guest.user_id, until=until.isoformat())


def is_last_space(user: User, space: Space) -> bool:
    """Whether `user` is here as a guest for this space alone, so that leaving it ends their time."""
    return user.standing.guest and not Membership.objects.current().filter(user=user).exclude(space=space).exists()


@transaction.atomic
def end(guest: Guest, *, by: User) -> None:
    """From this moment on they see nothing."""
    _end([guest])
    events.record(by, "hub.guest_ended", audit=True, user=guest.user_id)


@transaction.atomic
def end_with_sponsor(sponsor: User) -> int:
    """A sponsor went: so do their guests, for good, however the sponsor comes back. How many there were."""
    guests = list(Guest.objects.filter(sponsor=sponsor, until__gt=timezone.now()).select_related("user"))
    _end(guests)
    for guest in guests:
        events.record(sponsor, "hub.guest_ended", audit=True, user=guest.user_id)
    return len(guests)


def of_sponsor(sponsor: User) -> QuerySet[Guest]:
    """Whom `sponsor` answers for: those who are in, the first to go first, then those whose time is over."""
    return Guest.objects.filter(sponsor=sponsor).select_related("user").order_by("-until", "pk")


def _end(guests: list[Guest]) -> None:
    now = timezone.now()
    people = [guest.user_id for guest in guests]
    Guest.objects.filter(pk__in=[guest.pk for guest in guests]).update(until=now)
    Membership.objects.filter(Q(until=None) | Q(until__gt=now), user__in=people).update(until=now)
    User.objects.filter(pk__in=people).update(epoch=F("epoch") + 1)


def _asks_again(user: User) -> None:
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.forget_standing()

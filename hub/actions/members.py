"""Coming to a space and going from it: joining, leaving, being let in, given a role, shown out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hub import events
from hub.models import AccessRequest, Membership, Space, User, Watch
from hub.policy import Role


class LastOwner(Exception):
    """A space always has somebody who answers for it."""


@transaction.atomic
def join(space: Space, *, user: User) -> None:
    """Become a member, and hear of new discussions and versions there unless a level was chosen before."""
    if come(space, user, Role.MEMBER):
        events.record(user, "hub.space_joined", space=space)


@transaction.atomic
def leave(space: Space, *, user: User) -> None:
    """Stop being a member and hearing of the space. Raises LastOwner."""
    if _go(space, user):
        events.record(user, "hub.space_left", space=space)


@transaction.atomic
def let_in(space: Space, *, by: User, user: User, role: str = Role.MEMBER, until: datetime | None = None) -> bool:
    """An owner makes somebody a member, perhaps until a moment; False where they are one, whose role stays as it is."""
    came = come(space, user, role, until=until)
    if came:
        events.record(by, "hub.member_added", space=space, audit=True, user=user.pk, role=str(role))
    return came


@transaction.atomic
def give_role(membership: Membership, *, by: User, role: str, until: datetime | None = None) -> None:
    """Give a member another role, perhaps until a moment; owning has no end. Raises LastOwner."""
    before, until = membership.role, None if role == Role.OWNER else until
    if (before, membership.until) == (role, until):
        return
    if before == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(membership.space, membership.user)
    membership.role, membership.until = role, until
    membership.save(update_fields=["role", "until"])
    _asks_again(membership.user)
    data = {"user": membership.user_id, "before": before, "after": str(role), **({"until": until.isoformat()} if until else {})}
    events.record(by, "hub.member_changed", space=membership.space, audit=True, **data)


@transaction.atomic
def show_out(membership: Membership, *, by: User) -> None:
    """An owner ends somebody's membership. Raises LastOwner."""
    _go(membership.space, membership.user)
    events.record(by, "hub.member_removed", space=membership.space, audit=True, user=membership.user_id)


def come(space: Space, user: User, role: str, *, until: datetime | None = None, hears: bool = True) -> bool:
    """Make `user` a member; False where they are one. With `hears` they are told of what is new, unless they chose a level.

    A membership that ran out begins anew: what was kept for earlier members is not for it. In a transaction of the
    caller's, who says what happened.
    """
    if Membership.objects.current().filter(space=space, user=user).exists():
        return False
    fresh = {"role": role, "until": until, "joined_at": timezone.now()}
    Membership.objects.update_or_create(space=space, user=user, defaults=fresh)
    if hears:
        level = {"level": Watch.Level.FIRST, "reason": Watch.Reason.JOINED}
        Watch.objects.get_or_create(user=user, space=space, defaults=level)
    # Whoever came in by another door waits before none any more.
    waiting = AccessRequest.objects.filter(space=space, user=user, state=AccessRequest.State.WAITING)
    waiting.update(state=AccessRequest.State.ACCEPTED, decided_at=timezone.now())
    _asks_again(user)
    return True


def _go(space: Space, user: User) -> bool:
    """End a membership and, unless it is muted, what they hear of the space; False where there was none."""
    _keep_an_owner(space, user)
    gone, _rows = Membership.objects.filter(space=space, user=user).delete()
    Watch.objects.filter(space=space, user=user).exclude(level=Watch.Level.MUTE).delete()
    _asks_again(user)
    return bool(gone)


def _keep_an_owner(space: Space, going: User) -> None:
    """Raise LastOwner where nobody else would answer for the space; the rows stay locked until the end."""
    owners = Membership.objects.current().filter(space=space, role=Role.OWNER, user__is_active=True)
    if {owner.user_id for owner in owners.select_for_update(of=("self",))} == {going.pk}:
        raise LastOwner


def _asks_again(user: User) -> None:
    """Cached pages and open sockets of this person ask again what they may see."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.forget_standing()

"""Coming to a space and going from it: joining, leaving, being let in, given a role, shown out."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from hub import events
from hub.models import Membership, Space, User, Watch
from hub.policy import Role


class LastOwner(Exception):
    """A space always has somebody who answers for it."""


@transaction.atomic
def join(space: Space, *, user: User) -> None:
    """Become a member, and hear of new discussions and versions there unless a level was chosen before."""
    if _come(space, user, Role.MEMBER):
        events.record(user, "hub.space_joined", space=space)


@transaction.atomic
def leave(space: Space, *, user: User) -> None:
    """Stop being a member and hearing of the space. Raises LastOwner."""
    if _go(space, user):
        events.record(user, "hub.space_left", space=space)


@transaction.atomic
def let_in(space: Space, *, by: User, user: User, role: str = Role.MEMBER) -> bool:
    """An owner makes somebody a member; False where they are one already, whose role stays as it is."""
    came = _come(space, user, role)
    if came:
        events.record(by, "hub.member_added", space=space, audit=True, user=user.pk, role=str(role))
    return came


@transaction.atomic
def give_role(membership: Membership, *, by: User, role: str) -> None:
    """An owner gives a member another role. Raises LastOwner."""
    before = membership.role
    if before == role:
        return
    if before == Role.OWNER:
        _keep_an_owner(membership.space, membership.user)
    membership.role = role
    membership.save(update_fields=["role"])
    _asks_again(membership.user)
    data = {"user": membership.user_id, "before": before, "after": str(role)}
    events.record(by, "hub.member_changed", space=membership.space, audit=True, **data)


@transaction.atomic
def show_out(membership: Membership, *, by: User) -> None:
    """An owner ends somebody's membership. Raises LastOwner."""
    _go(membership.space, membership.user)
    events.record(by, "hub.member_removed", space=membership.space, audit=True, user=membership.user_id)


def _come(space: Space, user: User, role: str) -> bool:
    """Make `user` a member; False where they are one. A membership that ran out begins anew."""
    if Membership.objects.current().filter(space=space, user=user).exists():
        return False
    Membership.objects.update_or_create(space=space, user=user, defaults={"role": role, "until": None})
    level = {"level": Watch.Level.FIRST, "reason": Watch.Reason.JOINED}
    Watch.objects.get_or_create(user=user, space=space, defaults=level)
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

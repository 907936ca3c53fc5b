"""Owning a space: it is offered, and changes hands only when who was asked accepts."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from hub import events, mails
from hub.actions.members import come, give_role
from hub.models import HandOver, Mail, Membership, Space, User, Watch
from hub.policy import Role

State = HandOver.State


def offer(space: Space, *, to: User, by: User | None, stays: bool = True) -> HandOver:
    """Ask `to` to own the space; `stays` says whether `by` goes on owning it too. Nothing changes until they accept.

    `by` is None where the hub asks, because the owners of an idle space did not answer.
    """
    try:
        with transaction.atomic():
            found, made = HandOver.objects.update_or_create(
                space=space, to=to, state=State.WAITING, defaults={"by": by, "stays": stays}
            )
            if made:
                events.record(by, "hub.ownership_offered", space=space, audit=True, user=to.pk)
                _tell(found, "hand_over", to)
    except IntegrityError:  # offered twice at the same moment
        return HandOver.objects.get(space=space, to=to, state=State.WAITING)
    return found


@transaction.atomic
def accept(offered: HandOver) -> bool:
    """Own the space from now on. False where the offer is not open any more, who made it does not own the
    space now, or who was asked is a guest now."""
    held = HandOver.objects.select_for_update(of=("self",)).select_related("space", "to", "by").get(pk=offered.pk)
    giver = Membership.objects.current().filter(space=held.space, user=held.by, role=Role.OWNER).first()
    if held.state != State.WAITING or not held.to.standing.staff or (held.by_id and giver is None):
        return False
    _close(held, State.ACCEPTED)
    come(held.space, held.to, Role.OWNER)
    mine = Membership.objects.select_related("space", "user").get(space=held.space, user=held.to)
    give_role(mine, by=held.to, role=Role.OWNER)
    level = {"level": Watch.Level.EVERYTHING, "reason": Watch.Reason.OWNER}
    Watch.objects.filter(user=held.to, space=held.space).exclude(level=Watch.Level.MUTE).update(**level)
    if giver is not None and not held.stays:
        give_role(giver, by=held.to, role=Role.MEMBER)
    Space.objects.filter(pk=held.space_id).update(asked_at=None, passed_on_at=None)
    withdraw_own(held.space)
    events.record(held.to, "hub.ownership_accepted", space=held.space, audit=True, by=held.by_id)
    if held.by:
        _tell(held, "hand_over_answer", held.by, accepted=True)
    return True


@transaction.atomic
def decline(offered: HandOver) -> bool:
    """Do not own it; who offered it is told. False where the offer is not open any more."""
    if not _close(offered, State.DECLINED):
        return False
    events.record(offered.to, "hub.ownership_declined", space=offered.space, audit=True, by=offered.by_id)
    if offered.by:
        _tell(offered, "hand_over_answer", offered.by, accepted=False)
    return True


@transaction.atomic
def withdraw(offered: HandOver, *, by: User) -> None:
    """An owner takes the offer back."""
    if _close(offered, State.WITHDRAWN):
        events.record(by, "hub.ownership_withdrawn", space=offered.space, audit=True, user=offered.to_id)


def withdraw_own(space: Space) -> None:
    """Take back what the hub itself asked: the owners answered, or somebody else accepted."""
    waiting = HandOver.objects.filter(space=space, by=None, state=State.WAITING)
    waiting.update(state=State.WITHDRAWN, decided_at=timezone.now())


def _close(offered: HandOver, state: str) -> bool:
    waiting = HandOver.objects.filter(pk=offered.pk, state=State.WAITING)
    return bool(waiting.update(state=state, decided_at=timezone.now()))


def _tell(offered: HandOver, kind: str, user: User, **more) -> None:
    context = {"space": offered.space, "by": offered.by, "to": offered.to, "offer": offered, **more}
    mails.write(user.email, kind, context, user=user, about=[offered.pk])


def _still_waits(mail: Mail) -> bool:
    return HandOver.objects.filter(pk__in=mail.about, to=mail.user_id, state=State.WAITING).exists()


def _still_theirs(mail: Mail) -> bool:
    """An answer names the space: only to who may know of it then."""
    offered = HandOver.objects.filter(pk__in=mail.about).first()
    return offered is not None and Space.objects.listed_to(mail.user).filter(pk=offered.space_id).exists()


mails.kinds["hand_over"] = mails.Kind(may_still_go=_still_waits)
mails.kinds["hand_over_answer"] = mails.Kind(may_still_go=_still_theirs)

"""Asking to be let into a space: the request, its withdrawal, and what an owner decides with one click."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from hub import events, mails
from hub.actions.members import let_in
from hub.models import AccessRequest, Mail, Membership, Space, User
from hub.policy import Role

State = AccessRequest.State


def ask(space: Space, *, user: User, reason: str) -> AccessRequest:
    """Ask the owners to be let in; who asks twice has one request, with the newer words. The owners are told by mail."""
    try:
        with transaction.atomic():
            request, made = AccessRequest.objects.update_or_create(
                space=space, user=user, state=State.WAITING, defaults={"reason": reason}
            )
            if made:
                events.record(user, "hub.access_asked", space=space, request=request.pk)
                _tell_owners(request)
    except IntegrityError:  # sent twice at the same moment: the first made it
        return AccessRequest.objects.get(space=space, user=user, state=State.WAITING)
    return request


@transaction.atomic
def withdraw(request: AccessRequest) -> None:
    """Who asked does not want to be let in any more."""
    if _claim(request, State.WITHDRAWN, by=request.user):
        events.record(request.user, "hub.access_withdrawn", space=request.space, request=request.pk)


@transaction.atomic
def decide(request: AccessRequest, *, by: User, accepted: bool) -> bool:
    """Let in who asked, or not; they are told. False where it was decided or withdrawn before."""
    if not _claim(request, State.ACCEPTED if accepted else State.DECLINED, by=by):
        return False
    if accepted:
        let_in(request.space, by=by, user=request.user)
    else:
        events.record(by, "hub.access_declined", space=request.space, audit=True, user=request.user_id)
    context = {"space": request.space, "accepted": accepted}
    mails.write(request.user.email, "access_answer", context, user=request.user, about=[request.pk])
    return True


def _claim(request: AccessRequest, state: str, *, by: User) -> bool:
    """Whoever moves the state has decided."""
    waiting = AccessRequest.objects.filter(pk=request.pk, state=State.WAITING)
    return bool(waiting.update(state=state, decided_at=timezone.now(), decided_by=by))


def _tell_owners(request: AccessRequest) -> None:
    owners = Membership.objects.current().filter(space=request.space, role=Role.OWNER, user__is_active=True)
    for owner in owners.select_related("user"):
        context = {"space": request.space, "asker": request.user, "reason": request.reason}
        mails.write(owner.user.email, "access_request", context, user=owner.user, about=[request.pk])


def _still_waits(mail: Mail) -> bool:
    """Only to who owns the space then, and only while nobody has decided."""
    request = AccessRequest.objects.filter(pk__in=mail.about, state=State.WAITING).first()
    mine = Membership.objects.current().filter(user=mail.user_id, role=Role.OWNER)
    return request is not None and mine.filter(space=request.space_id).exists()


def _still_knows(mail: Mail) -> bool:
    """An answer names the space: only to who may know of it then."""
    request = AccessRequest.objects.filter(pk__in=mail.about).first()
    return request is not None and Space.objects.listed_to(mail.user).filter(pk=request.space_id).exists()


mails.kinds["access_request"] = mails.Kind(may_still_go=_still_waits)
mails.kinds["access_answer"] = mails.Kind(may_still_go=_still_knows)

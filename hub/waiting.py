"""What waits for a person because of spaces: who asks to be let in, what they were invited to or asked to own, answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.home import LIMIT, Need, needs_you
from hub.models import AccessRequest, HandOver, Invitation, Membership, Space, User

ANSWERED = timedelta(days=7)  # how long an answer to a request stands among what needs somebody


def _requests(user: User, since: datetime) -> QuerySet[AccessRequest]:
    State = AccessRequest.State
    owned = Membership.objects.current().filter(user=user, role=Membership.Role.OWNER).values("space")
    waiting = AccessRequest.objects.filter(space__in=owned, state=State.WAITING)
    decided = [State.ACCEPTED, State.DECLINED]
    mine = AccessRequest.objects.filter(user=user, state__in=decided, decided_at__gt=since)
    mine = mine.filter(space__in=Space.objects.listed_to(user), decided_by__isnull=False)
    return (waiting | mine).select_related("space", "user").order_by("-created_at")[: 4 * LIMIT]


@needs_you("requests", rows=_requests, values=lambda user: {"since": timezone.now() - ANSWERED})
def requests_to_decide(user: User, rows: list[AccessRequest]) -> list[Need]:
    """People who ask to be let into the spaces that `user` owns; and what was decided about their own requests."""
    return [_answered(row) if row.user_id == user.pk else _to_decide(row) for row in rows]


def _invitations(user: User, email: str) -> QuerySet[Invitation]:
    return Invitation.objects.open_to(User(email=email)).select_related("space", "by")[:LIMIT]


@needs_you("invitations", rows=_invitations, values=lambda user: {"email": user.email})
def invitations_to_take(user: User, rows: list[Invitation]) -> list[Need]:
    """Spaces that `user` is invited to."""
    return [
        Need(
            title=invitation.space.title,
            why=_("%(name)s invites you to this space") % {"name": invitation.by},
            url=reverse("hub:invitation", args=[invitation.pk]),
            tag=_("Invitation"),
            icon="person",
            at=invitation.created_at,
        )
        for invitation in rows
    ]


def _offers(user: User) -> QuerySet[HandOver]:
    return HandOver.objects.filter(to=user, state=HandOver.State.WAITING).select_related("space", "by")[:LIMIT]


@needs_you("hand-overs", rows=_offers)
def spaces_to_own(user: User, rows: list[HandOver]) -> list[Need]:
    """Spaces that `user` is asked to own."""
    return [
        Need(
            title=_("Will you own %(title)s?") % {"title": offer.space.title},
            why=_("%(name)s asks you") % {"name": offer.by} if offer.by else _("Its owners do not answer"),
            url=reverse("hub:hand_over_answer", args=[offer.pk]),
            tag=_("Owner"),
            icon="person",
            at=offer.created_at,
        )
        for offer in rows
    ]


def _to_decide(row: AccessRequest) -> Need:
    return Need(
        title=_("%(name)s asks to join %(title)s") % {"name": row.user, "title": row.space.title},
        why=row.reason,
        url=f"{reverse('hub:members', args=[row.space.slug])}#requests",
        tag=_("Request"),
        icon="person",
        at=row.created_at,
    )


def _answered(row: AccessRequest) -> Need:
    accepted = row.state == AccessRequest.State.ACCEPTED
    return Need(
        title=row.space.title,
        why=_("An owner has let you in") if accepted else _("An owner did not let you in"),
        url=row.space.get_absolute_url() if accepted else reverse("hub:asked"),
        tag=row.get_state_display(),
        icon="person",
        at=row.decided_at,
        colour="green" if accepted else "grey",
    )

"""Spaces that nobody uses: their owners are asked, then others who could own them, then they are archived, never deleted.

Idle is a space in which nobody has changed anything for IDLE_SPACE_DAYS. Each step waits IDLE_ANSWER_DAYS for the one before,
and whatever somebody does there meanwhile ends it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events, mails
from hub.actions import handing
from hub.actions.spaces import set_state
from hub.home import Need, needs_you
from hub.models import Event, Item, Mail, Membership, Space, User
from hub.policy import Role
from hub.worker import sweep

BATCH = 50
OFFERED = 3  # people who are asked to own one idle space


@sweep("spaces", hurry=False, every=60)
def look_after_idle_spaces() -> int:
    """One batch of each step; how many spaces went one further, or were found in use after all."""
    if not settings.IDLE_SPACE_DAYS:
        return 0
    now, fair = timezone.now(), timezone.now() - timedelta(days=settings.IDLE_ANSWER_DAYS)
    active = Space.objects.filter(state=Space.State.ACTIVE)
    idle = active.filter(asked_at=None, created_at__lte=(since := now - timedelta(days=settings.IDLE_SPACE_DAYS)))
    asked = [_ask(space, now) for space in idle.exclude(_used_since(since))[:BATCH]]
    over = active.filter(Q(passed_on_at=None, asked_at__lte=fair) | Q(passed_on_at__lte=fair))
    moved_on = [_go_on(space, now) for space in over.annotate(used=_used_since(OuterRef("asked_at")))[:BATCH]]
    return len(asked) + len(moved_on)


def _used_since(at: datetime | OuterRef) -> Exists:
    """Whether anybody changed something in a space since then. What the hub does by itself has no actor."""
    items = Item.objects.filter(space=OuterRef("pk"), changed_at__gt=at)
    done = Event.objects.filter(space=OuterRef("pk"), created_at__gt=at, actor__isnull=False)
    return Exists(items) | Exists(done)


@transaction.atomic
def _ask(space: Space, now: datetime) -> None:
    """Ask the owners whether it is still in use; where there are none, pass it on at once."""
    if not Space.objects.filter(pk=space.pk, asked_at=None).update(asked_at=now):
        return
    owners = list(_owners(space))
    for owner in owners:
        _tell(space, "space_idle", owner)
    events.record(None, "hub.space_idle", space=space, quiet=True, asked=[owner.pk for owner in owners])
    if not owners:
        _pass_on(space, now)


def _go_on(space: Space, now: datetime) -> None:
    with transaction.atomic():
        held = Space.objects.select_for_update(of=("self",)).get(pk=space.pk)
        if (held.state, held.asked_at, held.passed_on_at) != (space.state, space.asked_at, space.passed_on_at):
            return
        if space.used:
            _reset(held)
        elif held.passed_on_at is None:
            _pass_on(held, now)
        else:
            _archive(held)


def _pass_on(space: Space, now: datetime) -> None:
    """Ask those who were last active in it to own it; where nobody was, those who run the hub, if it is theirs to read."""
    Space.objects.filter(pk=space.pk).update(passed_on_at=now)
    candidates = _active_members(space) or _administrators(space)
    for person in candidates:
        handing.offer(space, to=person, by=None)
    events.record(None, "hub.space_offered", space=space, quiet=True, asked=[person.pk for person in candidates])


def _archive(space: Space) -> None:
    set_state(space, by=None, state=Space.State.ARCHIVED, note=_("Nobody has changed anything here for a long time"))
    handing.withdraw_own(space)
    for owner in _owners(space):
        _tell(space, "space_archived", owner)


@transaction.atomic
def keep(space: Space, *, by: User) -> None:
    """An owner says that it is still in use: nobody is asked again until it has been idle for as long once more."""
    _reset(space)
    events.record(by, "hub.space_kept", space=space, quiet=True, audit=True)


def _reset(space: Space) -> None:
    Space.objects.filter(pk=space.pk).update(asked_at=None, passed_on_at=None)
    handing.withdraw_own(space)


def _owners(space: Space) -> QuerySet[User]:
    owned = Membership.objects.current().filter(space=space, role=Role.OWNER)
    return User.objects.staff().filter(pk__in=owned.values("user")).order_by("pk")


def _active_members(space: Space) -> list[User]:
    """Those who may own it and did something there, the last ones first."""
    others = Membership.objects.current().filter(space=space, role__in=[Role.MODERATOR, Role.MEMBER])
    people = User.objects.staff().filter(pk__in=others.values("user"))
    last = dict(Event.objects.filter(space=space, actor__in=people.values("pk")).values_list("actor").annotate(last=Max("pk")))
    found = people.in_bulk(sorted(last, key=last.get, reverse=True)[:OFFERED])
    return sorted(found.values(), key=lambda person: -last[person.pk])


def _administrators(space: Space) -> list[User]:
    """Owning opens what is in it: nobody is asked to own what was closed to them."""
    running = User.objects.staff().filter(is_staff=True).order_by("pk")
    return [person for person in running if Space.objects.visible_to(person).filter(pk=space.pk).exists()][:OFFERED]


def _unused(user: User) -> QuerySet[Space]:
    owned = Membership.objects.current().filter(user=user, role=Role.OWNER).values("space")
    asked = Space.objects.filter(pk__in=owned, asked_at__isnull=False, state=Space.State.ACTIVE)
    return asked.exclude(_used_since(OuterRef("asked_at"))).order_by("-asked_at")


@needs_you("idle-spaces", rows=_unused)
def spaces_to_keep(user: User, rows: list[Space]) -> list[Need]:
    """Spaces of `user` that nobody has used for long, with one button to keep them."""
    return [
        Need(
            title=_("Is %(title)s still in use?") % {"title": space.title},
            why=_("Nobody has changed anything there for a long time. Without an answer it is passed on, then archived"),
            url=(url := reverse("hub:space_in_use", args=[space.slug])),
            tag=_("Idle"),
            icon="flag",
            at=space.asked_at,
            colour="yellow",
            act=_("Still in use"),
            act_url=url,
        )
        for space in rows
    ]


def _tell(space: Space, kind: str, owner: User) -> None:
    mails.write(owner.email, kind, {"space": space, "days": settings.IDLE_ANSWER_DAYS}, user=owner, about=[space.pk])


def _still_owns(mail: Mail) -> bool:
    return Membership.objects.current().filter(space__in=mail.about, user=mail.user_id, role=Role.OWNER).exists()


def _still_asked(mail: Mail) -> bool:
    return _still_owns(mail) and Space.objects.filter(pk__in=mail.about, asked_at__isnull=False).exists()


mails.kinds["space_idle"] = mails.Kind(may_still_go=_still_asked)
mails.kinds["space_archived"] = mails.Kind(may_still_go=_still_owns)

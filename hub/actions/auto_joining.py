"""Agencies whose people become members of a space when they are admitted. Joined so, nobody is mailed or watches anything."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hub import events
from hub.actions.members import come
from hub.models import Affiliation, Agency, AutoJoin, Event, Membership, Space, User
from hub.policy import Role
from hub.worker import sweep

BATCH = 200


@transaction.atomic
def start(space: Space, agency: Agency, *, by: User, everybody: bool) -> None:
    """From now on people of `agency` join when they are admitted; with `everybody`, who was admitted before too. Audited."""
    AutoJoin.objects.update_or_create(space=space, agency=agency, defaults={"by": by, "everybody": everybody})
    data = {"body": agency.pk, "everybody": everybody}
    events.record(by, "hub.auto_join_started", space=space, audit=True, quiet=True, **data)
    events.announce()


@transaction.atomic
def stop(rule: AutoJoin, *, by: User) -> None:
    """Nobody joins by it any more; who did stays a member. Audited."""
    rule.delete()
    events.record(by, "hub.auto_join_stopped", space=rule.space, audit=True, quiet=True, body=rule.agency_id)


@sweep("auto_join")
def join_by_agency() -> int:
    """One batch for each agency and space; how many people joined."""
    rules = AutoJoin.objects.filter(space__state=Space.State.ACTIVE, agency__state=Agency.State.CONFIRMED)
    return sum(_join(rule) for rule in rules.select_related("space", "agency", "by"))


def _join(rule: AutoJoin) -> int:
    people = list(who_would_join(rule)[:BATCH])
    for person in people:
        with transaction.atomic():
            if come(rule.space, person, Role.MEMBER, hears=False):
                data = {"user": person.pk, "body": rule.agency_id}
                events.record(None, "hub.member_auto_joined", space=rule.space, quiet=True, audit=True, **data)
    return len(people)


def who_would_join(rule: AutoJoin) -> QuerySet[User]:
    """Staff whom `rule` (perhaps not saved yet) makes members now: confirmed in the agency since then, or at all with
    `everybody`. Nobody who is or was a member, left, or was shown out."""
    works = Affiliation.objects.current().confirmed().filter(user=OuterRef("pk"), agency=rule.agency)
    if not rule.everybody:
        works = works.filter(confirmed_at__gte=rule.at)
    left = Event.objects.filter(verb="hub.space_left", space=rule.space, actor=OuterRef("pk"))
    shown_out = Event.objects.filter(verb="hub.member_removed", space=rule.space).values_list("data__user", flat=True)
    known = Membership.objects.filter(space=rule.space, user=OuterRef("pk"))
    found = User.objects.staff().filter(Exists(works)).exclude(Exists(left)).exclude(Exists(known))
    return found.exclude(pk__in=list(shown_out)).order_by("pk")

"""The ladder of a lesson: only me, a team, my agency, everyone. It climbs, and each rung is a release of its own."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from hub.models import Affiliation, Agency, Audience, Item, User
from hub.models.people import UserQuerySet
from hub.policy import standing
from lessons.models import Lesson

To = Item.To
RUNGS = (To.AUTHOR, To.PEOPLE, To.AGENCIES, To.SPACE)  # from the lowest


def rungs_above(lesson: Lesson, user: User) -> list[str]:
    """The rungs that `user` may open a lesson to: a team may grow, an agency must be a confirmed one."""
    here = RUNGS.index(lesson.audience)
    above = [rung for place, rung in enumerate(RUNGS) if place > here or rung == lesson.audience == To.PEOPLE]
    return [rung for rung in above if rung != To.AGENCIES or agency_of(lesson, user) is not None]


def agency_of(lesson: Lesson, user: User) -> Agency | None:
    """The agency of the third rung: under whose name it stands, else its writer's, if that one is confirmed."""
    known = standing(user)
    return lesson.under_agency or (known.agency if known.trusted_agency_id else None)


def team_of(lesson: Lesson) -> list[User]:
    """The named people of the second rung, without who wrote it."""
    rows = Audience.objects.filter(item=lesson.pk, user__isnull=False).exclude(user=lesson.owner_id)
    return [row.user for row in rows.select_related("user").order_by("user__name", "pk")]


def readers(
    lesson: Lesson, audience: str, *, agency: Agency | None, people: Iterable[User] = (), unnamed: bool = False
) -> UserQuerySet:
    """Everybody who would see `lesson` on a rung; `unnamed`: under the agency's name, as hub.who_can_see has it."""
    widest = copy.copy(lesson)
    widest.audience = To.SPACE
    if unnamed:
        widest.author_id = None
    found = User.objects.who_can_see(widest)
    if audience == To.AGENCIES:
        works = Affiliation.objects.current().confirmed().filter(agency=agency, agency__state=Agency.State.CONFIRMED)
        return found.filter(pk__in=works.values("user"))
    if audience == To.PEOPLE:
        return found.filter(pk__in=[lesson.owner_id, *(person.pk for person in people)])
    return found

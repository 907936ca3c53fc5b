"""Showing a lesson to more people: a rung of the ladder at a time, under one's own name or the agency's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub import audiences, links
from hub.models import Item, Link, OutsideAuthor, User, Watch, signed
from hub.models.authored import AGENCY_HAND
from hub.texts import tidy
from lessons import ladder
from lessons.models import Lesson
from lessons.telling import tell

AGAIN_AFTER = timedelta(days=365)  # after which its writer is asked whether it still holds
To = Item.To


class NotWider(Exception):
    """The rung is not open to this person, or the lesson stands on it already."""


def release_lesson(
    lesson: Lesson,
    *,
    by: User,
    audience: str,
    people: Iterable[User] = (),
    under_agency: bool = False,
    quiet: bool = False,
    at: datetime | None = None,
) -> Lesson:
    """Open `lesson` to a wider audience; `people` are the team of the second rung. Raises NotWider.

    Under whose name it stands is decided at the first release and stays: whoever read a name knows it.
    """
    now = at or timezone.now()
    with transaction.atomic():
        held = Lesson.objects.select_for_update(of=("self",)).select_related("space", "under_agency").get(pk=lesson.pk)
        if held.removed_at or audience not in ladder.rungs_above(held, by):
            raise NotWider
        before = _named_readers(held)
        if held.is_draft:
            _sign(held, by, under_agency)
            held.status, held.released_at = Lesson.Status.PUBLISHED, now
            held.review_on = held.review_on or _first_review(held, now.date())
            held.save()
        agency = ladder.agency_of(held, by)
        team = {person.pk: person for person in [*ladder.team_of(held), *people, by]} if audience == To.PEOPLE else {}
        audiences.place(held, audience=audience, agencies=[agency] if audience == To.AGENCIES else [], people=team.values())
        links.appeared(held)
        held.touch(at=at)
        Watch.objects.join_in(by, held)
        named = [person for person in _named_readers(held) if person not in before and person != by]
        tell(by, "lessons.shared", held, mentioned=named, quiet=quiet, at=at, first=True, audience=audience)
    return held


def _sign(lesson: Lesson, by: User, under_agency: bool) -> None:
    """Give a draft the hand that its readers see, with the agency of today."""
    lesson.author = lesson.agency = lesson.outside_author = lesson.under_agency = None
    if not under_agency:
        columns = signed(by)
    else:
        agency = ladder.agency_of(lesson, by)
        if agency is None:
            raise NotWider
        hand, _made = OutsideAuthor.objects.update_or_create(
            source=AGENCY_HAND, key=agency.slug, defaults={"name": tidy(agency.name)[:200]}
        )
        columns = {"outside_author": hand, "agency": agency, "under_agency": agency}
    for name, value in columns.items():
        setattr(lesson, name, value)


def _first_review(lesson: Lesson, today: date) -> date:
    """A year from now, or when the rules it was written for end."""
    return min(today + AGAIN_AFTER, lesson.rules_until or date.max)


def _named_readers(lesson: Lesson) -> list[User]:
    """Whom its text names and who can see it as it stands."""
    handles = Link.objects.filter(source=lesson.pk, kind="mention").values("slug")
    return list(User.objects.who_can_see(lesson).filter(handle__in=handles))

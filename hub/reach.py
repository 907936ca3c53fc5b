"""How far something reaches: who would see an item, or a space's content, with this visibility and this audience.

`hub.models.visibility` says who sees what stands in the database; this says the same of what is only planned, and of what
was before a widening. Tests hold the three against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from hub.models import Affiliation, Agency, Audience, Item, Membership, Opened, Space, User
from hub.models.people import UserQuerySet

To = Item.To


@dataclass(frozen=True)
class Reach:
    """A place (a space with its visibility, or none) and an audience in it; agencies and people by their keys."""

    space: int | None = None
    visibility: str = ""
    space_agencies: frozenset[int] = frozenset()
    audience: str = To.SPACE
    agencies: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    author: int | None = None
    joined_by: datetime | None = None  # members who joined later are none of those it reached

    def readers(self) -> UserQuerySet:
        """Everybody it reaches."""
        staff, guests = Q(pk__in=User.objects.staff().values("pk")), Q(pk__in=User.objects.guests().values("pk"))
        if self.space is None:
            place = staff | (guests & Q(pk=self.author))
        else:
            members = Membership.objects.current().filter(space=self.space)
            members = members.filter(joined_at__lte=self.joined_by) if self.joined_by else members
            place = (staff | guests) & Q(pk__in=members.values("user"))
            if self.visibility == Space.Visibility.OPEN:
                place |= staff
            elif self.visibility == Space.Visibility.AGENCIES:
                place |= staff & _works_for(self.space_agencies)
        return User.objects.filter(place & self._audience())

    def _audience(self) -> Q:
        if self.audience == To.AUTHOR:
            return Q(pk=self.author) if self.author else Q(pk__in=[])
        if self.audience == To.PEOPLE:
            return Q(pk__in=self.people)
        return _works_for(self.agencies) if self.audience == To.AGENCIES else Q()

    def in_space(self, space: Space) -> Reach:
        """The same audience in another place."""
        return replace(self, **_place(space))


def reach_of(item: Item) -> Reach:
    """How far `item` reaches now."""
    rows = list(Audience.objects.filter(item=item.pk).values_list("agency", "user"))
    place = _place(item.space) if item.space else {}
    agencies, people = frozenset(a for a, _u in rows if a), frozenset(u for _a, u in rows if u)
    return Reach(**place, audience=item.audience, agencies=agencies, people=people, author=item.author_id)


def reach_of_space(space: Space) -> Reach:
    """How far the content of `space` reaches now, where it is not narrower itself."""
    return Reach(**_place(space))


def reach_before(opened: Opened) -> Reach:
    """How far an item reached before it was widened."""
    rows = list(opened.reached.values_list("of_space", "agency", "user"))
    return Reach(
        space=opened.space_id,
        visibility=opened.visibility,
        space_agencies=frozenset(agency for of_space, agency, _user in rows if of_space),
        audience=opened.audience,
        agencies=frozenset(agency for of_space, agency, _user in rows if agency and not of_space),
        people=frozenset(user for _of_space, _agency, user in rows if user),
        author=opened.item.author_id,
        joined_by=opened.at,
    )


def who_can_see_part(item: Item, at: datetime) -> UserQuerySet:
    """Who may see the part of `item` that was made at this moment: the mirror of `hub.models.opened.is_closed`."""
    people = User.objects.who_can_see(item)
    for opened in Opened.objects.filter(item=item.pk, revisions=False, history_from__gt=at).select_related("item"):
        people = people.filter(pk__in=reach_before(opened).readers().values("pk"))
    return people


@dataclass(frozen=True)
class Change:
    """Who gains and who loses by a change: (agency, how many) each, most first; guests work for none (None)."""

    gain: list[tuple[str | None, int]]
    lose: list[tuple[str | None, int]]

    @property
    def gained(self) -> int:
        return sum(count for _agency, count in self.gain)

    @property
    def lost(self) -> int:
        return sum(count for _agency, count in self.lose)


def change_between(before: Reach, after: Reach) -> Change:
    """Counted person by person; four queries at most."""
    old, new = before.readers().values("pk"), after.readers().values("pk")
    return Change(_by_agency(after.readers().exclude(pk__in=old)), _by_agency(before.readers().exclude(pk__in=new)))


def _by_agency(people: UserQuerySet) -> list[tuple[str | None, int]]:
    works = Affiliation.objects.current().filter(user=OuterRef("pk")).values("agency")[:1]
    counted = people.annotate(works_for=Subquery(works)).order_by().values("works_for").annotate(n=Count("pk", distinct=True))
    found = {row["works_for"]: row["n"] for row in counted}
    names = {agency.pk: agency.label for agency in Agency.objects.filter(pk__in=[key for key in found if key])}
    return sorted(((names.get(key), count) for key, count in found.items()), key=lambda one: (-one[1], one[0] or ""))


def _place(space: Space) -> dict:
    agencies = space.agencies.values_list("pk", flat=True) if space.visibility == Space.Visibility.AGENCIES else ()
    return {"space": space.pk, "visibility": str(space.visibility), "space_agencies": frozenset(agencies)}


def _works_for(agencies: frozenset[int]) -> Q:
    trusted = Affiliation.objects.current().confirmed().filter(agency__in=agencies, agency__state=Agency.State.CONFIRMED)
    return Q(pk__in=trusted.values("user"))

"""How many people, of how many agencies, can see something: exact, counted by the mirror of `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q, QuerySet, Value
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.models import Item, Space, User
from hub.models.people import UserQuerySet
from hub.models.visibility import can_read_space
from hub.prepared import Prepared
from hub.reach import Reach

_COUNTS = {
    "people": Count("pk", distinct=True),
    "agencies": Count("affiliations__agency", filter=Q(affiliations__ended_at=None), distinct=True),
}


@dataclass(frozen=True)
class Readers:
    """A count of people and of the agencies they work for; guests work for none."""

    people: int
    agencies: int

    def __str__(self) -> str:
        """ "1,204 people in 3 agencies", in the reader's language."""
        people = ngettext("%(n)s person", "%(n)s people", self.people) % {"n": _grouped(self.people)}
        agencies = ngettext("%(n)s agency", "%(n)s agencies", self.agencies) % {"n": _grouped(self.agencies)}
        return _("%(people)s in %(agencies)s") % {"people": people, "agencies": agencies}


def readers_of(thing: Space | Item | Reach) -> Readers:
    """Who can read a space's content, or one item, or could read what is only planned; one query."""
    if isinstance(thing, Reach):
        return count(thing.readers())
    space = thing if isinstance(thing, Space) else thing.space
    values = {"space": space.pk} if space else {}
    audience = "" if thing is space else str(thing.audience)
    if audience in {Item.To.PEOPLE, Item.To.AGENCIES}:
        values["item"] = thing.pk
    if audience == Item.To.AUTHOR or space is None:
        values["author"] = thing.author_id
    if None in values.values() or (thing is not space and thing.removed_at is not None):
        return count(_readers(thing))
    return Readers(*_counted(str(space.visibility) if space else "", audience)(None, **values)[0])


def _readers(thing: Space | Item) -> UserQuerySet:
    return User.objects.filter(can_read_space(thing)) if isinstance(thing, Space) else User.objects.who_can_see(thing)


@cache
def _counted(visibility: str, audience: str) -> Prepared:
    """The count for spaces of this visibility, or with an audience for items in them; outside all spaces where it is ""."""

    def build(_nobody: None, space: int | None = None, item: int | None = None, author: int | None = None) -> QuerySet:
        place = Space(pk=space, visibility=visibility) if visibility else None
        thing = Item(pk=item, space=place, audience=audience, author_id=author) if audience else place
        # Beside a constant they are counted in one row, which a queryset can be.
        return _readers(thing).annotate(all=Value(1)).values("all").annotate(**_COUNTS).values_list(*_COUNTS)

    return Prepared(build)


def count(people: UserQuerySet) -> Readers:
    """How many they are, and of how many agencies; one query."""
    return Readers(**people.aggregate(**_COUNTS))


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)

"""How many people, of how many agencies, can see something: exact, counted by the mirror of `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.models import Item, Space, User
from hub.models.people import UserQuerySet
from hub.models.visibility import can_read_space
from hub.reach import Reach


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
    return count(User.objects.filter(can_read_space(thing)) if isinstance(thing, Space) else User.objects.who_can_see(thing))


def count(people: UserQuerySet) -> Readers:
    """How many they are, and of how many agencies; one query."""
    works = Count("affiliations__agency", filter=Q(affiliations__ended_at=None), distinct=True)
    return Readers(**people.aggregate(people=Count("pk", distinct=True), agencies=works))


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)

"""Who works for an organisation and what is limited to it: what a change of it touches, in numbers and sentences."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.models import Affiliation, Agency, Audience, Space


def staff_of(body: Agency) -> QuerySet[Affiliation]:
    """Who works there now, by name, with their account."""
    return Affiliation.objects.current().filter(agency=body).select_related("user", "agency").order_by("user__name", "pk")


def limited_to(body: Agency) -> int:
    """How many spaces and items are for one organisation among others: a number, never a name."""
    return Space.objects.filter(agencies=body).count() + Audience.objects.filter(agency=body).count()


def what_merging_does(body: Agency, into: Agency) -> list[str]:
    """Sentences about people, about what opens, and about what was written."""
    opened = limited_to(body) + limited_to(into)
    things = ngettext(
        "%(n)d space or item is for one of the two only: staff of both see it from now on.",
        "%(n)d spaces and items are for one of the two only: staff of both see them from now on.",
        opened,
    )
    return [
        works_for(staff_of(body).count(), into.name),
        things % {"n": opened},
        _("Its domains and addresses go over. What was written keeps the name it was written under."),
    ]


def works_for(count: int, name: str) -> str:
    """One sentence: how many people work for the organisation called `name` from now on."""
    said = ngettext("%(n)d person works for %(into)s from now on.", "%(n)d people work for %(into)s from now on.", count)
    return said % {"n": count, "into": name}

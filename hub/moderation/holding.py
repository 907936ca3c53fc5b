"""Holds: whoever is held is not erased, and what is held is not destroyed, until it is lifted or a moment comes.

holding.require_free(space=space)             # raises Held, with the sentence to show
rows = holding.free_files(File.objects.filter(…))   # for sweeps: what may go
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events
from hub.models import File, Hold, Item, Space, User


class Held(Exception):
    """Something is held, so that it cannot be destroyed now; `str` says so to whoever tried."""

    def __init__(self, hold: Hold) -> None:
        super().__init__()
        self.hold = hold

    def __str__(self) -> str:
        if self.hold.person_id:
            return _("This person is on hold: nothing of theirs can be erased until those who run the hub lift it")
        if self.hold.space_id:
            return _("This space is on hold: nothing in it can be destroyed until those who run the hub lift it")
        return _("This is on hold: it cannot be destroyed until those who run the hub lift it")


@transaction.atomic
def put(
    *,
    by: User,
    why: str,
    until: datetime | None = None,
    person: User | None = None,
    space: Space | None = None,
    item: Item | None = None,
) -> Hold:
    """Hold one person, space or item."""
    hold = Hold.objects.create(person=person, space=space, item=item and Item(pk=item.pk), by=by, why=why, until=until)
    events.record(by, "hub.hold_set", space=space, audit=True, quiet=True, hold=hold.pk)
    return hold


@transaction.atomic
def lift(hold: Hold, *, by: User) -> None:
    """What was held may go again."""
    if Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by):
        events.record(by, "hub.hold_lifted", space=hold.space, audit=True, quiet=True, hold=hold.pk)


def hold_on(*, person: User | None = None, space: Space | None = None, item: Item | None = None) -> Hold | None:
    """The hold that keeps this from being destroyed: an item is held by its own hold, its space's and its author's too."""
    wanted = Q(pk=None)
    if person is not None:
        wanted |= Q(person=person.pk)
    if space is not None:
        wanted |= Q(space=space.pk)
    if item is not None:
        wanted |= Q(item=item.pk)
        wanted |= Q(space=item.space_id, space__isnull=False) | Q(person=item.author_id, person__isnull=False)
        wanted |= Q(person=item.owner_id, person__isnull=False)
    return Hold.objects.in_force().filter(wanted).order_by("pk").first()


def require_free(*, person: User | None = None, space: Space | None = None, item: Item | None = None) -> None:
    """Raises Held where something of it is held."""
    if hold := hold_on(person=person, space=space, item=item):
        raise Held(hold)


def free_people(people: QuerySet[User]) -> QuerySet[User]:
    """Those of `people` who may be erased."""
    return people.filter(~Exists(Hold.objects.in_force().filter(person=OuterRef("pk"))))


def free_files(files: QuerySet[File]) -> QuerySet[File]:
    """Those of `files` that may be destroyed: neither their item nor who brought them is held."""
    held = Hold.objects.in_force()
    mine = held.filter(person=OuterRef("uploader")) | held.filter(item=OuterRef("item"))
    return files.filter(
        ~Exists(mine | held.filter(space=OuterRef("item__space")) | held.filter(person=OuterRef("item__author")))
    )

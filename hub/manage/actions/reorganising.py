"""Bodies that become others: merged, renamed with their past kept, split; each can be undone for thirty days.

What was written is never touched: it is signed with the body of then, whose row stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from hub import events, mails
from hub.accounts import leaving
from hub.accounts.actions import sees_otherwise
from hub.domains import free_agency_slug
from hub.manage.actions.agencies import state_of
from hub.models import Affiliation, Agency, AgencyChange, AllowedAddress, Audience, EmailDomain, HeldNewcomer, Space, User

KEPT = timedelta(days=30)
Kind = AgencyChange.Kind
_OF_SPACES = Space.agencies.through  # which spaces are for which bodies


class CannotBeUndone(Exception):
    """It is too long ago, undone already, or a later change stands on it."""


@transaction.atomic
def merge_agency(agency: Agency, into: Agency, *, by: User) -> AgencyChange:
    """`agency` is part of `into` from now on: people, domains, addresses and what is for it go over."""
    return _become(agency, into, Kind.MERGED, by=by, tell=True)


@transaction.atomic
def rename_agency(agency: Agency, *, by: User, name: str, short_name: str, kind: str) -> AgencyChange:
    """The body has another name from now on, and what was written before keeps the old one."""
    into = Agency.objects.create(name=name, short_name=short_name, kind=kind, slug=free_agency_slug(name))
    return _become(agency, into, Kind.RENAMED, by=by, tell=False)


@transaction.atomic
def split_agency(
    agency: Agency, into: Agency, *, by: User, people: Iterable[Affiliation], domains: Iterable[EmailDomain], sees: bool
) -> AgencyChange:
    """Some people and domains of `agency` go to `into`, which may be new. What was for `agency` alone ends for them.

    With `sees` it does not: spaces and items for `agency` are for `into` too.
    """
    before, is_new = state_of(agency), into.pk is None
    if is_new:
        into.save()
    domains = list(domains)
    moved = {"domains": [row.pk for row in domains], "made": is_new}
    own = AllowedAddress.objects.filter(agency=agency, email__in=[row.email for row in people])
    moved["addresses"] = list(own.values_list("pk", flat=True))
    own.update(agency=into)
    EmailDomain.objects.filter(pk__in=moved["domains"]).update(agency=into)
    moved["affiliations"] = _employ(people, into)
    moved["opened"] = _open_too(agency, into) if sees else {"spaces": [], "audiences": []}
    for row in Affiliation.objects.filter(pk__in=moved["affiliations"]).select_related("user"):
        leaving.withdraw(row.user)
    return _write_down(agency, into, Kind.SPLIT, moved, by=by, before=before, tell=True)


def changes_of(agency: Agency) -> QuerySet[AgencyChange]:
    """What became of a body and what it grew from, as far as it can still be undone; newest first."""
    rows = AgencyChange.objects.filter(undone_at=None, at__gt=timezone.now() - KEPT)
    return (rows.filter(agency=agency) | rows.filter(into=agency)).select_related("agency", "into", "by").order_by("-pk")


@transaction.atomic
def undo(change: AgencyChange, *, by: User) -> None:
    """Give back what a change moved, as far as it is still there. Raises CannotBeUndone."""
    change = AgencyChange.objects.select_for_update(of=("self",)).select_related("agency", "into").get(pk=change.pk)
    later = AgencyChange.objects.filter(undone_at=None, pk__gt=change.pk, agency__in=[change.agency_id, change.into_id])
    if change.undone_at or change.at < timezone.now() - KEPT or later.exists():
        raise CannotBeUndone
    agency, into, moved = change.agency, change.into, change.moved
    before = {"from": state_of(agency), "into": state_of(into)}
    rows = Affiliation.objects.current().filter(agency=into).select_related("user")
    # Of a body that this change made, those go back too who came since.
    back = list(rows if moved["made"] else rows.filter(pk__in=moved["affiliations"]))
    EmailDomain.objects.filter(**_of(into, moved, "domains")).update(agency=agency)
    AllowedAddress.objects.filter(**_of(into, moved, "addresses")).update(agency=agency)
    HeldNewcomer.objects.filter(**_of(into, moved, "held")).update(agency=agency)
    _shut_again(agency, into, moved)
    if change.kind != Kind.SPLIT:
        agency.state, agency.successor = moved["state"], None
        agency.save()
    if moved["made"]:
        into.state, into.successor = Agency.State.CLOSED, agency
        into.save()
    _employ(back, agency)
    for row in back:
        leaving.withdraw(row.user)
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    User.objects.update(epoch=F("epoch") + 1)
    after = {"from": state_of(agency), "into": state_of(into)}
    people = [row.user_id for row in back]
    data = {"body": agency.pk, "into": into.pk, "people": people, "change": change.pk}
    events.record(by, "hub.agency_change_undone", audit=True, before=_flat(before), after=_flat(after), **data)


def _become(agency: Agency, into: Agency, kind: str, *, by: User, tell: bool) -> AgencyChange:
    before = state_of(agency)
    moved = {"state": str(agency.state), "made": kind == Kind.RENAMED}
    for name, model in (("domains", EmailDomain), ("addresses", AllowedAddress), ("held", HeldNewcomer)):
        rows = model.objects.filter(agency=agency)
        moved[name] = list(rows.values_list("pk", flat=True))
        rows.update(agency=into)
    moved["affiliations"] = _employ(Affiliation.objects.current().filter(agency=agency).select_related("user"), into)
    moved["spaces"] = list(Space.objects.filter(agencies=agency).values_list("pk", flat=True))
    moved["opened"] = _open_too(agency, into, instead=True)
    agency.state, agency.successor = Agency.State.CLOSED, into
    agency.save()
    return _write_down(agency, into, kind, moved, by=by, before=before, tell=tell)


def _employ(rows: Iterable[Affiliation], agency: Agency) -> list[int]:
    """Have these people work for `agency`; the keys of the rows."""
    found = []
    for row in rows:
        row.agency = agency
        row.save(update_fields=["agency"])
        sees_otherwise(row.user)
        found.append(row.pk)
    return found


def _open_too(agency: Agency, into: Agency, *, instead: bool = False) -> dict[str, list[int]]:
    """What is for `agency` is for `into` too, or `instead`; what was not before."""
    spaces = list(Space.objects.filter(agencies=agency).exclude(agencies=into).values_list("pk", flat=True))
    _OF_SPACES.objects.bulk_create([_OF_SPACES(space_id=pk, agency=into) for pk in spaces])
    if instead:
        _OF_SPACES.objects.filter(agency=agency).delete()
    has_both = Audience.objects.filter(agency=into).values("item")
    rows = Audience.objects.filter(agency=agency).exclude(item__in=has_both)
    if instead:
        audiences = list(rows.values_list("pk", flat=True))
        Audience.objects.filter(pk__in=audiences).update(agency=into)
    else:
        made = Audience.objects.bulk_create([Audience(item_id=row.item_id, agency=into) for row in rows])
        audiences = [row.pk for row in made]
    return {"spaces": spaces, "audiences": audiences}


def _shut_again(agency: Agency, into: Agency, moved: dict) -> None:
    there = Space.objects.filter(pk__in=moved.get("spaces", ())).exclude(agencies=agency)
    _OF_SPACES.objects.bulk_create([_OF_SPACES(space=space, agency=agency) for space in there])
    _OF_SPACES.objects.filter(space__in=moved["opened"]["spaces"], agency=into).delete()
    rows = Audience.objects.filter(pk__in=moved["opened"]["audiences"], agency=into)
    if "state" in moved:
        rows.exclude(item__in=Audience.objects.filter(agency=agency).values("item")).update(agency=agency)
    else:
        rows.delete()


def _of(into: Agency, moved: dict, name: str) -> dict:
    return {"agency": into} if moved["made"] else {"agency": into, "pk__in": moved.get(name, [])}


def _write_down(agency: Agency, into: Agency, kind: str, moved: dict, *, by: User, before: dict, tell: bool) -> AgencyChange:
    change = AgencyChange.objects.create(agency=agency, into=into, kind=kind, by=by, moved=moved)
    rows = list(Affiliation.objects.filter(pk__in=moved["affiliations"]).select_related("user"))
    for row in rows if tell else ():
        mails.write(row.user.email, "agency_changed", {"agency": agency, "into": into}, user=row.user)
    User.objects.update(epoch=F("epoch") + 1)
    after = {**state_of(agency), "successor" if kind != Kind.SPLIT else "other": into.name}
    data = {"body": agency.pk, "into": into.pk, "people": [row.user_id for row in rows], "change": change.pk}
    events.record(by, f"hub.agency_{kind}", audit=True, before=before, after=after, **data)
    return change


def _flat(states: dict[str, dict]) -> dict:
    return {f"{whose} {name}": value for whose, state in states.items() for name, value in state.items()}

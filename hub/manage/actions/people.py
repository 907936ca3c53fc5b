"""People: suspended and let in again, given duties, and let in where newcomers wait."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from hub import events, mails
from hub.accounts import leaving, scrubbing, sessions
from hub.accounts.actions import employ, sees_otherwise, set_active
from hub.backup import erasures
from hub.domains import agency_for, find_admission
from hub.manage.actions.domains import end_employment
from hub.manage.effects import LastAdministrator, administrators
from hub.models import Affiliation, Agency, Event, HeldNewcomer, Membership, Space, User
from hub.moderation import holding
from hub.search import index


class NothingAccepted(Exception):
    """No domain and no exact address accepts this person's address any more."""


@transaction.atomic
def suspend(person: User, *, by: User, reason: str) -> None:
    """Keep somebody out from their next request on. Raises LastAdministrator."""
    if not person.is_active:
        return
    if person.is_staff:
        _keep_another(person)
    set_active(person, False, by=by, reason=reason, by_hub=by.is_staff)


@transaction.atomic
def erase(person: User, *, by: User, reason: str) -> None:
    """Take somebody's name, addresses and profile out of the hub for good; what they wrote stays, as a former member's.

    Raises LastAdministrator, and Held where the person is on hold.
    """
    holding.require_free(person=person)
    if person.is_staff:
        _keep_another(person)
    if person.is_active:
        set_active(person, False, by=by, reason=reason, by_hub=True)
    sessions.end_all(person)
    for row in person.affiliations.current().select_related("user", "agency"):
        end_employment(row)
    for space in Space.objects.filter(memberships__user=person, memberships__role=Membership.Role.OWNER):
        leaving.pass_on(space, leaving=person)
    known_by = scrubbing.scrub(person.pk)
    erasures.note(scrubbing.TABLE, [person.pk])
    transaction.on_commit(index.forget_soon)
    transaction.on_commit(partial(mails.forget_files, known_by))
    person.refresh_from_db()
    events.record(by, "hub.person_erased", audit=True, person=person.pk, reason=reason)


def was_suspended_by_the_hub(person: User) -> bool:
    """Whether it was not their own agency's administrator who suspended them last."""
    last = Event.objects.filter(verb="hub.person_suspended", data__person=person.pk).order_by("-pk").first()
    return last is None or last.data.get("by_hub", True)


@transaction.atomic
def resume(person: User, *, by: User, reason: str) -> None:
    """Let somebody in again, with the rights that they have now."""
    if person.is_active:
        return
    set_active(person, True, by=by, reason=reason)


@transaction.atomic
def make_administrator(person: User, *, by: User) -> None:
    """From now on this person runs the hub with the others."""
    if not person.is_staff or not person.is_superuser:
        _set_administrator(person, True)
        events.record(
            by, "hub.administrator_made", audit=True, person=person.pk, before={"runs_hub": False}, after={"runs_hub": True}
        )


@transaction.atomic
def unmake_administrator(person: User, *, by: User) -> None:
    """This person does not run the hub any more. Raises LastAdministrator."""
    if person.is_staff or person.is_superuser:
        _keep_another(person)
        _set_administrator(person, False)
        change = {"before": {"runs_hub": True}, "after": {"runs_hub": False}}
        events.record(by, "hub.administrator_unmade", audit=True, person=person.pk, **change)


@transaction.atomic
def let_administer(row: Affiliation, administers: bool, *, by: User | None) -> None:
    """Have somebody look after the people of the agency that they work for, or no longer."""
    if row.administers == administers:
        return
    row.administers = administers
    row.save(update_fields=["administers"])
    sees_otherwise(row.user)
    change = {"before": {"administers": not administers}, "after": {"administers": administers}}
    events.record(by, "hub.agency_administrator_changed", audit=True, person=row.user_id, body=row.agency_id, **change)


@transaction.atomic
def admit_newcomer(held: HeldNewcomer, *, by: User) -> Affiliation:
    """Somebody who waited is staff from now on, and is told. Raises NothingAccepted."""
    person = held.user
    agency = held.agency or _agency_of(person)
    if agency is None:
        raise NothingAccepted
    held.delete()
    made = employ(person, agency)
    mails.write(person.email, "newcomer_let_in", {}, user=person)
    events.record(by, "hub.newcomer_let_in", audit=True, person=person.pk, body=agency.pk)
    return made


@transaction.atomic
def turn_away(held: HeldNewcomer, *, by: User, reason: str) -> None:
    """Somebody who waited does not come in; the account is suspended, so that they do not wait again."""
    person = held.user
    body = held.agency_id
    held.delete()
    set_active(person, False, by=by, reason=reason, by_hub=by.is_staff)
    events.record(by, "hub.newcomer_turned_away", audit=True, person=person.pk, body=body, reason=reason)


def _agency_of(person: User) -> Agency | None:
    admission = find_admission(person.email)
    return agency_for(admission) if admission else None


def _keep_another(person: User) -> None:
    """Raise LastAdministrator where nobody else runs the hub; the rows stay locked until the end."""
    if not administrators().exclude(pk=person.pk).select_for_update().exists():
        raise LastAdministrator


def _set_administrator(person: User, runs: bool) -> None:
    person.is_staff = person.is_superuser = runs
    person.save(update_fields=["is_staff", "is_superuser"])
    sees_otherwise(person)

"""Bodies: added, changed, closed; a provisional one is confirmed or refused."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hub import events
from hub.accounts.actions import sees_otherwise
from hub.manage.actions.domains import end_employment
from hub.manage.effects import Rules, keep_an_administrator
from hub.models import Affiliation, Agency, AllowedAddress, EmailDomain, HeldNewcomer, User


@transaction.atomic
def save_agency(agency: Agency, *, by: User) -> None:
    """Add or change a body, keeping what it was like before in the audit; its staff may see other things now."""
    before = Agency.objects.filter(pk=agency.pk).first() if agency.pk else None
    agency.save()
    _asks_again(agency)
    verb = "hub.agency_changed" if before else "hub.agency_added"
    events.record(by, verb, audit=True, body=agency.pk, before=before and state_of(before), after=state_of(agency))


@transaction.atomic
def confirm_agency(
    agency: Agency, *, by: User, name: str, short_name: str, kind: str, people: Iterable[Affiliation] = ()
) -> None:
    """A provisional body is what it says: its people see from now on what is for it.

    `people` picked it themselves (a shared mail domain), and an administrator knows that they work there.
    """
    before = state_of(agency)
    agency.name, agency.short_name, agency.kind = name, short_name, kind
    agency.state = Agency.State.CONFIRMED
    agency.save()
    for row in people:
        confirm_employment(row, by=by)
    _asks_again(agency)
    events.record(by, "hub.agency_confirmed", audit=True, body=agency.pk, before=before, after=state_of(agency))


@transaction.atomic
def refuse_agency(agency: Agency, *, by: User, reason: str) -> None:
    """A provisional body does not belong here: its people are out, and nobody comes in from its domain again.

    Raises LastAdministrator.
    """
    before = state_of(agency)
    keep_an_administrator(rules_without(agency))
    if agency.found_by_domain:
        EmailDomain.objects.update_or_create(
            domain=agency.found_by_domain, defaults={"state": EmailDomain.State.EXCLUDED, "agency": None}
        )
    EmailDomain.objects.filter(agency=agency).update(state=EmailDomain.State.EXCLUDED, agency=None)
    AllowedAddress.objects.filter(agency=agency).delete()
    HeldNewcomer.objects.filter(agency=agency).delete()
    gone = list(Affiliation.objects.current().filter(agency=agency).select_related("user", "agency"))
    for row in gone:
        end_employment(row)
    agency.state, agency.found_by_domain = Agency.State.CLOSED, None
    agency.save()
    people = [row.user_id for row in gone]
    data = {"body": agency.pk, "people": people, "reason": reason}
    events.record(by, "hub.agency_refused", audit=True, before=before, after=state_of(agency), **data)


def rules_without(agency: Agency) -> Rules:
    """The rules as they would be if a body were refused."""
    rules = Rules.now()
    own = [row for row in rules.domains.values() if row.agency_id == agency.pk]
    names = {row.domain for row in own} | ({agency.found_by_domain} - {None})
    for name in names:
        rules = rules.with_domain(EmailDomain(domain=name, state=EmailDomain.State.EXCLUDED))
    exact = set(AllowedAddress.objects.filter(agency=agency).values_list("email", flat=True))
    return Rules(rules.domains, rules.exact - exact)


@transaction.atomic
def confirm_employment(row: Affiliation, *, by: User) -> None:
    """An administrator knows that somebody works where they said."""
    row.confirmed_at = timezone.now()
    row.save(update_fields=["confirmed_at"])
    sees_otherwise(row.user)
    events.record(by, "hub.affiliation_confirmed", audit=True, person=row.user_id, body=row.agency_id)


@transaction.atomic
def refuse_employment(row: Affiliation, *, by: User) -> None:
    """Somebody does not work where they said: they are asked again when they come back."""
    end_employment(row)
    events.record(by, "hub.affiliation_refused", audit=True, person=row.user_id, body=row.agency_id)


def state_of(agency: Agency) -> dict:
    """A body as plain values, for the audit."""
    return {
        "name": agency.name,
        "short_name": agency.short_name,
        "kind": str(agency.kind),
        "state": str(agency.state),
    }


def _asks_again(agency: Agency) -> None:
    User.objects.filter(affiliations__agency=agency, affiliations__ended_at=None).update(epoch=F("epoch") + 1)

"""Adding, changing and removing mail domains."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub import events
from hub.accounts import leaving
from hub.accounts.actions import affiliate
from hub.manage.effects import Effect, Rules, administrators, effect_of, keep_an_administrator
from hub.models import Affiliation, EmailDomain, User


@transaction.atomic
def save_domain(row: EmailDomain, *, by: User) -> Effect:
    """Add or change a mail domain; those whom nothing accepts any more are out at once, and what they wrote stays.

    An unsaved agency of the row is saved with it. Raises ValidationError and LastAdministrator.
    """
    before = EmailDomain.objects.filter(pk=row.pk).first() if row.pk else None
    row.clean()
    rules = Rules.now()
    after = rules.with_domain(row)
    keep_an_administrator(after, rules)
    effect = effect_of(row.domain, after, rules)
    if row.agency is not None and row.agency.pk is None:
        row.agency.save()
        events.record(by, "hub.agency_added", audit=True, body=row.agency.pk, before=None, after={"name": row.agency.name})
        row.agency = row.agency  # takes over the key
    row.save()
    _write_down(row, "changed" if before else "added", before and state_of(before), state_of(row), effect, by)
    return effect


@transaction.atomic
def remove_domain(row: EmailDomain, *, by: User) -> Effect:
    """Take a mail domain away. Raises LastAdministrator."""
    rules = Rules.now()
    after = rules.without(row)
    keep_an_administrator(after, rules)
    effect = effect_of(row.domain, after, rules)
    state = state_of(row)
    row.delete()
    _write_down(row, "removed", state, None, effect, by)
    return effect


def state_of(row: EmailDomain) -> dict:
    """A mail domain as plain values, for the audit."""
    return {
        "state": str(row.state),
        "subdomains": row.include_subdomains,
        "agency": row.agency.name if row.agency else None,
        "shared": row.shared,
        "newcomers_wait": row.newcomers_wait,
    }


def end_employment(row: Affiliation) -> None:
    """From now on this person is not staff of that agency; what they wrote keeps its name."""
    row.ended_at = timezone.now()
    row.administers = False
    row.save(update_fields=["ended_at", "administers"])
    leaving.let_go(row.user, row.agency)


def _write_down(row: EmailDomain, what: str, before: dict | None, after: dict | None, effect: Effect, by: User) -> None:
    for affiliation in effect.out:
        end_employment(affiliation)
    people = [affiliation.user_id for affiliation in effect.out]
    data = {"domain": row.domain, "body": row.agency_id, "people": people}
    events.record(by, f"hub.domain_{what}", audit=True, before=before, after=after, **data)
    for person in administrators():
        affiliate(person)

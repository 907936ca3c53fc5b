"""Bringing organisations of a register in: adds what is missing, never changes what administrators made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from hub import events
from hub.manage.registers import Entry
from hub.models import Affiliation, Agency, EmailDomain

Tell = Callable[[int, str, str], None]  # line of the file, what became of it, which organisation or domain


@transaction.atomic
def import_agencies(entries: Iterable[Entry], source: str, *, opens: bool, tell: Tell) -> Counter:
    """Add the organisations that are not there, and their mail domains: paused unless `opens`.

    `tell` hears of every row. Answers how many rows had which end. A second time nothing is added.
    """
    known = _Known()
    counts: Counter = Counter()

    def told(line: int, what: str, which: str) -> None:
        counts[what.partition(":")[0]] += 1
        tell(line, what, which)

    for entry in entries:
        agency = _agency(entry, known, told) if entry.name else None
        for domain in entry.domains:
            _domain(domain, agency, entry, known, told, opens)
    Agency.objects.bulk_create(known.made, batch_size=500)
    for row in known.domains_made:
        row.agency = row.agency  # takes over the key
    EmailDomain.objects.bulk_create(known.domains_made, batch_size=500)
    if known.made or known.domains_made or counts["closed"]:
        events.record(None, "hub.agencies_imported", audit=True, source=source, counts=dict(counts))
    return counts


class _Known:
    """What is there, read once, and what this run makes."""

    def __init__(self) -> None:
        rows = list(Agency.objects.all())
        self.by_key = {row.imported_as: row for row in rows if row.imported_as}
        self.by_name = {row.name.casefold(): row for row in rows}
        self.slugs = {row.slug for row in rows}
        self.domains = set(EmailDomain.objects.values_list("domain", flat=True))
        self.working = set(Affiliation.objects.current().values_list("agency", flat=True))
        self.made: list[Agency] = []
        self.domains_made: list[EmailDomain] = []

    def free_slug(self, name: str) -> str:
        base = slugify(name)[:70] or "agency"
        slug, number = base, 2
        while slug in self.slugs:
            slug, number = f"{base}-{number}", number + 1
        self.slugs.add(slug)
        return slug


def _agency(entry: Entry, known: _Known, tell: Tell) -> Agency:
    there = known.by_key.get(entry.key)
    if there is None and (there := known.by_name.get(entry.name.casefold())):
        tell(entry.line, "unchanged: there by its name", entry.name)
    elif there is None:
        return _add(entry, known, tell)
    elif entry.is_closed and there.state == Agency.State.CONFIRMED and there.pk and there.pk not in known.working:
        there.state = Agency.State.CLOSED
        there.save(update_fields=["state"])
        tell(entry.line, "closed", entry.name)
    else:
        tell(entry.line, "unchanged", entry.name)
    return there


def _add(entry: Entry, known: _Known, tell: Tell) -> Agency:
    made = Agency(
        name=entry.name[:200],
        short_name=entry.short_name,
        slug=known.free_slug(entry.name),
        kind=entry.kind,
        state=Agency.State.CLOSED if entry.is_closed else Agency.State.CONFIRMED,
        imported_as=entry.key[:200],
    )
    known.made.append(made)
    known.by_key[entry.key] = known.by_name[entry.name.casefold()] = made
    tell(entry.line, "added", entry.name)
    return made


def _domain(domain: str, agency: Agency | None, entry: Entry, known: _Known, tell: Tell, opens: bool) -> None:
    state = EmailDomain.State.OPEN if opens else EmailDomain.State.PAUSED
    # A plain list of domains says of none whose it is: each name below is a body of its own, until somebody says more.
    row = EmailDomain(domain=domain, agency=agency, state=state, suffix_confirmed=agency is None)
    try:
        row.clean()
    except ValidationError as error:
        tell(entry.line, f"refused: {error.messages[0]}", domain)
        return
    if row.domain in known.domains:
        tell(entry.line, "unchanged", row.domain)
        return
    known.domains.add(row.domain)
    known.domains_made.append(row)
    tell(entry.line, "domain added", row.domain)

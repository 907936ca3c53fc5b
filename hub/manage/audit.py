"""The audit: what was done about the hub, by whom and from where, as rows that nobody can change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from hub.manage.access import Powers, people_for
from hub.models import Affiliation, Agency, Event, User
from hub.moderation import purging
from hub.questions import typed

# What an administrator of an agency reads: acts about people and the body, never what happened inside a space.
OF_AN_AGENCY = (
    "hub.joined hub.renamed hub.moved hub.agency_picked hub.affiliation_confirmed hub.affiliation_refused hub.person_suspended "
    "hub.person_let_in hub.agency_administrator_changed hub.newcomer_let_in hub.newcomer_turned_away hub.agency_confirmed "
    "hub.agency_changed hub.agency_merged hub.agency_renamed hub.agency_split hub.agency_change_undone "
    "hub.domain_added hub.domain_changed hub.domain_removed hub.address_added "
    "hub.address_opened hub.address_changed hub.address_ended hub.admission_asked hub.admission_approved hub.audit_exported"
).split()
# Also where no browser asked for it: from a command, or from the worker.
_OF_THE_HUB = (
    "hub.administrator_made hub.administrator_unmade hub.agency_added hub.agency_refused hub.agencies_imported hub.made_ready "
    "hub.admission_refused hub.admission_reopened"
).split()
COLUMNS = (
    "time",
    "verb",
    "actor",
    "actor address",
    "person",
    "organisation",
    "item",
    "space",
    "from",
    "reason",
    "before",
    "after",
)


def events_for(powers: Powers) -> QuerySet[Event]:
    """What somebody with these powers may read. Acts of administration carry the address they came from: those alone."""
    of_the_hub = Q(actor=None, item=None, space=None) | Q(verb__in=_OF_THE_HUB + OF_AN_AGENCY)
    rows = Event.objects.filter(Q(address__isnull=False) | of_the_hub).exclude(verb="hub.demo_filled")
    if powers.whole:
        return rows
    body = powers.agency.pk
    people = list(Affiliation.objects.filter(agency=body).values_list("user", flat=True))
    about = Q(data__body=body) | Q(data__person__in=people, agency=body) | Q(actor__in=people, agency=body)
    return rows.filter(about, verb__in=OF_AN_AGENCY)


def asked_for(powers: Powers, request: HttpRequest) -> tuple[QuerySet[Event], dict]:
    """The part of `events_for(powers)` that the page's filters name, and those filters as they were understood."""
    rows = events_for(powers)
    person, verb = typed(request, "person"), typed(request, "verb", longest=60)
    since, until = _day(typed(request, "since")), _day(typed(request, "until"))
    if person:
        people = list(_named(person, powers).values_list("pk", flat=True)[:200])
        rows = rows.filter(Q(actor__in=people) | Q(data__person__in=people) | Q(data__user__in=people))
    if verb:
        rows = rows.filter(verb=verb)
    if since:
        rows = rows.filter(created_at__gte=since)
    if until:
        rows = rows.filter(created_at__lt=until + timedelta(days=1))
    return rows, {"person": person, "verb": verb, "since": since, "until": until}


def _named(said: str, powers: Powers) -> QuerySet[User]:
    """By name; by address only those whose address somebody with these powers may read."""
    if said.isascii() and said.isdigit() and len(said) < 19:
        return User.objects.filter(pk=int(said))
    by_address = Q(email__icontains=said, pk__in=people_for(powers).values("pk"))
    return User.objects.filter(by_address | Q(name__icontains=said) | Q(handle__iexact=said.lstrip("@")))


def _day(said: str) -> datetime | None:
    try:
        day = parse_date(said)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) if day and 1900 < day.year < 9000 else None


def with_names(events: Iterable[Event], powers: Powers) -> list[Event]:
    """Each with `person` and `body`, whom and which organisation it was about, and the addresses of actor and person as
    far as somebody with these powers may read them: three queries for all.
    """
    events = list(events)
    keys = {key for event in events for key in (event.actor_id, _person(event)) if key}
    addresses = dict(people_for(powers).filter(pk__in=keys).values_list("pk", "email"))
    people = User.objects.in_bulk([_person(event) for event in events if _person(event)])
    bodies = Agency.objects.in_bulk([event.data["body"] for event in events if event.data.get("body")])
    for event in events:
        event.person = people.get(_person(event))
        event.actor_email, event.person_email = addresses.get(event.actor_id, ""), addresses.get(_person(event), "")
        event.body = bodies.get(event.data.get("body"))
        # What a space or an item is called may be private: its events show numbers only.
        is_plain = event.space_id is None and event.item_id is None
        event.change = changed(event.data.get("before"), event.data.get("after")) if is_plain else []
        event.is_plain = is_plain
        event.reason = event.data.get("reason", "") if is_plain or event.verb == purging.VERB else ""
    return events


def _person(event: Event) -> int | None:
    return event.data.get("person") or event.data.get("user")


def changed(before: object, after: object) -> list[tuple[str, str, str]]:
    """(what, before, after) of each value that differs."""
    if not isinstance(before, dict) and not isinstance(after, dict):
        return [] if before is None and after is None else [("", _word(before), _word(after))]
    before, after = (one if isinstance(one, dict) else {} for one in (before, after))
    names = [*before, *(name for name in after if name not in before)]
    return [(name, _word(before.get(name)), _word(after.get(name))) for name in names if before.get(name) != after.get(name)]


def _word(value: object) -> str:
    return "" if value is None else str(value)


def lines(events: Iterable[Event]) -> Iterator[list[str]]:
    """The table of `COLUMNS` for a spreadsheet; times in UTC, things by their numbers."""
    for event in events:
        before, after = (
            "; ".join(f"{name}: {pair[side]}" if name else pair[side] for name, *pair in event.change) for side in (0, 1)
        )
        yield [
            event.created_at.astimezone(UTC).isoformat(timespec="seconds"),
            event.verb,
            str(event.actor or ""),
            event.actor_email,
            event.person_email,
            event.body.name if event.body else event.data.get("domain", ""),
            str(event.item_id or ""),
            str(event.space_id or ""),
            event.address or "",
            event.reason,
            before,
            after,
        ]

"""The demo: fictional bodies with their people and spaces, filled with content by each content type's own `demo.fill`.

Every address ends in `.example`, which nobody can own. A database is made a demo while it is empty, and stays one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub import events
from hub.actions import inviting
from hub.demo_cast import AGENCIES, DOMAINS, GUESTS, HAND_OVERS, INVITATIONS, PEOPLE, REQUESTS, SPACES
from hub.models import (
    Acceptance,
    AccessRequest,
    Affiliation,
    Agency,
    EmailDomain,
    Event,
    Guest,
    HandOver,
    Installation,
    Invitation,
    Item,
    Membership,
    Space,
    User,
    Watch,
)

# What the start prints: an address, and what its owner sees.
HOW_TO_SIGN_IN = [
    ("rhiannon.ellis@health.gov.example", "Rhiannon Ellis, Health: owns one space, belongs to three"),
    ("daniel.frost@advice.org.example", "Daniel Frost, Advice Network: cannot open Moving to Harbour House"),
    ("oliver.penn@playworks.example", "Oliver Penn, a guest: sees playground safety and nothing else"),
    ("yusuf.demir@digital.gov.example", "Yusuf Demir, Digital Office: runs the hub"),
    ("your.name@newtown.councils.gov.example", "nobody yet: joins as new people do"),
]


class NotADemo(Exception):
    """The database is a real hub, or may be one; the message says how that was seen."""


@dataclass
class Demo:
    """What a content type's `fill(demo)` works with: people by handle, spaces and agencies by slug, and a clock."""

    people: dict[str, User] = field(default_factory=dict)
    spaces: dict[str, Space] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    def ago(self, days: float, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of a working day about `days` ago, in office hours of the hub's time zone; never in the future."""
        day = timezone.localtime(self.now - timedelta(days=days)).date()
        day -= timedelta(days=max(0, day.weekday() - 4))
        moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
        return min(moment, self.now - timedelta(minutes=7))


def is_demo() -> bool:
    """Whether this database was made as a demo."""
    return Installation.objects.filter(is_demo=True).exists()


def fill() -> list[str]:
    """Make the database a demo and fill what is not filled yet; the names of the parts that were.

    Raises NotADemo where it holds anything and was not made as a demo. A second run changes nothing.
    """
    with transaction.atomic():
        claim()
        demo = Demo()
        filled = [part for part, make in [("hub", _fill_cast), *_parts()] if _fill_once(part, make, demo)]
    return filled


def claim() -> None:
    """Mark an empty database as a demo. Raises NotADemo where it is not empty and not marked."""
    if is_demo():
        return
    if Installation.objects.exists() or User.objects.exists() or EmailDomain.objects.exists():
        raise NotADemo(f"{settings.DATABASES['default']['NAME']} is a real hub: it gets no demo content")
    now = timezone.now()
    Installation.objects.create(is_demo=True, ready_at=now, mail_tested_at=now)


def _parts() -> list[tuple]:
    """(app label, its fill) of each installed content type that has demo content, in order of installation."""
    labels = {kind._meta.app_label for kind in Item.kinds.values()}
    names = [app.name for app in apps.get_app_configs() if app.label in labels and find_spec(f"{app.name}.demo")]
    return [(name, import_module(f"{name}.demo").fill) for name in names]


def _fill_once(part: str, make, demo: Demo) -> bool:
    done = Event.objects.filter(verb="hub.demo_filled", data__filled=part).exists()
    if part == "hub":
        make(demo, new=not done)
    elif not done:
        make(demo)
    if not done:
        events.record(None, "hub.demo_filled", quiet=True, filled=part)
    return not done


def _fill_cast(demo: Demo, new: bool) -> None:
    if new:
        _make_agencies(demo)
        _make_people(demo)
        _make_spaces(demo)
        _make_guests(demo)
        _make_ways_in(demo)
    demo.agencies = {agency.slug: agency for agency in Agency.objects.all()}
    demo.people = {user.handle: user for user in User.objects.all()}
    demo.spaces = {space.slug: space for space in Space.objects.all()}
    if new:
        for user in demo.people.values():
            for kind in Item.kinds.values():
                kind.greet(user)


def _make_agencies(demo: Demo) -> None:
    for slug, (name, short, kind, domain) in AGENCIES.items():
        agency = Agency.objects.create(slug=slug, name=name, short_name=short, kind=kind)
        EmailDomain.objects.create(domain=domain, agency=agency)
        demo.agencies[slug] = agency
    for domain in DOMAINS:
        EmailDomain.objects.create(domain=domain)


def _make_people(demo: Demo) -> None:
    for handle, (name, agency, joined) in PEOPLE.items():
        email = f"{handle}@{AGENCIES[agency][3]}"
        moment = demo.ago(joined, 9, 30)
        user = User.objects.create_user(
            email, name, handle=handle, created_at=moment, verified_at=moment, is_staff=handle == "yusuf.demir"
        )
        Affiliation.objects.create(user=user, agency=demo.agencies[agency], email=email, verified_at=moment)
        _accept_terms(user, moment)
        demo.people[handle] = user


def _accept_terms(user: User, moment: datetime) -> None:
    """They have been through the welcome when the demo begins."""
    User.objects.filter(pk=user.pk).update(accepted=settings.TERMS_VERSION)
    Acceptance.objects.create(user=user, version=settings.TERMS_VERSION, accepted_at=moment)


def _make_spaces(demo: Demo) -> None:
    for slug, about in SPACES.items():
        made = demo.ago(about["opened"], 11)
        space = Space.objects.create(
            slug=slug,
            title=about["title"],
            purpose=about["purpose"],
            visibility=about["visibility"],
            join_rule=about.get("join_rule", Space.JoinRule.AT_ONCE),
            created_at=made,
        )
        space.agencies.set([demo.agencies[agency] for agency in about.get("agencies", ())])
        for place, (handle, role) in enumerate(about["members"].items()):
            user = demo.people[handle]
            Membership.objects.create(space=space, user=user, role=role, joined_at=made + timedelta(days=3 * place))
            Watch.objects.create(user=user, space=space, level=Watch.Level.FIRST, reason=Watch.Reason.JOINED)
        demo.spaces[slug] = space


def _make_guests(demo: Demo) -> None:
    for email, (name, sponsor, space, days) in GUESTS.items():
        moment = demo.ago(60)
        user = User.objects.create_user(email, name, created_at=moment, verified_at=moment)
        _accept_terms(user, moment)
        until = demo.now + timedelta(days=days)
        Guest.objects.create(user=user, sponsor=demo.people[sponsor], until=until)
        reader = {"role": Membership.Role.READER, "joined_at": moment, "until": until}
        Membership.objects.create(space=demo.spaces[space], user=user, **reader)


def _make_ways_in(demo: Demo) -> None:
    """Somebody asks to be let in, somebody is invited, somebody is asked to own a space: nothing of it is answered yet."""
    for place, (handle, space, why) in enumerate(REQUESTS):
        asked = {"reason": why, "created_at": demo.ago(1 + place, 14)}
        AccessRequest.objects.create(space=demo.spaces[space], user=demo.people[handle], **asked)
    for space, by, email in INVITATIONS:
        moment = demo.ago(2, 15)
        until = moment + inviting.LASTS
        Invitation.objects.create(
            space=demo.spaces[space], by=demo.people[by], email=email, created_at=moment, expires_at=until
        )
    for space, by, to in HAND_OVERS:
        people = {"by": demo.people[by], "to": demo.people[to]}
        HandOver.objects.create(space=demo.spaces[space], created_at=demo.ago(3, 11), **people)

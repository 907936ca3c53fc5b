"""The cast, and plain functions that make people and spaces with sensible defaults."""

from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.text import slugify

from hub.models import Affiliation, Agency, EmailDomain, Guest, Membership, Space, User
from tests.ways import Authenticator, give_app


def make_person(handle, agency, **fields):
    """A verified person who works for `agency` (None: for nobody), fresh from the database."""
    domain = agency.domains.first().domain if agency else ""
    known = {"verified_at": timezone.now(), "accepted": settings.TERMS_VERSION}
    fields = {"email": f"{handle}@{domain}", "name": handle.title(), **known, **fields}
    user = User.objects.create_user(**fields)
    if agency:
        Affiliation.objects.create(user=user, agency=agency, email=user.email)
    return User.objects.get(pk=user.pk)


def make_space(owner, title="Open space", visibility="open", agencies=(), members=(), **fields):
    """A space owned by `owner`; `members` are (person, role) pairs or people."""
    space = Space.objects.create(title=title, slug=fields.pop("slug", slugify(title)), visibility=visibility, **fields)
    space.agencies.set(agencies)
    Membership.objects.create(space=space, user=owner, role="owner")
    for member in members:
        user, role = member if isinstance(member, tuple) else (member, "member")
        Membership.objects.create(space=space, user=user, role=role)
    return space


def make_cast() -> SimpleNamespace:
    """Who the fixture `cast` says, made through the same doors as everybody."""
    health = Agency.objects.create(name="Department of Health", short_name="Health", slug="health", kind="department")
    parks = Agency.objects.create(name="Parks Agency", short_name="Parks", slug="parks")
    unknown = Agency.objects.create(name="towns.gov.example", slug="towns", state=Agency.State.PROVISIONAL)
    EmailDomain.objects.create(domain="health.gov.example", agency=health)
    EmailDomain.objects.create(domain="parks.gov.example", agency=parks)
    EmailDomain.objects.create(domain="towns.gov.example", agency=unknown)
    space = Space.objects.create(
        title="Health practice", slug="health-practice", purpose="How we do health", visibility="members"
    )
    cast = SimpleNamespace(
        health=health,
        parks=parks,
        space=space,
        ana=make_person("ana", health, name="Ana Lloyd"),
        ben=make_person("ben", health, name="Ben Okoro"),
        cleo=make_person("cleo", parks, name="Cleo Marsh"),
        dev=make_person("dev", parks, name="Dev Patel"),
        una=make_person("una", unknown, name="Una Price"),
        root=make_person("root", health, name="Root Hughes", is_staff=True, is_superuser=True),
        lee=make_person("lee", parks, name="Lee Gone", is_active=False),
        pat=make_person("pat", None, name="Pat New", verified_at=None, email="pat@parks.gov.example"),
        gus=make_person("gus", None, name="Gus Guest", email="gus@charity.example"),
    )
    Guest.objects.create(user=cast.gus, sponsor=cast.ana, until=timezone.now() + timedelta(days=30))
    for user, role in ((cast.ana, "moderator"), (cast.dev, "member"), (cast.gus, "reader")):
        Membership.objects.create(space=space, user=user, role=role)
    give_app(cast.root)
    cast.people = [one for one in vars(cast).values() if isinstance(one, User)]
    return cast


_TABLES = (Agency, EmailDomain, Space, User, Affiliation, Guest, Membership, Authenticator)
_first: dict[type[models.Model], list[dict]] = {}  # the rows that the first cast of this process was made of
_names: dict[str, tuple[type[models.Model], int]] = {}


def the_cast() -> SimpleNamespace:
    """The cast. Made once a process; after that its rows are written again as they were, a table at a time: most tests
    begin with it, and it takes a fifth of the time. PostgreSQL would not count on from keys that are written so."""
    if connection.vendor != "sqlite" or any(table.objects.exists() for table in _TABLES):
        return make_cast()
    if not _first:
        cast = make_cast()
        _names.update({name: (type(one), one.pk) for name, one in vars(cast).items() if name != "people"})
        _first.update({table: list(table.objects.values()) for table in _TABLES})
        return cast
    made = {table: table.objects.bulk_create([table(**row) for row in rows]) for table, rows in _first.items()}
    found = {(table, one.pk): one for table, rows in made.items() for one in rows}
    cast = SimpleNamespace(**{name: found[key] for name, key in _names.items()})
    cast.people = [one for one in vars(cast).values() if isinstance(one, User)]
    return cast

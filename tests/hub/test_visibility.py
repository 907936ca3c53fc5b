"""The mirror: `visible_to` and `who_can_see` agree for every person of the cast and every audience."""

import itertools

import pytest
from django.utils import timezone

from hub.models import Audience, Item, OutsideAuthor, Space, User, signed
from hub.readership import readers_among
from tests.cast import make_space
from tests.sampling import sampled
from wiki.models import Page

AUDIENCES = [
    ("space", ()),
    ("author", ()),
    ("agencies", ("health",)),
    ("agencies", ("parks",)),
    ("agencies", ("health", "parks")),
    ("people", ("ana", "cleo", "gus")),
    ("people", ("ben", "lee", "pat")),
]


def make_item(space, author, audience="space", names=(), cast=None, **fields):
    item = Page.objects.create(
        space=space, title="T", slug=f"t{Item.objects.count()}", audience=audience, **signed(author), **fields
    )
    for name in names:
        thing = getattr(cast, name)
        Audience.objects.create(item=item, **({"user": thing} if isinstance(thing, User) else {"agency": thing}))
    return item


@pytest.fixture
def everything(cast):
    spaces = [
        None,
        cast.space,
        make_space(cast.ana, "Open", "open"),
        make_space(cast.ana, "Two", "agencies", agencies=[cast.health], members=[cast.dev, (cast.gus, "reader")]),
        make_space(cast.cleo, "Parks only", "agencies", agencies=[cast.parks]),
        make_space(cast.ben, "Hidden", "unlisted", members=[cast.cleo]),
    ]
    authors = [cast.ana, cast.cleo, cast.gus, OutsideAuthor.objects.create(source="s", key="k", name="Outside")]
    items = [
        make_item(space, author, audience, names, cast)
        for space, author, (audience, names) in itertools.product(spaces, authors, AUDIENCES)
    ]
    items.append(make_item(spaces[2], cast.ana, removed_at=timezone.now()))
    return items


@sampled(4)
def test_visible_to_and_who_can_see_agree_for_everyone(cast, everything, some):
    some = everything[some]
    items = Item.objects.filter(pk__in=[item.pk for item in some])
    seen = {(user.pk, pk) for user in User.objects.all() for pk in items.visible_to(user).values_list("pk", flat=True)}
    told = {(pk, item.pk) for item in some for pk in User.objects.who_can_see(item).values_list("pk", flat=True)}
    assert seen == told
    everybody = list(User.objects.values_list("pk", flat=True))
    assert {(pk, item.pk) for item in some for pk in readers_among(item, everybody)} == told
    assert len(seen) > len(some)


@pytest.mark.slow
def test_nobody_unproved_suspended_or_anonymous_sees_anything(cast, everything):
    from django.contrib.auth.models import AnonymousUser

    for user in (cast.pat, cast.lee, AnonymousUser()):
        assert not Item.objects.visible_to(user).exists()
        assert not Space.objects.visible_to(user).exists()
        assert not Space.objects.listed_to(user).exists()


def test_visible_to_says_what_the_table_says(cast):
    """Counted by hand from docs/permissions.md, so that both mirrors cannot be wrong together."""
    closed = make_item(cast.space, cast.ana)
    for_health = make_item(make_space(cast.ana, "O", "open"), cast.ana, "agencies", ["health"], cast)
    mine = make_item(cast.space, cast.ana, "author")
    named = make_item(cast.space, cast.ana, "people", ["gus", "cleo"], cast)
    names = lambda item: {user.first_name.lower() for user in User.objects.who_can_see(item)}  # noqa: E731
    assert names(closed) == {"ana", "dev", "gus"}
    assert names(for_health) == {"ana", "ben", "root"}
    assert names(mine) == {"ana"}
    assert names(named) == {"gus"}  # cleo is named, but the space is not hers to read


def test_a_guest_whose_date_has_come_or_whose_sponsor_left_sees_nothing(cast):
    item = make_item(cast.space, cast.ana)
    assert Item.objects.visible_to(cast.gus).get().pk == item.pk
    cast.gus.guest.until = timezone.now()
    cast.gus.guest.save()
    cast.gus.forget_standing()
    assert not Item.objects.visible_to(cast.gus).exists()
    cast.gus.guest.until = timezone.now().replace(year=2100)
    cast.gus.guest.save()
    cast.ana.affiliations.update(ended_at=timezone.now())
    cast.gus.forget_standing()
    assert not Item.objects.visible_to(cast.gus).exists()


def test_d01_a_provisional_agency_opens_no_agency_limited_content(cast):
    agency = cast.una.agency
    limited = make_item(make_space(cast.una, "Towns", "open"), cast.una, "agencies", [], cast)
    Audience.objects.create(item=limited, agency=agency)
    assert not Item.objects.visible_to(cast.una).filter(pk=limited.pk).exists()
    agency.state = "confirmed"
    agency.save()
    cast.una.forget_standing()
    assert Item.objects.visible_to(cast.una).filter(pk=limited.pk).exists()

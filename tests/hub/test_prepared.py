"""Queries whose SQL is kept: the same rows as the queryset, for everybody, at any time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Audience, Item, Membership
from hub.prepared import Prepared
from tests.cast import make_space
from wiki.actions import create_page


@pytest.fixture
def pages(cast):
    spaces = [
        cast.space,
        make_space(cast.ana, "Open to all"),
        make_space(cast.ana, "For Health", "agencies", agencies=[cast.health]),
        make_space(cast.cleo, "Not listed", "unlisted", members=[cast.dev]),
    ]
    made = [
        create_page(space, author=cast.ana, title=f"{audience} {n}", text="x", audience=audience)
        for n, space in enumerate(spaces)
        for audience in ("space", "agencies", "people", "author")
    ]
    for page in made:
        if page.audience == "agencies":
            Audience.objects.create(item=page, agency=cast.parks)
        if page.audience == "people":
            Audience.objects.create(item=page, user=cast.cleo)
    return made


def test_everybody_gets_the_rows_of_the_queryset(cast, pages):
    visible = Prepared(lambda user: Item.objects.visible_to(user).select_related("space").order_by("pk"))
    for _time in range(2):
        for person in cast.people:
            person.forget_standing()
            expected = list(Item.objects.visible_to(person).order_by("pk"))
            rows = visible(person)
            assert rows == expected, person.handle
            assert [row.space.title for row in rows] == [row.space.title for row in expected]
    assert len(visible.known) <= 5


@pytest.mark.slow
def test_values_are_exchanged_words_numbers_and_lists_of_any_length(cast, pages):
    def build(user, kind, keys, titles):
        return Item.objects.visible_to(user).filter(kind=kind, pk__in=keys, title__in=titles).values_list("pk", "title")

    found = Prepared(build)
    for count in (1, 2, 3, 9):
        keys, titles = [page.pk for page in pages[:count]], [page.title for page in pages[1:]]
        expected = list(build(cast.ana, kind="page", keys=keys, titles=titles))
        assert sorted(found(cast.ana, kind="page", keys=keys, titles=titles)) == sorted(expected)
    assert found(cast.ana, kind="nothing", keys=[pages[0].pk], titles=["x"]) == []


@pytest.mark.slow
def test_days_and_moments_are_exchanged(cast, pages):
    def build(user, since, until):
        return Item.objects.visible_to(user).filter(changed_at__gt=since, review_on__lte=until).values_list("pk")

    found, now, today = Prepared(build), timezone.now(), timezone.localdate()
    for number, page in enumerate(pages[:4]):
        Item.objects.filter(pk=page.pk).update(
            changed_at=now - timedelta(days=number), review_on=today + timedelta(days=number)
        )
    for days in (1, 3, 9):
        values = {"since": now - timedelta(days=days, hours=1), "until": today + timedelta(days=2)}
        assert sorted(found(cast.ana, **values)) == sorted(build(cast.ana, **values)) != []
    assert len(found.known) == 1


@pytest.mark.slow
def test_none_is_another_query_and_not_a_value(cast, pages):
    def build(user, space, title):
        found = Item.objects.visible_to(user).filter(title=title)
        return found if space is None else found.filter(space=space)

    found = Prepared(build)
    for space in (None, cast.space.pk, pages[4].space_id, None):
        expected = list(build(cast.ana, space=space, title=pages[4].title))
        assert found(cast.ana, space=space, title=pages[4].title) == expected
    assert [row.pk for row in found(cast.ana, space=None, title=pages[4].title)] == [pages[4].pk]
    assert len(found.known) == 2


@pytest.mark.slow
def test_it_costs_one_query(cast, pages, django_assert_num_queries):
    visible = Prepared(lambda user: Item.objects.visible_to(user))
    assert cast.dev.standing
    with django_assert_num_queries(1):
        visible(cast.dev)


@pytest.mark.slow
def test_what_ends_at_a_moment_ends_then(cast, pages, monkeypatch):
    visible = Prepared(lambda user: Item.objects.visible_to(user).filter(space__slug="not-listed"))
    Membership.objects.filter(space__slug="not-listed", user=cast.dev).update(until=timezone.now() + timedelta(hours=1))
    assert len(visible(cast.dev)) == 2
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert visible(cast.dev) == []


def test_a_query_that_would_keep_a_moment_or_lose_a_value_is_refused(cast):
    keeps = Prepared(lambda user: Item.objects.filter(changed_at__lt=timezone.now()))
    with pytest.raises(TypeError, match=r"hub\.clock"):
        keeps(cast.ana)
    loses = Prepared(lambda user, title: Item.objects.filter(title__startswith=title))
    with pytest.raises(TypeError, match="does not use title"):
        loses(cast.ana, title="A")

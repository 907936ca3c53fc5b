"""What the box in the masthead offers while somebody types: what they may see, and nothing of anything else."""

import pytest
from django.test import Client

from hub.models import Item
from tests.cast import make_space
from tests.nets.makers import make_idea


def offered(client, query):
    return [row["label"] for row in client.get("/complete/search/", {"q": query}).json()]


def test_spaces_people_and_titles_are_offered_with_where_they_lead(cast, sign_in):
    space = make_space(cast.ana, "Daylight", "open")
    idea = make_idea(cast.ana, space, title="About day centres", words="x")
    rows = sign_in(cast.ana).get("/complete/search/?q=da").json()
    assert rows == [
        {"label": "Daylight", "hint": "Space", "url": space.get_absolute_url()},
        {"label": "About day centres", "hint": "Idea, in Daylight", "url": idea.get_absolute_url()},
    ]
    assert sign_in(cast.ana).get("/complete/search/?q=dev").json() == [
        {"label": "Dev Patel", "hint": "Parks", "url": cast.dev.get_absolute_url()}
    ]


@pytest.mark.parametrize("person", ["ben", "cleo", "root", "gus"])
@pytest.mark.slow
def test_a07_outsiders_are_offered_neither_titles_nor_spaces_nor_people_they_may_not_know_of(cast, sign_in, person):
    hidden = make_space(cast.dev, "Zebra room", "unlisted")
    make_idea(cast.dev, hidden, title="Zebra plan", words="x")
    narrow = make_idea(cast.dev, cast.space, title="Zebra diary", words="x")
    Item.objects.filter(pk=narrow.pk).update(audience="author")
    assert offered(sign_in(getattr(cast, person)), "zebra") == []
    assert offered(sign_in(cast.dev), "zebra") == ["Zebra room", *offered(sign_in(cast.dev), "zebra")[1:]]
    assert len(offered(sign_in(cast.dev), "zebra")) == 3


def test_a07_guests_are_offered_people_of_their_spaces_alone(cast, sign_in):
    client = sign_in(cast.gus)
    assert offered(client, "ana") == ["Ana Lloyd"]
    assert offered(client, "ben") == []


def test_nothing_is_offered_for_nothing_for_field_queries_or_to_strangers(cast, sign_in):
    make_idea(cast.ana, cast.space, title="Heat plan", words="x")
    client = sign_in(cast.ana)
    assert offered(client, "heat") == ["Heat plan"]
    for query in ("", " ", "type:page heat", "plan -heat", "%", "_", "\0"):
        assert offered(client, query) == []
    assert Client().get("/complete/search/?q=heat").status_code == 302


def test_the_box_says_where_its_suggestions_are_and_works_without_them(cast, sign_in):
    page = sign_in(cast.ana).get("/").content.decode()
    assert 'data-hub-suggest="/complete/search/"' in page and 'action="/search/"' in page

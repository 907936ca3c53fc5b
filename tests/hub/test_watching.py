"""Topics, and watching things."""

import pytest

from hub.actions import watching
from hub.models import Tag, Watch
from tests.cast import make_space
from tests.sample.actions import have_idea


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


@pytest.fixture
def idea(cast):
    idea = have_idea(cast.space, author=cast.dev, title="Heat plan", text="x")
    idea.tags.add("Wading birds")
    return idea


def test_a_topic_shows_everything_on_it_that_the_reader_may_see(cast, sign_in, idea):
    page = words(sign_in(cast.gus).get("/t/wading-birds/"))
    assert "Wading birds" in page and "Heat plan" in page and "Watch" in page


@pytest.mark.parametrize("person", ["ben", "cleo", "root", "una"])
def test_a03_a_topic_of_nothing_i_may_see_is_unknown(cast, sign_in, idea, person):
    client = sign_in(getattr(cast, person))
    assert client.get("/t/wading-birds/").status_code == 404
    assert client.post("/watch/?tag=wading-birds").status_code == 404
    assert not Watch.objects.filter(user=getattr(cast, person)).exists()


def test_the_button_watches_everything_and_stopping_is_remembered(cast, sign_in, idea):
    client = sign_in(cast.ana)
    response = client.post(f"/watch/?item={idea.pk}", {"watch": "on"})
    assert response["Location"] == idea.get_absolute_url()
    assert watching.level_of(cast.ana, idea) == Watch.Level.EVERYTHING
    client.post(f"/watch/?item={idea.pk}", {"watch": "off"})
    assert watching.level_of(cast.ana, idea) == Watch.Level.MENTIONS
    Watch.objects.join_in(cast.ana, idea)
    assert not watching.is_on(watching.level_of(cast.ana, idea))


def test_a_topic_and_a_space_are_watched_and_their_pages_say_so(cast, sign_in, idea):
    client = sign_in(cast.ana)
    client.post("/watch/?tag=wading-birds", {"watch": "on"})
    assert "Stop watching" in words(client.get("/t/wading-birds/"))
    client.post("/watch/?tag=wading-birds", {"watch": "off"})
    assert watching.level_of(cast.ana, Tag.objects.get()) is None
    for level in Watch.Level.values:
        page = words(client.post("/watch/?space=health-practice", {"level": level}, follow=True))
        assert f'<option value="{level}" selected>' in page
        assert watching.level_of(cast.ana, cast.space) == level


@pytest.mark.parametrize(
    "target", ["item={pk}", "space=health-practice", "item=999999", "item=x", "space=never", "tag=never", ""]
)
def test_a02_what_i_may_not_know_of_cannot_be_watched(cast, sign_in, idea, target):
    assert sign_in(cast.ben).post(f"/watch/?{target.format(pk=idea.pk)}", {"watch": "on"}).status_code == 404
    assert not Watch.objects.filter(user=cast.ben).exists()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_afterwards_i_am_back_on_this_hub(cast, sign_in, idea, away):
    client = sign_in(cast.ana)
    assert client.post(f"/watch/?item={idea.pk}", {"next": away})["Location"] == idea.get_absolute_url()
    assert client.post(f"/watch/?item={idea.pk}", {"next": "/spaces/"})["Location"] == "/spaces/"


def test_watching_is_for_those_who_post(cast, sign_in, idea):
    assert sign_in(cast.ana).get(f"/watch/?item={idea.pk}").status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_r16_a_topic_costs_the_same_for_one_row_and_three(cast, sign_in, rows, django_assert_max_num_queries):
    for n in range(rows):
        space = make_space(cast.ana, f"Space {n}")
        have_idea(space, author=[cast.ben, cast.cleo, cast.dev][n], title=f"Idea {n}", text="x").tags.add("birds")
    client = sign_in(cast.ana)
    with django_assert_max_num_queries(7):
        assert words(client.get("/t/birds/")).count("had an idea") == rows

"""Topics, and watching things."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.actions import watching
from hub.models import Item, Tag, Watch
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
    assert "Wading birds" in page and "Heat plan" in page and "Follow" in page


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


@pytest.mark.slow
def test_a_topic_and_a_space_are_watched_and_their_pages_say_so(cast, sign_in, idea):
    client = sign_in(cast.ana)
    client.post("/watch/?tag=wading-birds", {"watch": "on"})
    assert "Stop following" in words(client.get("/t/wading-birds/"))
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
    with django_assert_max_num_queries(8):
        assert words(client.get("/t/birds/")).count("had an idea") == rows


@pytest.mark.slow
def test_nt_03_everything_i_watch_stands_on_one_page_with_level_and_reason(cast, sign_in, idea):
    client = sign_in(cast.gus)
    assert "You watch nothing yet" in words(client.get("/settings/watching/"))
    for kind in idea.kinds.values():
        kind.greet(cast.ana)
    client = sign_in(cast.dev)
    watching.set_level(cast.dev, cast.space, Watch.Level.FIRST)
    watching.set_level(cast.dev, Tag.objects.get(), Watch.Level.DIGEST)
    watching.set_level(cast.dev, Item.objects.get(kind="profile", author=cast.ana), Watch.Level.EVERYTHING)
    page = words(client.get("/settings/watching/"))
    for said in ("Health practice", "Wading birds", "Ana Lloyd", "Heat plan", "because you took part", "In the digest only"):
        assert said in page
    assert "Less: New discussions and new versions" in page
    assert 'href="/settings/watching/"' in words(client.get("/settings/")) and "/settings/watching/" in words(
        client.get("/notifications/")
    )


@pytest.mark.slow
def test_nt_18_one_click_lessens_by_one_and_one_stops(cast, sign_in, idea):
    client, seen = sign_in(cast.dev), []
    watching.set_level(cast.dev, idea, Watch.Level.EVERYTHING)
    for _click in range(5):
        answer = client.post(f"/watch/?item={idea.pk}", {"level": "less", "next": "/settings/watching/"}, follow=True)
        assert answer.redirect_chain == [("/settings/watching/", 302)] and "You hear less of “Heat plan” now" in words(answer)
        seen.append(watching.level_of(cast.dev, idea))
    assert seen == [Watch.Level.FIRST, Watch.Level.DIGEST, Watch.Level.MENTIONS, Watch.Level.MUTE, Watch.Level.MUTE]
    watching.set_level(cast.dev, cast.space, Watch.Level.EVERYTHING)
    client.post("/watch/?space=health-practice", {"watch": "off", "next": "/settings/watching/"})
    assert watching.level_of(cast.dev, cast.space) == Watch.Level.MENTIONS


def test_nt_18_what_comes_by_a_space_or_a_topic_is_lessened_for_the_thing_alone(cast, sign_in, idea):
    watching.set_level(cast.gus, cast.space, Watch.Level.EVERYTHING)
    assert watching.lessen(cast.gus, idea) == Watch.Level.FIRST
    assert watching.level_of(cast.gus, cast.space) == Watch.Level.EVERYTHING
    watching.set_level(cast.ana, idea.tags.get(), Watch.Level.DIGEST)
    assert watching.lessen(cast.ana, idea) == Watch.Level.MENTIONS


def test_a03_what_i_may_no_longer_see_is_not_in_the_list(cast, sign_in, idea):
    watching.set_level(cast.dev, cast.space, Watch.Level.FIRST)
    watching.set_level(cast.dev, idea.tags.get(), Watch.Level.FIRST)
    cast.space.memberships.filter(user=cast.dev).delete()
    page = words(sign_in(cast.dev).get("/settings/watching/"))
    assert "Heat plan" not in page and "Health practice" not in page and "Wading birds" not in page


@pytest.mark.slow
def test_r16_the_list_costs_the_same_for_one_thing_and_three(cast, sign_in, idea):
    client, costs = sign_in(cast.dev), []
    for number in range(3):
        made = have_idea(cast.space, author=cast.dev, title=f"I{number}", text="x")
        made.tags.add(f"Topic {number}")
        watching.set_level(cast.dev, made.tags.get(), Watch.Level.FIRST)
        with CaptureQueriesContext(connection) as asked:
            client.get("/settings/watching/")
        costs.append(len(asked))
    assert costs[1] == costs[2] <= costs[0]  # the first visit notes the session too


@pytest.mark.parametrize("name", ["田中", "٣", "ª", "㉈", "\u202eab"])
def test_a_topic_of_any_letters_has_an_address(cast, sign_in, name):
    idea = have_idea(cast.space, author=cast.dev, title="Signs", text="x")
    idea.tags.add(name)
    tag = idea.tags.get()
    assert tag.slug.strip("-_")
    assert "Signs" in words(sign_in(cast.dev).get(tag.get_absolute_url()))


def test_a_topic_says_of_which_type_each_thing_is_and_narrows_to_one(cast, sign_in, idea):
    from forums.actions import start_topic

    start_topic(cast.space, author=cast.ana, title="Which bird is it?", text="words", topics=["Wading birds"])
    client = sign_in(cast.ana)
    page = client.get("/t/wading-birds/").content.decode()
    assert "Discussions (1)" in page and "All (2)" in page and ">Discussion<" in page
    page = client.get("/t/wading-birds/?kind=topic").content.decode()
    assert "Which bird is it?" in page and "Heat plan" not in page

"""SP-09: "Visible to 4 people in 2 agencies", exact, wherever something is written, before and after."""

import pytest
from django.utils import translation

from hub.models import Item, User
from hub.readers import Readers, readers_of
from tests.cast import make_space
from tests.nets.makers import MAKERS


def said(thing):
    return f"Visible to {readers_of(thing)}"


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_numbers_are_grouped_and_one_is_one():
    with translation.override("en-gb"):
        assert str(Readers(1204, 3)) == "1,204 people in 3 agencies"
        assert str(Readers(1, 1)) == "1 person in 1 agency"


@pytest.mark.slow
def test_sp09_every_form_for_something_new_counts_its_readers_before_the_first_save(cast, sign_in):
    two = make_space(cast.ana, "Two", "agencies", agencies=[cast.parks], members=[(cast.gus, "reader")])
    client = sign_in(cast.ana)
    for space in (two, cast.space):
        for address in (f"/s/{space.slug}/new/", f"/s/{space.slug}/discussions/new/", f"/s/{space.slug}/library/new/"):
            assert said(space) in text_of(client.get(address)), address


def test_sp09_a_new_lesson_is_its_writers_alone_and_says_so(cast, sign_in):
    page = text_of(sign_in(cast.ana).get("/lessons/new/"))
    assert "Visible to 1 person in 1 agency" in page and "Only you, until you share it." in page


@pytest.mark.slow
def test_sp09_every_form_that_changes_something_counts_its_readers(cast, sign_in):
    client = sign_in(cast.dev)
    made = {kind: MAKERS[kind](cast.dev, cast.space, title=f"Of {kind}", words="words") for kind in MAKERS}
    page, topic, leaflet, lesson = (made[kind] for kind in ("page", "topic", "resource", "lesson"))
    here = leaflet.get_absolute_url()
    forms = {
        page: [f"{page.get_absolute_url()}edit/"],
        topic: [f"/d/{topic.pk}/change/", f"/d/{topic.pk}/post/{topic.opening_id}/edit/"],
        leaflet: [f"{here}edit/", f"{here}versions/new/"],
        lesson: [f"/lessons/{lesson.pk}/edit/"],
    }
    for item, addresses in forms.items():
        for address in addresses:
            assert said(item) in text_of(client.get(address)), address


def test_sp09_a_reply_counts_its_readers_in_its_preview_and_links_to_them_before(cast, sign_in):
    topic = MAKERS["topic"](cast.dev, cast.space, title="Rotas", words="words")
    client = sign_in(cast.dev)
    assert f'data-hub-count="/readers/{topic.pk}/?count=1"' in text_of(client.get(topic.get_absolute_url()))
    sent = {"text": "An answer", "preview": "1"}
    assert said(topic) in text_of(client.post(f"/d/{topic.pk}/reply/", sent))


def test_sp09_the_count_alone_is_for_those_who_may_know_of_it(cast, sign_in):
    page = MAKERS["page"](cast.dev, cast.space, title="Ours", words="words")
    address = f"/readers/{page.pk}/?count=1"
    assert sign_in(cast.dev).get(address).content.decode() == said(page)
    assert sign_in(cast.cleo, fresh=True).get(address).status_code == 404


@pytest.mark.parametrize("audience", ["space", "agencies", "people"])
@pytest.mark.slow
def test_sp09_the_count_follows_what_is_chosen_and_is_what_comes_of_it(cast, sign_in, audience):
    page = MAKERS["page"](cast.dev, cast.space, title="Ours", words="words")
    client = sign_in(cast.dev)
    sent = {"audience": audience, "agencies": [cast.parks.pk], "people": "@ana"}
    counted = client.post(f"/audience/{page.pk}/", {**sent, "count": "1"}).content.decode()
    assert Item.objects.get(pk=page.pk).audience == "space", "counting changes nothing"
    if audience != "space":
        assert counted in text_of(client.post(f"/audience/{page.pk}/", sent)), "without scripts it stands on the next page"
    client.post(f"/audience/{page.pk}/", {**sent, "sure": "yes"})
    page = Item.objects.select_related("space").get(pk=page.pk)
    assert page.audience == audience
    assert counted == said(page)
    assert client.post(f"/audience/{page.pk}/", {"audience": "people", "count": "1"}).status_code == 204


@pytest.mark.slow
def test_sp09_moving_and_opening_a_space_count_who_sees_it_then(cast, sign_in):
    there = make_space(cast.dev, "There")
    page = MAKERS["page"](cast.dev, cast.space, title="Ours", words="words")
    client = sign_in(cast.dev)
    assert client.post(f"/move/{page.pk}/", {"space": there.pk, "count": "1"}).content.decode() == said(there)
    assert said(there) in text_of(client.post(f"/move/{page.pk}/", {"space": there.pk}))
    sent = {"title": "There", "purpose": "x", "visibility": "members", "join_rule": "ask"}
    counted = client.post("/s/there/settings/", {**sent, "count": "1"}).content.decode()
    client.post("/s/there/settings/", {**sent, "sure": "yes"})
    there.refresh_from_db()
    assert there.visibility == "members" and counted == said(there)


def test_sp09_who_cannot_be_counted_by_a_form_stays_unknown(cast, sign_in):
    """The count of a plan is for those who may make it."""
    page = MAKERS["page"](cast.dev, cast.space, title="Ours", words="words")
    assert sign_in(cast.gus).post(f"/audience/{page.pk}/", {"audience": "space", "count": "1"}).status_code == 403
    assert User.objects.who_can_see(page).filter(pk=cast.gus.pk).exists()

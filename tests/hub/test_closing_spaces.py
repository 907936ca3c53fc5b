"""Before a space is opened, and after its work is done."""

import pytest

from hub.actions.spaces import create_space
from hub.models import Event, Space
from hub.similar import similar_spaces
from tests.cast import make_space
from wiki.actions import create_page


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[-1]


SEEDED = [
    ("Council tax reduction", "Schemes and hardship funds"),
    ("Winter plans for hospitals", "Beds and staff when it is cold"),
    ("Debt advice practice", "How advisers help people in debt"),
    ("Park rangers", "Paths, trees and visitors"),
    ("Freedom of information", "Requests and exemptions"),
]
DUPLICATES = [
    "Reducing council tax",
    "Hospital winter planning",
    "Advising on debts",
    "Rangers of parks",
    "Information requests",
]


@pytest.mark.parametrize(("title", "meant"), list(zip(DUPLICATES, SEEDED, strict=True)))
def test_sp16_a_space_on_the_same_is_offered_before_one_is_opened(cast, title, meant):
    for name, purpose in SEEDED:
        make_space(cast.ana, name, purpose=purpose)
    assert similar_spaces(cast.ben, title)[0].title == meant[0]
    assert not similar_spaces(cast.ben, "Volcanoes of Iceland")


def test_what_is_similar_can_be_passed_over_and_a_hidden_one_is_not_named(cast, sign_in):
    make_space(cast.ana, "Winter plans", purpose="Cold")
    make_space(cast.ana, "Winter secrets", "unlisted", slug="secrets", purpose="Cold")
    form = {"title": "Plans for winter", "purpose": "x", "visibility": "open", "join_rule": "at_once"}
    page = words(sign_in(cast.ben).post("/spaces/new/", form))
    assert "Is it one of these?" in page and "Winter plans" in page and "Winter secrets" not in page
    assert 'value="Plans for winter"' in page
    sign_in(cast.ben).post("/spaces/new/", {**form, "sure": "yes"})
    assert Space.objects.filter(slug="plans-for-winter").exists()


@pytest.mark.slow
def test_sp18_an_archived_space_is_read_only_marked_and_comes_back(cast, sign_in):
    space = create_space(cast.ana, title="Winter plans", purpose="x")
    page = create_page(space, author=cast.ana, title="Beds", text="Count them")
    client, here = sign_in(cast.ana), "/s/winter-plans/settings/state/"
    assert "Say in a few words why" in words(client.post(here, {"state": "archived"}))
    client.post(here, {"state": "archived", "note": "Winter is over"})
    said = words(client.get("/s/winter-plans/"))
    assert "Archived." in said and "Winter is over" in said
    assert "Count them" in words(client.get(page.get_absolute_url()))
    assert client.post(f"{page.get_absolute_url()}edit/", {"title": "x"}).status_code == 403
    assert client.get("/s/winter-plans/new/").status_code == 403
    assert sign_in(cast.ben).post("/s/winter-plans/join/").status_code == 403
    sign_in(cast.ana).post(here, {"state": "active"})
    assert client.get("/s/winter-plans/new/").status_code == 200
    assert [e.data["after"] for e in Event.objects.filter(verb="hub.space_state_changed").order_by("pk")] == [
        "archived",
        "active",
    ]


def test_sp18_a_closed_space_leads_to_its_successor_and_can_still_be_read(cast, sign_in):
    old, new = create_space(cast.ana, title="Old plans"), create_space(cast.ana, title="New plans")
    sign_in(cast.ana).post("/s/old-plans/settings/state/", {"state": "closed", "note": "Moved.", "successor": new.pk})
    page = words(sign_in(cast.ben).get("/s/old-plans/", follow=True))
    assert "“Old plans” was closed: Moved." in page and "New plans" in page
    assert "Closed." in words(sign_in(cast.ben).get("/s/old-plans/?stay=1"))
    assert old.pk


@pytest.mark.parametrize("person", ["ben", "dev", "root"])
def test_a02_nobody_is_led_to_a_space_they_may_not_know_of(cast, sign_in, person):
    old = create_space(cast.ana, title="Old plans")
    hidden = make_space(cast.ana, "Quiet", "unlisted", slug="quiet")
    Space.objects.filter(pk=old.pk).update(state="closed", successor=hidden)
    client = sign_in(getattr(cast, person))
    page = client.get("/s/old-plans/")
    assert page.status_code == 200 and "Quiet" not in words(page)
    assert client.post("/s/old-plans/settings/state/", {"state": "active"}).status_code == 403

"""The welcome: four short pages, and house rules that are accepted with a version and a time."""

import pytest
from django.test import Client

from forums.actions import start_topic
from hub.models import Acceptance, Membership, User, Watch
from tests.accounts.door import come_in
from tests.cast import make_space


@pytest.fixture
def noor(cast):
    """A browser of somebody new, on the way to a page."""
    client = Client()
    come_in(client, "noor@parks.gov.example", next="/people/")
    return client


def test_si_18_the_rules_are_accepted_on_the_first_page_with_their_version_and_the_time(cast, noor):
    page = noor.get("/welcome/?next=/people/").content.decode()
    assert "Page 1 of 4" in page and "I accept the house rules and terms" in page and "/about/house-rules/" in page
    answer = noor.post("/welcome/", {"name": "Noor Hale", "next": "/people/"})
    assert answer.status_code == 200
    assert "accept them to go on" in answer.content.decode() and 'value="Noor Hale"' in answer.content.decode()
    assert noor.get("/people/")["Location"].startswith("/welcome/")
    noor.post("/welcome/", {"name": "Noor Hale", "terms": "on", "next": "/people/"})
    row = Acceptance.objects.get(user__email="noor@parks.gov.example")
    assert row.version == "1" and row.accepted_at
    assert noor.get("/people/").status_code == 200


def test_all_pages_but_the_first_can_be_skipped_and_lead_where_they_were_going(cast, noor):
    answer = noor.post("/welcome/", {"name": "Noor", "terms": "on", "next": "/people/?q=x"})
    for number in (2, 3):
        page = noor.get(answer["Location"]).content.decode()
        assert f"Page {number} of 4" in page
        assert f'href="/welcome/{number + 1}/?next=%2Fpeople%2F%3Fq%3Dx">Skip this page' in page
        answer = {"Location": f"/welcome/{number + 1}/?next=%2Fpeople%2F%3Fq%3Dx"}
    page = noor.get(answer["Location"]).content.decode()
    assert 'href="/people/?q=x"' in page and "/settings/security/" in page


def test_topics_are_followed_and_spaces_joined_of_those_that_are_open_to_them(cast, noor):
    space = make_space(cast.cleo, "Tree care", purpose="Trees")
    make_space(cast.ben, "Health only", "agencies", [cast.health])
    start_topic(space, author=cast.cleo, title="Oaks", text="x").tags.add("Oaks")
    noor.post("/welcome/", {"name": "Noor", "terms": "on"})
    page = noor.get("/welcome/3/").content.decode()
    assert "Oaks" in page and "Tree care" in page and "1 colleague of yours is there" in page
    assert "Health only" not in page and "Health practice" not in page
    answer = noor.post("/welcome/3/", {"topics": ["oaks", "nothing"], "spaces": ["tree-care", "health-only"]})
    assert answer["Location"] == "/welcome/4/"
    user = User.objects.get(email="noor@parks.gov.example")
    assert Watch.objects.filter(user=user, tag__slug="oaks").exists()
    assert list(Membership.objects.filter(user=user).values_list("space__slug", flat=True)) == ["tree-care"]


def test_si_18_a_new_version_is_asked_of_everybody_once_and_traps_nothing_on_its_way(cast, sign_in, settings):
    settings.TERMS_VERSION = "2"
    client = sign_in(cast.ben)
    assert client.get("/people/?q=ana")["Location"] == "/welcome/?next=%2Fpeople%2F%3Fq%3Dana"
    page = client.get("/welcome/?next=/people/").content.decode()
    assert "The house rules have changed" in page and "Page 1 of 4" not in page
    # What is no page of its own goes on: parts, pictures, what a script keeps, help, the way out.
    assert client.get("/notifications/panel/", headers={"hx-request": "true"}).status_code == 200
    assert client.get("/complete/people/?q=a", headers={"accept": "application/json"}).status_code == 200
    assert client.post("/drafts/", {"fields": "{}", "kind": "page"}, headers={"accept": "application/json"}).status_code == 200
    assert client.get("/help/").status_code == 200
    assert client.get("/about/house-rules/").status_code == 200
    assert client.post("/welcome/", {"name": "Ben Okoro", "terms": "on", "next": "/people/"})["Location"] == "/people/"
    assert client.get("/people/").status_code == 200
    assert Acceptance.objects.filter(user=cast.ben, version="2").count() == 1


def test_d19_whoever_has_accepted_nothing_gets_nowhere_and_scripts_are_told_plainly(cast, noor):
    for address in (
        "/",
        "/spaces/",
        "/settings/",
        "/guests/",
        "/hand-over/",
        "/welcome/2/",
        "/welcome/4/",
        "/settings/address/",
    ):
        assert noor.get(address)["Location"].startswith("/welcome/"), address
    assert noor.get("/complete/people/?q=a", headers={"accept": "application/json"}).status_code == 401
    assert noor.post("/sign-out/").status_code == 302

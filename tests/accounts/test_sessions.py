"""How long somebody stays signed in, how they leave, where they are sent on, which language they read."""

import json
import time

import pytest
from django.test import Client

from hub.redirects import is_own_path
from tests.accounts.door import ask, come_in, newest_code, type_code


def is_in(client):
    return client.get("/people/").status_code == 200


@pytest.fixture
def clock(monkeypatch):
    """Move the session's clock: `clock(hours=3)`."""
    real = time.time

    def move(hours):
        monkeypatch.setattr(time, "time", lambda: real() + hours * 3600)

    return move


def test_l09_the_session_key_changes_at_sign_in(cast, client):
    ask(client, cast.ana.email)
    before = client.session.session_key
    type_code(client, newest_code(cast.ana.email))
    assert client.session.session_key != before
    assert is_in(client)
    stale = Client()
    stale.cookies["hub-session"] = before
    assert not is_in(stale)


def test_l11_twelve_idle_hours_end_a_session(cast, client, clock):
    come_in(client, cast.ana.email)
    clock(hours=11.9)
    assert is_in(client)
    clock(hours=23)
    assert is_in(client)
    clock(hours=36)
    assert not is_in(client)


@pytest.mark.slow
def test_l11_a_week_ends_a_session_however_much_it_is_used(cast, client, clock):
    come_in(client, cast.ana.email)
    for hours in range(10, 7 * 24, 10):
        clock(hours=hours)
        assert is_in(client)
    clock(hours=7 * 24 + 1)
    assert not is_in(client)


def test_sign_out_is_a_post_and_ends_the_session_in_the_database(cast, client):
    come_in(client, cast.ana.email)
    key = client.session.session_key
    assert ">Sign out</button>" in " ".join(client.get("/sign-out/").content.decode().split())
    assert is_in(client)
    answer = client.post("/sign-out/")
    assert answer["Location"] == "/sign-in/"
    assert "You are signed out" in client.get("/sign-in/").content.decode()
    old = Client()
    old.cookies["hub-session"] = key
    assert not is_in(old)


def test_l12_the_cookies_are_out_of_reach_of_scripts_and_other_sites(cast, client):
    come_in(client, cast.ana.email)
    session = client.cookies["hub-session"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert client.cookies["hub-csrf"]["samesite"] == "Lax" if "hub-csrf" in client.cookies else True


def test_x14_the_door_wants_the_token_of_its_own_page(cast):
    client = Client(enforce_csrf_checks=True)
    for address in ("/sign-in/", "/sign-in/code/", "/sign-out/", "/language/"):
        assert client.post(address, {"email": cast.ana.email}).status_code == 403


@pytest.fixture
def redirects(shared):
    """[(address, whether it may be followed)]; addresses of another host never, however they are written."""
    suite = json.loads((shared / "suites/url/django_safe_redirect.json").read_text())
    found = [(case["url"], case["safe"]) for case in suite]
    lines = (shared / "suites/url/open_redirect_openredirects.txt").read_text().splitlines()
    return found + [(line, None) for line in lines if line]


def test_x16_nobody_is_sent_to_another_host(redirects):
    wrong = [url for url, safe in redirects if safe is False and is_own_path(url)]
    assert wrong == []
    for url, _safe in redirects:
        if is_own_path(url):
            assert url.startswith("/") and not url.startswith("//") and "\\" not in url


@pytest.mark.slow
def test_x16_the_door_and_the_language_switch_go_on_within_the_hub_only(cast, redirects, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    client = Client()
    for url, _safe in redirects[::8]:
        followed = client.post("/language/", {"language": "cy", "next": url}), come_in(Client(), cast.ana.email, next=url)
        for answer in followed:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/") and not answer["Location"].startswith(("//", "/\\"))
            assert is_own_path(url) or answer["Location"] == "/"


def test_the_language_of_the_account_comes_with_signing_in(cast, client):
    cast.ana.language = "cy"
    cast.ana.save()
    come_in(client, cast.ana.email)
    assert client.cookies["hub-language"].value == "cy"
    assert '<html lang="cy"' in client.get("/settings/").content.decode()


def test_a_language_is_chosen_by_link_for_the_browser_and_by_form_for_the_account(cast, client, sign_in):
    assert '<html lang="cy"' in client.get("/sign-in/?lang=cy").content.decode()
    assert '<html lang="cy"' in client.get("/sign-in/").content.decode()
    assert '<html lang="cy"' in client.get("/sign-in/?lang=tlh").content.decode()
    client = sign_in(cast.ana)
    assert client.post("/language/", {"language": "en-gb", "next": "/people/"})["Location"] == "/people/"
    cast.ana.refresh_from_db()
    assert cast.ana.language == "en-gb"
    client.post("/language/", {"language": "tlh"})
    cast.ana.refresh_from_db()
    assert cast.ana.language == "en-gb"


def test_somebody_changes_their_name_and_language_in_one_place(cast, sign_in):
    client = sign_in(cast.ana)
    page = client.get("/settings/").content.decode()
    assert cast.ana.email in page
    assert "Department of Health" in page
    assert client.post("/settings/", {"name": "\u202eAna", "language": "cy"}).status_code == 200
    answer = client.post("/settings/", {"name": "Ana Lloyd-Reed", "language": "cy"})
    assert answer["Location"] == "/settings/"
    cast.ana.refresh_from_db()
    assert (cast.ana.name, cast.ana.language) == ("Ana Lloyd-Reed", "cy")
    assert cast.ana.profile.title == "Ana Lloyd-Reed"


def test_whoever_works_for_nobody_any_more_is_told_so_and_may_sign_out(cast, sign_in):
    cast.gus.guest.until = "2020-01-01T00:00Z"
    cast.gus.guest.save()
    client = sign_in(cast.gus)
    page = client.get("/people/")
    assert page.status_code == 403
    assert "Your time as a guest is over" in page.content.decode()
    assert 'action="/sign-out/"' in page.content.decode()

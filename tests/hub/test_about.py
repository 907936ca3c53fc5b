"""Pages about the hub, its health, and what people see when something goes wrong."""

import json
import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from hub import __version__
from hub.models import Delivery
from hub.views import about
from tests.sample.actions import have_idea

PUBLIC = [
    "/help/",
    "/help/formatting/",
    "/about/accessibility/",
    "/about/privacy/",
    "/about/house-rules/",
    "/about/contact/",
]


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_about_the_hub_are_for_everybody(cast, sign_in, address):
    for client in (Client(), sign_in(cast.ana), sign_in(cast.gus, fresh=True)):
        response = client.get(address)
        assert response.status_code == 200 and "<h1" in words(response)


def test_a26_health_says_one_word_and_nothing_else(db, monkeypatch):
    assert Client().get("/healthz").content == b"ok\n"

    class Gone:
        def cursor(self):
            raise OperationalError("the password of the database is hunter2")

    monkeypatch.setattr(about, "connection", Gone())
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (503, b"down\n")


def test_health_says_when_work_waits_too_long(cast):
    have_idea(cast.space, author=cast.dev, title="T", text="x")
    Delivery.objects.update(not_before=timezone.now() - timedelta(hours=1))
    assert Client().get("/healthz").content == b"late\n"
    Delivery.objects.update(parked_at=timezone.now())
    assert Client().get("/healthz").content == b"ok\n"


def test_r37_weaknesses_are_reported_to_the_address_of_security_txt(db, settings):
    settings.HUB_CONTACT = "hub@health.gov.example"
    text = Client().get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:hub@health.gov.example\n" in text
    assert f"Expires: {(timezone.now() + timedelta(days=90)):%Y-%m-%d}T" in text
    settings.HUB_CONTACT = ""
    assert "/about/contact/\n" in Client().get("/.well-known/security.txt").content.decode()


@pytest.mark.parametrize(
    "address", ["/metrics", "/.git/config", "/static/../hub/settings.py", "/debug/", "/__debug__/", "/server-status"]
)
def test_a26_nothing_else_about_the_machine_answers(cast, sign_in, address):
    assert Client().get(address).status_code == 404
    assert sign_in(cast.root).get(address).status_code == 404


def test_the_accessibility_statement_says_what_this_version_was_tested_for_and_what_not(db, tmp_path, monkeypatch):
    page = words(Client().get("/about/accessibility/"))
    assert "we claim none" in page or "last run on" in page
    record = {
        "date": "2026-11-20",
        "version": __version__,
        "checks": [{"name": "keyboard", "pages": 31, "faults": 0}, {"name": "axe-1280", "pages": 31, "faults": 2}],
    }
    (tmp_path / "a.json").write_text(json.dumps(record))
    monkeypatch.setattr(about, "RESULTS", tmp_path / "a.json")
    about._record.cache_clear()
    page = words(Client().get("/about/accessibility/"))
    assert (
        "20 November 2026" in page and "Keyboard alone" in page and "2 pages with faults" in page and "Screen readers" in page
    )
    not_tested = page.split("What was not tested")[1]
    assert "Wider spacing of text" in not_tested and "Without scripts" in not_tested and "Keyboard alone" not in not_tested
    (tmp_path / "a.json").write_text(json.dumps(record | {"version": "0.0.1"}))
    about._record.cache_clear()
    assert "we claim none" in words(Client().get("/about/accessibility/"))
    about._record.cache_clear()


def test_only_members_of_staff_learn_who_runs_the_hub(cast, sign_in):
    assert "Root Hughes" in words(sign_in(cast.ana).get("/about/contact/"))
    assert "Root Hughes" not in words(sign_in(cast.gus).get("/about/contact/"))
    assert "Root Hughes" not in words(Client().get("/about/contact/"))


def test_a27_a_fault_shows_a_number_and_nothing_of_the_machine(cast, sign_in, monkeypatch):
    def broken(_user):
        raise RuntimeError("secret inside of the machine")

    monkeypatch.setattr("hub.views.home.needs_of", broken)
    client = sign_in(cast.ana)
    client.raise_request_exception = False
    response = client.get("/")
    page = words(response)
    assert response.status_code == 500
    assert "Something went wrong" in page and response["X-Request-Id"] in page
    for trace in ("secret", "RuntimeError", "Traceback", "Django", ".py"):
        assert trace not in page
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a27_pages_that_are_not_there_say_only_that(cast, sign_in, accept):
    response = sign_in(cast.ana).get("/s/never/", headers={"Accept": accept})
    assert response.status_code == 404 and response["Cache-Control"] == "no-store"
    assert "There is nothing at this address that you can see." in words(response)


def test_a_form_that_was_open_too_long_keeps_calm(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana, backend="hub.accounts.backend.PersonBackend")
    response = client.post("/spaces/new/", {"title": "x"})
    assert response.status_code == 403 and "open for too long" in words(response)


def test_who_can_read_but_not_do_is_told_who_can_help(cast, sign_in):
    response = sign_in(cast.gus).get("/s/health-practice/settings/")
    page = words(response)
    assert response.status_code == 403 and "As a guest you cannot do this in Health practice" in page
    assert "or to join" not in page and "open to its members" not in page
    page = words(sign_in(cast.dev).get("/s/health-practice/settings/"))
    assert "You belong to Health practice. To do this you need another role there." in page


LONG = "Write to the office within a month, and keep the letter’s envelope: its stamp is the proof."


def test_what_was_typed_after_the_session_ended_is_shown_to_be_copied(cast, client):
    response = client.post("/s/health-practice/new/", {"title": "Appeals", "text": LONG, "level": "all"})
    assert response.status_code == 403
    page = words(response)
    assert "You are signed out" in page and LONG in page and "Appeals" in page
    assert re.findall(r'<label class="govuk-label govuk-label--s" for="typed-\d">(.*?)</label>', response.content.decode()) == [
        "Title",
        "Text",
    ]
    assert 'href="/sign-in/?next=%2Fs%2Fhealth-practice%2Fnew%2F"' in response.content.decode()
    # Nothing typed, nothing to keep: the way to the door is short.
    assert client.post("/s/health-practice/join/").status_code == 302


def test_what_was_typed_into_a_stale_form_is_shown_and_never_sent_on(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana, backend="hub.accounts.backend.PersonBackend")
    response = client.post("/s/health-practice/new/", {"title": "<script>x</script>", "text": LONG})
    html = response.content.decode()
    assert response.status_code == 403 and "open for too long" in html and LONG in html
    assert "<script>x" not in html
    assert "<form" not in html.split("<main", 1)[1].split("</main", 1)[0]


def test_refused_fields_say_what_to_do_in_the_hubs_words(cast, sign_in):
    page = words(sign_in(cast.ana).post("/s/health-practice/new/", {"title": "x" * 201, "text": "\0 and more"}))
    assert "Use 200 characters or fewer: it has 201" in page
    assert "There is a character in it that cannot be kept" in page


def test_what_was_typed_is_shown_where_it_is_refused_or_its_place_is_gone(cast, sign_in):
    client = sign_in(cast.gus)
    for address, status in (("/s/health-practice/new/", 403), ("/d/99999/reply/", 404)):
        response = client.post(address, {"title": "How to appeal", "text": LONG})
        assert response.status_code == status and LONG in words(response), address


def test_x18_a_number_larger_than_any_key_is_no_choice(cast, sign_in):
    page = words(sign_in(cast.ana).post("/spaces/new/", {"title": "Rota", "visibility": "agencies", "agencies": "9" * 23}))
    assert "Choose one of those that are offered" in page


def test_an_address_that_only_takes_forms_answers_with_a_page(cast, sign_in):
    client = sign_in(cast.ana)
    answer = client.get("/language/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address only takes what a form sends" in words(answer) and 'href="/"' in answer.content.decode()
    assert client.get("/language/", headers={"Accept": "application/json"}).content == b""
    for method in ("PUT", "DELETE", "PATCH"):
        assert Client().generic(method, "/sign-in/").status_code == 405, method


def test_sign_out_opened_as_a_page_offers_its_button_and_signs_nobody_out(cast, sign_in):
    client = sign_in(cast.ana)
    html = client.get("/sign-out/").content.decode()
    assert '<form action="/sign-out/" method="post">' in html and cast.ana.email in html
    assert client.get("/settings/").status_code == 200
    assert Client().get("/sign-out/")["Location"] == "/sign-in/"


def test_an_address_cut_short_leads_to_the_spaces(cast, sign_in):
    assert sign_in(cast.ana).get("/s/")["Location"] == "/spaces/"


def test_who_is_in_the_hub_keeps_its_masthead_where_something_is_refused_or_not_there(cast, sign_in):
    client = sign_in(cast.ana)
    for address in ("/s/never/", "/manage/", "/spaces/nothing/"):
        assert 'class="hub-search"' in client.get(address).content.decode(), address
    assert 'class="hub-search"' not in Client().get("/never/here/").content.decode()

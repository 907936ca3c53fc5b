"""SI-17, L01, L10, L15, L16: where somebody is signed in, ending it, and being asked again before a change."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.accounts.actions import make_administrator, set_active
from hub.accounts.models import SignIn
from hub.models import EmailDomain, Mail, User
from realtime import pulse
from tests.accounts.door import app_code, ask, code_in, come_in, newest_code, type_code
from tests.ways import give_app

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def is_in(client):
    return client.get("/people/").status_code == 200


def page(client):
    return client.get("/settings/security/").content.decode()


@pytest.fixture
def two(cast):
    """Ana's two browsers: at her desk, and on her phone."""
    desk, phone = Client(headers={"user-agent": FIREFOX}), Client(headers={"user-agent": PHONE})
    for client in (desk, phone):
        come_in(client, cast.ana.email)
    return desk, phone


@pytest.fixture
def later(monkeypatch):
    """Let a quarter of an hour and more pass: `later()`."""
    real = time.time

    def _later(minutes=16):
        monkeypatch.setattr(time, "time", lambda: real() + minutes * 60)

    return _later


def test_somebody_sees_in_plain_words_where_they_are_signed_in_and_ends_one(two):
    desk, phone = two
    text = page(desk)
    assert "Firefox on Windows" in text and "Safari on iPhone" in text
    assert "from 127.0.0.1" in text and "a code by email" in text
    assert text.count("This browser") == 1
    address = re.search(r'action="(/settings/security/sessions/\d+/end/)"', text)[1]
    desk.post(address)
    assert not is_in(phone)
    assert is_in(desk)
    assert "Safari on iPhone" not in page(desk)


def test_l10_all_other_sessions_are_ended_at_once_and_their_sockets_within_five_seconds(cast, two):
    desk, phone = two
    keys = {client.session.session_key for client in two}
    assert pulse.state_of({cast.ana.pk}, keys)[1] == keys
    assert pulse.CHECK_EVERY < 5
    desk.post("/settings/security/sessions/end/")
    assert pulse.state_of({cast.ana.pk}, keys)[1] == {desk.session.session_key}
    assert not is_in(phone)
    assert "Signed out in 1 other place" in page(desk)


@pytest.mark.slow
def test_nobody_ends_the_session_of_somebody_else(cast, two):
    other = Client()
    come_in(other, cast.ben.email)
    for row in SignIn.objects.filter(user=cast.ana):
        assert other.post(f"/settings/security/sessions/{row.pk}/end/").status_code == 404
    other.post("/settings/security/sessions/end/")
    assert all(is_in(client) for client in two)


def test_l01_suspended_with_several_sessions_every_one_is_over_and_stays_over(cast, two):
    keys = {client.session.session_key for client in two}
    set_active(cast.ana, False, by=cast.root)
    assert [client.get("/people/", headers={"accept": "application/json"}).status_code for client in two] == [401, 401]
    assert pulse.state_of({cast.ana.pk}, keys) == ({}, set())
    set_active(cast.ana, True, by=cast.root)
    assert not any(is_in(client) for client in two)


@pytest.mark.parametrize("way", ["/sign-in/", "/sign-in/passkey/"])
def test_l03_a_leaver_does_not_come_back_by_the_door(cast, way):
    client = Client()
    if way == "/sign-in/":
        ask(client, cast.lee.email)
        type_code(client, "000000")
    else:
        client.post(way, {"credential": "{}"})
    assert not is_in(client)
    assert not Mail.objects.filter(to=cast.lee.email).exists()


@pytest.mark.slow
def test_a_sign_in_with_a_new_browser_is_told_to_the_mailbox_and_a_known_one_is_not(cast, mailoutbox, work):
    User.objects.filter(pk=cast.ana.pk).update(verified_at=timezone.now() - timedelta(days=1))
    known = Client(headers={"user-agent": FIREFOX})
    come_in(known, cast.ana.email)
    known.post("/sign-out/")
    come_in(known, cast.ana.email)
    work()
    told = [mail for mail in mailoutbox if mail.subject.startswith("New sign-in")]
    assert len(told) == 1
    assert "Firefox on Windows" in told[0].body and "127.0.0.1" in told[0].body
    assert cast.ana.email in told[0].to


def test_whoever_has_just_joined_is_not_told_of_it(cast, mailoutbox, work):
    come_in(Client(), "noor@parks.gov.example")
    work()
    assert not [mail for mail in mailoutbox if mail.subject.startswith("New sign-in")]


@pytest.mark.slow
def test_l15_after_a_quarter_of_an_hour_a_change_asks_again_and_goes_on_where_it_was(cast, two, later):
    desk, _phone = two
    assert desk.get("/settings/security/app/").status_code == 200
    later()
    answer = desk.get("/settings/security/app/")
    assert answer["Location"] == "/sign-in/again/?next=%2Fsettings%2Fsecurity%2Fapp%2F"
    assert "Is it still you?" in desk.get(answer["Location"]).content.decode()
    desk.post(answer["Location"], {"send": "yes"})
    wrong = desk.post(answer["Location"], {"code": "000000"}).content.decode()
    assert "This is not the code we sent last" in wrong
    code = code_in(Mail.objects.filter(kind="confirm_code").latest("id").text)
    before = desk.session.session_key
    assert desk.post(answer["Location"], {"code": code})["Location"] == "/settings/security/app/"
    assert desk.session.session_key != before  # L09
    assert desk.get("/settings/security/app/").status_code == 200
    assert page(desk).count("This browser") == 1


def test_l15_a_code_by_email_is_not_enough_for_whoever_has_a_second_way_in(cast, two, later):
    give_app(cast.ana)
    desk, _phone = two
    later()
    text = desk.get("/sign-in/again/?next=/settings/security/app/").content.decode()
    assert "Email me a code" not in text
    desk.post("/sign-in/again/", {"send": "yes"})
    assert not Mail.objects.filter(kind="confirm_code").exists()
    desk.post("/sign-in/again/", {"code": app_code(cast.ana.email)})
    assert desk.get("/settings/security/recovery-codes/").status_code == 200


def test_l15_what_an_administrator_posted_is_done_once_they_have_proved_who_they_are(cast, later):
    client = Client()
    come_in(client, cast.root.email)
    later()
    before = EmailDomain.objects.count()
    answer = client.post("/admin/hub/mail/", {"action": "try_again", "_selected_action": ["1"]})
    assert answer["Location"].startswith("/sign-in/again/?next=")
    assert EmailDomain.objects.count() == before
    done = client.post(answer["Location"], {"code": app_code(cast.root.email)}, follow=True)
    assert done.status_code == 200
    assert client.get("/admin/").status_code == 200


def test_l15_three_wrong_codes_end_that_code_also_at_the_same_moment(cast, two, later):
    desk, _phone = two
    later()
    desk.post("/sign-in/again/", {"send": "yes"})
    code = code_in(Mail.objects.filter(kind="confirm_code").latest("id").text)
    kept = dict(desk.session["codes"])
    for _n in range(3):
        desk.post("/sign-in/again/", {"code": "000000"})
        session = desk.session
        session["codes"] = kept  # what a hundred requests at once would all read
        session.save()
    assert "does not work any more" in desk.post("/sign-in/again/", {"code": code}).content.decode()


def test_d39_one_code_is_tried_three_times_even_by_a_session_that_forgets(cast):
    client = Client()
    ask(client, cast.ana.email)
    right = newest_code(cast.ana.email)
    kept = client.session["account_login"]
    for _n in range(3):
        type_code(client, "000000")
        session = client.session
        session["account_login"] = kept
        session.save()
    type_code(client, right)
    assert not is_in(client)


@pytest.mark.slow
def test_a25_without_a_second_way_in_no_page_of_the_administration_opens(cast):
    make_administrator(cast.ben.email)
    client = Client()
    come_in(client, cast.ben.email)
    for address in ("/admin/", "/admin/hub/mail/", "/admin/hub/event/"):
        answer = client.get(address)
        assert answer["Location"].startswith("/settings/security/?next=%2Fadmin%2F")
    assert "Add a second way in" in client.get("/").content.decode()
    assert "Needed" in page(client)
    give_app(cast.ben)
    assert client.get("/admin/").status_code == 200


def test_in_a_demo_the_administration_opens_without_a_second_way_in(cast):
    from hub.models import Installation

    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    make_administrator(cast.ben.email)
    client = Client()
    come_in(client, cast.ben.email)
    assert client.get("/admin/").status_code == 200


def test_l16_an_administrator_who_no_longer_is_one_loses_it_with_the_next_request(cast):
    client = Client()
    come_in(client, cast.root.email)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=cast.root.pk).update(is_staff=False, is_superuser=False)
    assert client.get("/admin/", follow=True).status_code == 404


def test_d38_a_flood_of_new_addresses_makes_no_more_accounts_and_reads_the_same_page(cast, settings, caplog):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "request_login_code": "", "join": "3/h/key"}
    answers = [ask(Client(), f"new{n}@parks.gov.example") for n in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/sign-in/code/")}
    assert User.objects.filter(email__startswith="new").count() == 3
    assert "nobody new of this mail domain" in caplog.text
    assert ask(Client(), cast.cleo.email).status_code == 302
    assert Mail.objects.filter(to=cast.cleo.email).exists()


def test_d39_limits_hold_after_the_cache_is_lost_and_by_network_address(cast, settings):
    from django.core.cache import cache

    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "request_login_code": "4/m/ip,2/d/key"}
    for _n in range(2):
        assert ask(Client(), cast.ana.email).status_code == 302
        cache.clear()
    assert "Too many codes" in ask(Client(), cast.ana.email).content.decode()
    for email in (cast.ben.email, cast.cleo.email):
        assert ask(Client(), email).status_code == 302
    assert "Too many codes" in ask(Client(), cast.dev.email).content.decode()
    other = ask(Client(REMOTE_ADDR="192.0.2.7"), cast.dev.email)
    assert other.status_code == 302


def test_d21_a_code_of_one_person_does_nothing_in_the_browser_of_another(cast):
    ana, ben = Client(), Client()
    come_in(ben, cast.ben.email)
    ask(ana, cast.ana.email)
    code = newest_code(cast.ana.email)
    type_code(ben, code)
    assert int(ben.session["_auth_user_id"]) == cast.ben.pk
    assert not is_in(ana)


REFUSED = {
    "d02": "jo@parks.gov.example.evil.example",
    "d04": "jo@parks.gov.example.",
    "d09": "jo(x)@parks.gov.example",
    "d09_domain": "jo@evil.example(@parks.gov.example",
    "d10_two": "jo@evil.example@parks.gov.example",
    "d10_percent": "jo%evil.example@parks.gov.example",
    "d10_bang": "evil.example!jo@parks.gov.example",
    "d10_list": "jo@parks.gov.example,x@evil.example",
    "d10_route": "@evil.example:jo@parks.gov.example",
    "d10_brackets": "<jo@parks.gov.example>",
    "d11": "=?utf-8?q?jo=40evil.example=3e?=@parks.gov.example",
}


@pytest.mark.parametrize("row", REFUSED)
def test_d02_d04_d09_d10_d11_the_door_refuses_it_by_its_form_or_domain_alone_and_mails_nobody(cast, row):
    answer = ask(Client(), REFUSED[row])
    said = "Enter a work email address that ends in a domain we accept" if row == "d02" else "Enter only your email address"
    assert said in answer.content.decode()
    assert not Mail.objects.exists()

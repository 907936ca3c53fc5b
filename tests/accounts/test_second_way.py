"""D42, SI-09: an app, passkeys and recovery codes beside the code by email."""

import re

import pytest
from django.test import Client

from hub.models import Event, Mail
from tests.accounts.door import add_app, app_code, ask, come_in, newest_code, type_code
from tests.accounts.passkey import Key, add_passkey, come_in_by_passkey
from tests.ways import give_app


def is_in(client):
    return client.get("/people/").status_code == 200


def recovery_codes(client):
    return re.findall(r"<li><code>(\d{4} \d{4})</code></li>", client.get("/settings/security/recovery-codes/").content.decode())


@pytest.fixture
def ana(cast, sign_in):
    """Ana's browser, with an app set up; her recovery codes."""
    client = sign_in(cast.ana, fresh=True)
    add_app(client)
    return client


@pytest.fixture
def half_in(cast):
    """A browser in which the emailed code of Ana was typed, and nothing else yet."""

    def _half_in():
        client = Client()
        ask(client, cast.ana.email)
        assert type_code(client, newest_code(cast.ana.email))["Location"] == "/sign-in/second/"
        return client

    return _half_in


def test_d42_with_an_app_the_emailed_code_is_only_half_of_the_way_in(cast, ana, half_in):
    client = half_in()
    assert not is_in(client)
    page = client.get("/sign-in/second/").content.decode()
    assert "Your second way in" in page
    answer = client.post("/sign-in/second/", {"code": "000 000"})
    assert "This code is not right" in answer.content.decode()
    assert not is_in(client)
    assert client.post("/sign-in/second/", {"code": app_code(cast.ana.email)})["Location"] == "/"
    assert is_in(client)


def test_the_way_in_with_an_app_goes_on_to_where_one_wanted_to_go(cast, ana):
    assert come_in(Client(), cast.ana.email, next="/people/")["Location"] == "/people/"


def test_d42_the_second_step_cannot_be_entered_from_the_side(cast, ana):
    for address in ("/sign-in/second/", "/sign-in/second/passkey/"):
        client = Client()
        assert client.get(address).status_code in {302, 403}
        assert client.post(address, {"code": app_code(cast.ana.email)}).status_code in {302, 405}
        assert not is_in(client)


@pytest.mark.slow
def test_d42_an_apps_code_works_once(cast, ana, half_in):
    code = app_code(cast.ana.email)
    first, second = half_in(), half_in()
    first.post("/sign-in/second/", {"code": code})
    answer = second.post("/sign-in/second/", {"code": code})
    assert is_in(first)
    assert "or it was used already" in answer.content.decode()
    assert not is_in(second)


@pytest.mark.slow
def test_d42_each_recovery_code_works_once_and_its_use_is_told(cast, ana, half_in, mailoutbox, work):
    codes = recovery_codes(ana)
    assert len(codes) == 10
    client = half_in()
    client.post("/sign-in/second/", {"code": codes[0]})
    assert is_in(client)
    assert "9 recovery codes are left" in client.get("/settings/security/").content.decode()
    other = half_in()
    other.post("/sign-in/second/", {"code": codes[0]})
    assert not is_in(other)
    other.post("/sign-in/second/", {"code": codes[1].replace(" ", "")})
    assert is_in(other)
    work()
    assert [mail.body for mail in mailoutbox if "A recovery code was used" in mail.body]


def test_recovery_codes_are_shown_once_and_can_be_kept_as_a_file(cast, ana):
    codes = recovery_codes(ana)
    file = ana.get("/settings/security/recovery-codes/file/")
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert all(code in file.content.decode() for code in codes)
    assert "no-store" in file["Cache-Control"]
    ana.post("/settings/security/recovery-codes/", {"kept": "yes"})
    page = ana.get("/settings/security/recovery-codes/").content.decode()
    assert not [code for code in codes if code in page]
    assert "10 recovery codes are left" in page
    assert ana.get("/settings/security/recovery-codes/file/").status_code == 404

    ana.post("/settings/security/recovery-codes/")
    assert not set(recovery_codes(ana)) & set(codes)
    assert Event.objects.filter(verb="hub.recovery_codes_made", actor=cast.ana).count() == 1


def test_recovery_codes_are_not_shown_in_another_browser(cast, ana, sign_in):
    assert recovery_codes(sign_in(cast.ana, fresh=True)) == []


@pytest.mark.slow
def test_d39_wrong_codes_of_an_app_are_limited_by_person_also_in_new_browsers(cast, ana, half_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "request_login_code": "99/m/key"}
    for _n in range(5):
        half_in().post("/sign-in/second/", {"code": "000000"})
    client = half_in()
    answer = client.post("/sign-in/second/", {"code": app_code(cast.ana.email)})
    assert "Too many wrong codes" in answer.content.decode()
    assert not is_in(client)


def test_a_passkey_signs_in_alone(cast, sign_in):
    key = Key()
    assert add_passkey(sign_in(cast.ana), key)["Location"] == "/settings/security/recovery-codes/"
    client = Client()
    assert come_in_by_passkey(client, key, next="/people/")["Location"] == "/people/"
    assert is_in(client)
    assert "Blue key" in client.get("/settings/security/").content.decode()
    assert "a passkey" in client.get("/settings/security/").content.decode()


def test_a_passkey_is_also_a_second_step(cast, sign_in, half_in):
    key = Key()
    add_passkey(sign_in(cast.ana, fresh=True), key)
    client = half_in()
    options = client.get("/sign-in/second/passkey/").json()
    assert options["publicKey"]["allowCredentials"]
    client.post("/sign-in/second/", {"credential": key.sign(options)})
    assert is_in(client)


@pytest.mark.slow
def test_d42_a_passkey_of_another_site_of_nobody_or_of_somebody_else_opens_nothing(cast, sign_in):
    good, other = Key(), Key()
    add_passkey(sign_in(cast.ana, fresh=True), good)
    add_passkey(sign_in(cast.ben, fresh=True), other)
    elsewhere = Key("testserver.evil.example")
    elsewhere.private, elsewhere.id, elsewhere.owner = good.private, good.id, good.owner
    stranger = Key()
    for key, owner in ((elsewhere, None), (stranger, good.owner), (other, good.owner), (good, b"999999"), (good, b"")):
        client = Client()
        options = client.get("/sign-in/passkey/").json()
        client.post("/sign-in/passkey/", {"credential": key.sign(options, owner)})
        assert not is_in(client)
        assert "This passkey is not known here" in client.get("/sign-in/").content.decode()


def test_d42_the_answer_of_a_passkey_works_once_and_only_where_it_was_asked(cast, sign_in):
    key = Key()
    add_passkey(sign_in(cast.ana, fresh=True), key)
    first, second = Client(), Client()
    answer = key.sign(first.get("/sign-in/passkey/").json())
    second.get("/sign-in/passkey/")
    second.post("/sign-in/passkey/", {"credential": answer})
    assert not is_in(second)
    first.post("/sign-in/passkey/", {"credential": answer})
    assert is_in(first)
    first.post("/sign-out/")
    first.post("/sign-in/passkey/", {"credential": answer})
    assert not is_in(first)


@pytest.mark.parametrize(
    "sent", ["", "x", "[]", "1", "{}", '{"id": 1}', '{"response": 5}', '{"response": {"userHandle": 5}}', "null"]
)
def test_nothing_that_is_sent_in_place_of_a_passkey_breaks_the_door(cast, sent):
    client = Client()
    client.get("/sign-in/passkey/")
    assert client.post("/sign-in/passkey/", {"credential": sent})["Location"] == "/sign-in/"


def test_a_passkey_that_asks_for_no_pin_is_not_taken(cast, sign_in):
    answer = add_passkey(sign_in(cast.ana), Key(verifies=False))
    assert "The passkey did not answer" in answer.content.decode()


def test_a_suspended_person_does_not_come_in_by_passkey(cast, sign_in):
    key = Key()
    add_passkey(sign_in(cast.ana, fresh=True), key)
    cast.ana.is_active = False
    cast.ana.save()
    client = Client()
    come_in_by_passkey(client, key)
    assert not is_in(client)


def test_the_last_way_is_removed_with_the_recovery_codes_after_asking(cast, ana, sign_in):
    page = ana.get("/settings/security/").content.decode()
    address = re.search(r'href="(/settings/security/ways/\d+/remove/)"', page)[1]
    assert sign_in(cast.ben, fresh=True).post(address).status_code == 404
    question = ana.get(address).content.decode()
    assert "Remove the app?" in question
    assert "your recovery codes stop working" in question
    ana.post(address)
    assert "Second way in" in ana.get("/settings/security/").content.decode()
    assert "recovery code" not in ana.get("/settings/security/").content.decode()
    assert come_in(Client(), cast.ana.email)["Location"] == "/"
    told = "".join(Mail.objects.filter(kind="second_way").values_list("text", flat=True))
    assert "was added" in told and "was removed" in told


def test_the_secret_of_an_app_is_sealed_in_the_database_and_another_key_opens_nothing(cast, settings, half_in):
    row = give_app(cast.ana)
    assert "JBSWY3DPEHPK3PXP" not in str(row.data)
    code = app_code(cast.ana.email)
    client = half_in()
    settings.SECRET_KEY = "another-key-than-before" * 3
    client = Client()
    ask(client, cast.ana.email)
    type_code(client, newest_code(cast.ana.email))
    client.post("/sign-in/second/", {"code": code})
    assert not is_in(client)


def test_the_app_is_set_up_only_with_a_right_code(cast, sign_in):
    client = sign_in(cast.ana)
    page = client.get("/settings/security/app/").content.decode()
    assert "data:image/svg+xml;base64," in page
    answer = client.post("/settings/security/app/", {"code": "000000"})
    assert "This is not the code that the app shows now" in answer.content.decode()
    assert "Second way in" in client.get("/settings/security/").content.decode()
    assert not client.get("/settings/security/recovery-codes/").content  # there is none to speak of


@pytest.mark.slow
def test_everybody_is_asked_for_a_second_way_in_from_the_first_day_until_they_have_one_or_put_it_away(cast, sign_in):
    client = sign_in(cast.ben)
    assert "Add a second way to sign in" in client.get("/").content.decode()
    client.post("/getting-started/hide/")
    assert "Add a second way to sign in" not in client.get("/").content.decode()


def test_the_sign_in_page_works_without_scripts_and_says_that_passkeys_do_not(cast, client):
    page = client.get("/sign-in/").content.decode()
    assert "Passkeys need a browser with scripts switched on" in page
    assert "<script>" not in page and "onclick" not in page

"""D29 to D31, SI-08: signing in with the provider of one's own organisation, against a real one in a process of its own."""

import json
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from hub.models import User
from hub.oidc import read_organisations
from tests.accounts.door import add_app, app_code, come_in

pytestmark = pytest.mark.slow  # a process of its own, and a walk there and back for each

GOOD = {"email": "ana@health.gov.example", "email_verified": True}
REFUSAL = "Your organisation’s sign-in did not let you in here"


@pytest.fixture(scope="module")
def issuer():
    """The address of a provider that runs while these tests do."""
    program = Path(__file__).with_name("provider.py")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def organisations(cast, issuer, settings):
    entry = {"id": "health", "name": "Department of Health", "issuer": issuer, "client_id": "hub", "secret": "the-secret"}
    other = {**entry, "id": "parks", "name": "Parks Agency", "domains": ["parks.gov.example"]}
    apps = read_organisations(json.dumps([{**entry, "domains": ["health.gov.example"]}, other]))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    return cast


def is_in(client):
    return client.get("/people/").status_code == 200


def walk(client, claims, provider="health", then="", **play):
    """From the sign-in page to the provider and back; the hub's answer."""
    away = client.get(f"/sign-in/with/{provider}/{then}")["Location"]
    return client.get(ask_provider(away, {"claims": claims, **play}))


def ask_provider(away, play):
    """What the browser does at the provider; the address below the hub that it is sent back to."""
    there = urlsplit(away)
    line = HTTPConnection(there.netloc)
    line.request("GET", f"{there.path}?{there.query}&{urlencode({'play': json.dumps(play)})}")
    back = urlsplit(line.getresponse().headers["Location"])
    line.close()
    return f"{back.path}?{back.query}"


def test_somebody_comes_in_with_their_organisation_and_is_the_person_they_were(organisations, client):
    assert "Sign in with Department of Health" in client.get("/sign-in/").content.decode()
    people = User.objects.count()
    assert walk(client, GOOD, then="?next=/people/")["Location"] == "/people/"
    assert is_in(client)
    assert User.objects.count() == people
    row = SocialAccount.objects.get()
    assert (row.user, row.extra_data) == (organisations.ana, {})
    again = Client()
    walk(again, GOOD)
    assert is_in(again)
    assert SocialAccount.objects.count() == 1
    assert "sign-in" in again.get("/settings/security/").content.decode()


def test_somebody_new_joins_the_agency_of_their_domain(organisations, client):
    walk(client, {"email": "New.One@Health.gov.example", "email_verified": True, "sub": "n1"})
    new = User.objects.get(email="new.one@health.gov.example")
    assert new.agency == organisations.health
    assert new.verified_at


BAD = {
    "unverified": {"email_verified": False},
    "not_said": {"email_verified": None},
    "a_word": {"email_verified": "true"},
    "a_number": {"email_verified": 1},
    "no_address": {"email": None, "preferred_username": "ana@health.gov.example", "upn": "ana@health.gov.example"},
    "two_addresses": {"email": ["ana@health.gov.example"]},
    "another_domain": {"email": "cleo@parks.gov.example"},
    "nobodys_domain": {"email": "ana@evil.example"},
    "look_alike": {"email": "ana@hеalth.gov.example"},
    "suspended": {"email": "lee@health.gov.example"},
    "several_people": {"email": "info@health.gov.example"},
}


@pytest.mark.parametrize("why", BAD)
def test_d29_d30_only_a_verified_address_of_the_providers_own_domain_counts(organisations, client, why):
    User.objects.filter(pk=organisations.lee.pk).update(email="lee@health.gov.example")
    people = User.objects.count()
    answer = walk(client, {**GOOD, **BAD[why]})
    assert answer["Location"] == "/sign-in/"
    assert REFUSAL in client.get("/sign-in/").content.decode()
    assert not is_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_d29_another_identity_with_the_same_address_and_a_changed_address_are_refused(organisations):
    walk(Client(), GOOD)
    other = Client()
    walk(other, {**GOOD, "sub": "s2"})
    assert not is_in(other)
    changed = Client()
    walk(changed, {**GOOD, "email": "ben@health.gov.example"})
    assert not is_in(changed)


def test_d29_the_same_identity_at_another_provider_is_somebody_else(organisations):
    walk(Client(), GOOD)
    client = Client()
    walk(client, GOOD, provider="parks")
    assert not is_in(client)
    walk(client, {"email": "cleo@parks.gov.example", "email_verified": True}, provider="parks")
    assert SocialAccount.objects.get(provider="parks").user == organisations.cleo


FORGED = {
    "unsigned": {"sign": "none"},
    "another_key": {"sign": "other"},
    "a_shared_secret": {"sign": "secret"},
    "another_nonce": {"claims": {**GOOD, "nonce": "other"}},
    "no_nonce": {"claims": {**GOOD, "nonce": None}},
    "another_hub": {"claims": {**GOOD, "aud": "other"}},
    "another_issuer": {"claims": {**GOOD, "iss": "https://evil.example"}},
    "too_old": {"claims": {**GOOD, "exp": 1_700_000_000}},
    "for_somebody_else": {"claims": {**GOOD, "aud": ["hub", "other"], "azp": "other"}},
    "nobody": {"claims": {**GOOD, "sub": None}},
}


@pytest.mark.parametrize("how", FORGED)
def test_d31_a_forged_or_stale_answer_is_refused_and_logged(organisations, client, how, caplog):
    answer = walk(client, **{"claims": GOOD, **FORGED[how]})
    assert answer["Location"] == "/sign-in/"
    assert not is_in(client)
    assert "sign-in with health was refused" in caplog.text
    assert "ana@" not in caplog.text


def test_d31_an_answer_works_once_and_in_the_browser_that_asked(organisations):
    first, second = Client(), Client()
    away = first.get("/sign-in/with/health/")["Location"]
    back = ask_provider(away, {"claims": GOOD})
    second.get(back)
    assert not is_in(second)
    first.get(back)
    assert is_in(first)
    first.post("/sign-out/")
    first.get(back)
    assert not is_in(first)


def test_d42_an_organisations_sign_in_does_not_go_round_the_second_way(organisations, sign_in):
    add_app(sign_in(organisations.ana, fresh=True))
    client = Client()
    assert walk(client, GOOD)["Location"] == "/sign-in/second/"
    assert not is_in(client)
    client.post("/sign-in/second/", {"code": app_code("ana@health.gov.example")})
    assert is_in(client)


def test_r10_while_the_provider_is_down_people_are_told_to_use_a_code(organisations, settings, client):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:1"
    assert client.get("/sign-in/with/health/")["Location"] == "/sign-in/"
    assert REFUSAL in client.get("/sign-in/").content.decode()
    come_in(client, organisations.ana.email)
    assert is_in(client)


def test_an_organisation_that_there_is_not_has_no_address(organisations, client):
    assert client.get("/sign-in/with/nobody/").status_code == 404
    assert client.get("/sign-in/with/nobody/back/").status_code == 404


ENTRY = {"id": "x", "name": "X", "issuer": "https://x.example", "client_id": "x", "secret": "x", "domains": ["x.example"]}
WRONG = {
    "not JSON": "{",
    "must be a list": "{}",
    "lacks client_id, domains": '[{"id": "x"}]',
    "must be an https address": json.dumps([{**ENTRY, "issuer": "http://x.example"}]),
    "small letters": json.dumps([{**ENTRY, "id": "X y"}]),
    "a list of mail domains": json.dumps([{**ENTRY, "domains": "x.example"}]),
}


@pytest.mark.parametrize("says", WRONG)
def test_a_wrong_setting_ends_the_start_with_what_is_wrong(says):
    with pytest.raises(ImproperlyConfigured, match=says):
        read_organisations(WRONG[says])

"""Every six months: asked before, then read-only, then suspended; and the way back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub import worker
from hub.accounts.reproving import ask_for_proof
from hub.models import Affiliation, Guest, Item, LeftBehind, Mail, User
from tests.accounts.door import ask, code_in, come_in
from tests.cast import make_space
from wiki.actions import create_page

DAYS, NOTICE, READING = 182, 14, 28


def proved(user, days):
    """`user` proved their address so many days ago."""
    Affiliation.objects.filter(user=user).update(proved_at=timezone.now() - timedelta(days=days))


def asked(user, days):
    Affiliation.objects.filter(user=user).update(asked_at=timezone.now() - timedelta(days=days))


@pytest.fixture
def space(cast):
    return make_space(cast.cleo, "Open", members=[cast.ben])


@pytest.mark.slow
def test_si_13_somebody_is_asked_two_weeks_before_and_once(cast, sign_in, mailoutbox):
    proved(cast.ben, DAYS - NOTICE - 1)
    worker.run_once()
    assert mailoutbox == []
    proved(cast.ben, DAYS - NOTICE + 1)
    worker.run_once()
    worker.run_once()
    assert [mail.to for mail in mailoutbox] == [[cast.ben.email]]
    assert "/settings/address/again/" in mailoutbox[0].body
    client = sign_in(cast.ben)
    assert "Prove that you still work here" in client.get("/").content.decode()
    client.post("/settings/address/again/")
    code = code_in(Mail.objects.get(to=cast.ben.email, kind="address_code").text)
    assert client.post("/settings/address/code/", {"code": code})["Location"] == "/"
    assert "Prove that you still work here" not in client.get("/").content.decode()


@pytest.mark.slow
def test_si_13_after_six_months_they_read_and_write_nothing(cast, sign_in, space):
    proved(cast.ben, DAYS + 1)
    client = sign_in(cast.ben)
    page = create_page(space, author=cast.cleo, title="Hedges", text="x")
    assert client.get(page.get_absolute_url()).status_code == 200
    answer = client.post("/s/open/new/", {"title": "Mine", "text": "x"})
    assert answer.status_code == 403
    assert "Prove your work address before you write" in answer.content.decode()
    assert client.post("/attach/", {"fields": "{}"}, headers={"accept": "application/json"}).status_code == 403
    assert not Item.objects.filter(title="Mine").exists()
    assert client.post("/language/", {"language": "en-gb"}).status_code == 302
    assert client.get("/settings/address/again/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


def test_signing_in_by_a_code_is_a_proof(cast):
    proved(cast.ben, DAYS + 1)
    client = Client()
    come_in(client, cast.ben.email)
    assert Affiliation.objects.get(user=cast.ben).proved_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.slow
def test_l05_then_they_are_suspended_their_work_stays_and_the_same_mailbox_brings_them_back(cast, sign_in, space):
    page = create_page(space, author=cast.ana, title="Hedges", text="x")
    Item.objects.filter(pk=page.pk).update(owner=cast.ana)
    client = sign_in(cast.ana)
    proved(cast.ana, DAYS + READING + 1)
    ask_for_proof()
    assert User.objects.get(pk=cast.ana.pk).is_active  # nobody is suspended who was not asked
    asked(cast.ana, READING)
    ask_for_proof()
    ana = User.objects.get(pk=cast.ana.pk)
    assert not ana.is_active and ana.lapsed_at
    assert client.get("/people/").status_code == 302
    assert sign_in(cast.cleo, fresh=True).get(page.get_absolute_url()).status_code == 200
    assert LeftBehind.objects.filter(user=ana, item=page.pk).exists()
    assert not Guest.objects.current().filter(user=cast.gus).exists()
    door = Client()
    come_in(door, ana.email)
    assert door.get("/s/health-practice/").status_code == 200
    assert User.objects.get(pk=ana.pk).lapsed_at is None


def test_l03_whom_an_administrator_suspended_no_code_lets_in(cast):
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    ask(Client(), cast.ben.email)
    assert not Mail.objects.filter(to=cast.ben.email, kind="sign_in_code").exists()


def test_the_last_administrator_is_asked_and_never_shut_out(cast):
    proved(cast.root, DAYS + READING + 1)
    asked(cast.root, READING)
    ask_for_proof()
    assert User.objects.get(pk=cast.root.pk).is_active
    User.objects.filter(pk=cast.cleo.pk).update(is_staff=True)
    asked(cast.root, READING)
    ask_for_proof()
    assert not User.objects.get(pk=cast.root.pk).is_active


def test_whoever_can_only_read_is_told_before_writing_keeps_what_they_typed_and_looks_after_their_account(cast, sign_in, space):
    proved(cast.ben, DAYS + 1)
    client = sign_in(cast.ben)
    assert "to write, prove it again" in client.get("/s/open/new/").content.decode()
    text = "What the office told us on Tuesday, in full"
    refused = client.post("/s/open/new/", {"title": "Tuesday", "text": text})
    assert refused.status_code == 403 and text in refused.content.decode()
    for address in ("/settings/security/sessions/end/", "/notifications/read/", "/settings/notifications/"):
        assert client.post(address).status_code != 403, address

"""Spaces that nobody uses: owners are asked, then others, then they are archived; whatever happens there ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub import idle
from hub.actions import handing
from hub.actions.members import give_role
from hub.home import needs_of
from hub.models import Event, HandOver, Mail, Membership, Space, User
from tests.cast import make_space
from wiki.actions import create_page

IDLE, ANSWER = 365, 28
NOW = timezone.now


@pytest.fixture
def at(monkeypatch):
    """Move the clock to so many days from now, and let the hub look after its spaces."""

    def move(days):
        monkeypatch.setattr(timezone, "now", lambda: NOW() + timedelta(days=days))
        done = idle.look_after_idle_spaces()
        monkeypatch.setattr(timezone, "now", NOW)
        return done

    return move


@pytest.fixture
def space(cast):
    """Ana's; Ben belongs to it and has written there, Dev belongs to it and has not."""
    Space.objects.all().update(state="archived")
    space = make_space(cast.ana, "Rota", members=[cast.ben, cast.dev])
    create_page(space, author=cast.ben, title="Beds", text="x")
    return space


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[-1]


@pytest.mark.slow
def test_sp19_owners_are_asked_then_a_co_owner_is_sought_then_it_is_archived(cast, sign_in, space, at, work):
    assert at(IDLE - 1) == 0 and fresh(space).asked_at is None
    assert at(IDLE + 1) == 1 and at(IDLE + 2) == 0
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == (cast.ana.email, "space_idle") and "/s/rota/settings/in-use/" in mail.text
    assert [need.act for need in needs_of(fresh(cast.ana))] == ["Still in use"] and not needs_of(fresh(cast.ben))
    assert at(IDLE + ANSWER) == 0
    assert at(IDLE + ANSWER + 2) == 1
    offer = HandOver.objects.get()
    assert (offer.to, offer.by, offer.state) == (cast.ben, None, "waiting")
    assert "Its owners do not answer" in words(sign_in(cast.ben).get("/"))
    assert at(IDLE + 2 * ANSWER) == 0
    assert at(IDLE + 2 * ANSWER + 3) == 1
    held = fresh(space)
    assert held.state == "archived" and "long time" in held.closing_note and held.items.count() == 1
    assert fresh(offer).state == "withdrawn"
    assert Mail.objects.filter(kind="space_archived", to=cast.ana.email).exists()
    said = words(sign_in(fresh(cast.dev), fresh=True).get("/s/rota/"))
    assert "Archived." in said and at(3 * IDLE) == 0


@pytest.mark.slow
def test_one_button_keeps_it_and_whoever_was_asked_to_take_it_is_not_any_more(cast, sign_in, space, at, work):
    at(IDLE + 1)
    at(IDLE + ANSWER + 2)
    ana = sign_in(cast.ana)
    asked = words(ana.get("/s/rota/settings/in-use/"))
    assert "Is “Rota” still in use?" in asked and "Still in use" in asked
    assert "stays as it is" in words(ana.post("/s/rota/settings/in-use/", follow=True))
    assert (fresh(space).asked_at, fresh(space).passed_on_at) == (None, None)
    assert HandOver.objects.get().state == "withdrawn" and not needs_of(fresh(cast.ana))
    work()
    assert set(Mail.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert at(IDLE - 1) == 0 and at(IDLE + 1) == 1


def test_whatever_somebody_does_there_meanwhile_ends_it(cast, space, at):
    at(IDLE + 1)
    Space.objects.update(asked_at=NOW() - timedelta(days=ANSWER + 1))
    create_page(space, author=cast.dev, title="Nights", text="x")
    assert not needs_of(fresh(cast.ana))
    assert at(0) == 1
    assert fresh(space).asked_at is None and fresh(space).state == "active" and not HandOver.objects.exists()


def test_who_accepts_owns_it_and_the_others_are_asked_no_more(cast, space, at):
    create_page(space, author=cast.dev, title="Nights", text="x")
    at(IDLE + 1)
    at(IDLE + ANSWER + 2)
    assert list(HandOver.objects.order_by("pk").values_list("to__handle", flat=True)) == ["dev", "ben"]
    assert handing.accept(HandOver.objects.get(to=cast.ben))
    assert HandOver.objects.get(to=cast.dev).state == "withdrawn"
    assert Membership.objects.get(space=space, user=cast.ben).role == "owner"
    assert at(IDLE - 1) == 0 and fresh(space).state == "active"


def test_a_space_without_an_owner_is_passed_on_at_once(cast, space, at):
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert at(IDLE + 1) == 1
    assert HandOver.objects.get().to == cast.ben and not Mail.objects.filter(kind="space_idle").exists()


def test_administrators_are_asked_only_where_they_can_read(cast, at):
    Space.objects.all().update(state="archived")
    make_space(cast.ana, "Everybody")
    make_space(cast.ana, "Zxhidden", "unlisted", members=[cast.dev])
    at(IDLE + 1)
    at(IDLE + ANSWER + 2)
    assert list(HandOver.objects.values_list("to__handle", "space__title")) == [("root", "Everybody")]
    assert not Mail.objects.filter(to=cast.root.email, text__contains="Zxhidden").exists()


def test_who_no_longer_owns_it_gets_no_mail_about_it(cast, space, at, work):
    at(IDLE + 1)
    give_role(Membership.objects.get(space=space, user=cast.ben), by=cast.ana, role="owner")
    give_role(Membership.objects.get(space=space, user=cast.ana), by=cast.ana, role="member")
    work()
    assert Mail.objects.get(kind="space_idle").state == "withdrawn"


def test_nobody_is_asked_where_the_hub_is_told_not_to(cast, space, at, settings):
    settings.IDLE_SPACE_DAYS = 0
    assert at(2 * IDLE) == 0 and not Event.objects.filter(verb="hub.space_idle").exists()

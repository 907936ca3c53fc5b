"""Guests: who invites them, what they see and are offered, how everybody knows, and how it ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.actions import start_topic
from hub import worker
from hub.accounts import guests
from hub.accounts.actions import set_active
from hub.models import Event, Guest, Item, Mail, Membership, Space, User
from realtime import pulse
from tests.accounts.door import come_in
from tests.cast import make_person, make_space
from tests.nets.crawl import everything, links


@pytest.fixture(autouse=True)
def owners_invite(settings):
    settings.GUESTS = "owners"


@pytest.fixture
def playground(cast):
    return make_space(cast.ana, "Playground safety", "members", members=[(cast.cleo, "member")])


def invited(client, space, **more):
    day = timezone.localdate() + timedelta(days=10)
    asked = {"email": "kit@toys.example", "name": "Kit Vale", "spaces": [space.pk], "role": "reader"}
    asked |= {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    return client.post("/guests/new/", asked | more)


@pytest.mark.slow
def test_si_14_a_guest_is_invited_comes_in_and_sees_the_named_space_and_nothing_else(cast, sign_in, playground, mailoutbox):
    start_topic(playground, author=cast.ana, title="Swings", text="x")
    ana = sign_in(cast.ana)
    assert "Playground safety" in ana.get("/guests/new/?space=playground-safety").content.decode()
    assert invited(ana, playground)["Location"] == "/guests/"
    assert "Kit Vale" in ana.get("/guests/").content.decode()
    worker.run_once()
    mail = mailoutbox[-1]
    assert mail.to == ["kit@toys.example"]
    assert "Ana Lloyd of Department of Health invites you as a guest" in mail.body and "- Playground safety" in mail.body
    kit = Client()
    assert come_in(kit, "kit@toys.example")["Location"] == "/welcome/"
    page = kit.get("/welcome/").content.decode()
    assert "You are here as a guest" in page and 'value="Kit Vale"' in page
    assert kit.post("/welcome/", {"name": "Kit Vale", "terms": "on"})["Location"] == "/welcome/2/"
    assert kit.get("/welcome/3/")["Location"] == "/welcome/4/"  # nothing to join, nothing to follow
    home = kit.get("/").content.decode()
    assert "You are a guest" in home and "Ana Lloyd invited you, until" in home and "you read" in home
    assert kit.get("/s/playground-safety/").status_code == 200
    assert kit.get("/s/health-practice/").status_code == 404
    listed = kit.get("/spaces/").content.decode()
    assert "Playground safety" in listed and "Health practice" not in listed


def test_d35_without_the_setting_nobody_invites_and_only_those_who_look_after_a_space_do(cast, sign_in, playground, settings):
    assert sign_in(cast.cleo).get("/guests/new/").status_code == 403
    settings.GUESTS = "members"
    assert sign_in(cast.cleo).get("/guests/new/").status_code == 200
    assert sign_in(cast.gus).get("/guests/new/").status_code == 403
    settings.GUESTS = "off"
    ana = sign_in(cast.ana)
    assert invited(ana, playground).status_code == 403
    assert "Invite a guest" not in ana.get("/guests/").content.decode()
    assert not User.objects.filter(email="kit@toys.example").exists()


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(cast, sign_in, playground):
    ana, other = sign_in(cast.ana), make_space(cast.cleo, "Not anas", "members")
    assert "can join by themselves" in invited(ana, playground, email="new@parks.gov.example").content.decode()
    assert "like name@example.org" in invited(ana, playground, email="kit@@toys").content.decode()
    assert invited(ana, other).status_code == 200  # not hers to open
    long = timezone.localdate() + timedelta(days=400)
    page = invited(ana, playground, until_year=long.year + 1).content.decode()
    assert "within a year" in page and 'value="Kit Vale"' in page
    assert not User.objects.filter(email="kit@toys.example").exists()


def test_si_14_time_is_over_to_the_minute_for_pages_and_open_windows(cast, sign_in, playground, monkeypatch):
    until = timezone.now() + timedelta(hours=1)
    kit = guests.invite(cast.ana, email="kit@toys.example", name="Kit", spaces=[playground], role="member", until=until)
    User.objects.filter(pk=kit.pk).update(verified_at=timezone.now(), accepted="1")
    topic = start_topic(playground, author=cast.ana, title="Swings", text="x")
    client = sign_in(User.objects.get(pk=kit.pk))
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: until - timedelta(seconds=1))
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert pulse.state_of({kit.pk}, set())[0]
    monkeypatch.setattr(timezone, "now", lambda: until + timedelta(seconds=1))
    assert client.get(topic.get_absolute_url()).status_code in {302, 403}
    assert not pulse.state_of({kit.pk}, set())[0]
    assert pulse.visible_items(kit.pk, {topic.pk}) == set()
    monkeypatch.setattr(timezone, "now", real)


def test_a_sponsor_extends_and_ends_and_nobody_else_does(cast, sign_in):
    ana, guest = sign_in(cast.ana), Guest.objects.get(user=cast.gus)
    day = timezone.localdate() + timedelta(days=100)
    date = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    assert ana.post(f"/guests/{guest.pk}/", date)["Location"] == "/guests/"
    guest.refresh_from_db()
    assert timezone.localdate(guest.until - timedelta(seconds=1)) == day
    assert sign_in(cast.ben, fresh=True).post(f"/guests/{guest.pk}/", {"end": "yes"}).status_code == 404
    gus = sign_in(cast.gus, fresh=True)
    assert gus.get("/s/health-practice/").status_code == 200
    ana.post(f"/guests/{guest.pk}/", {"end": "yes"})
    assert gus.get("/s/health-practice/").status_code == 403
    assert "Whose time is over" in ana.get("/guests/").content.decode()
    assert ana.get(f"/guests/{guest.pk}/").status_code == 404


def test_si_14_guests_go_with_their_sponsor_and_do_not_come_back_with_them(cast, sign_in):
    gus = sign_in(cast.gus)
    set_active(cast.ana, False, by=cast.root)
    assert gus.get("/s/health-practice/").status_code == 403
    set_active(cast.ana, True, by=cast.root)
    assert gus.get("/s/health-practice/").status_code == 403


def test_who_is_invited_anew_begins_with_nothing_of_before(cast, playground):
    guests.end(Guest.objects.get(user=cast.gus), by=cast.ana)
    until = timezone.now() + timedelta(days=3)
    guests.invite(cast.ana, email=cast.gus.email, name="x", spaces=[playground], role="reader", until=until)
    assert set(Space.objects.visible_to(User.objects.get(pk=cast.gus.pk))) == {playground}


@pytest.mark.slow
def test_si_15_everybody_sees_that_somebody_is_a_guest_wherever_the_name_stands(cast, sign_in, mailoutbox):
    Membership.objects.filter(user=cast.gus).update(role="member")
    for person in (cast.gus, cast.ana):
        for kind in Item.kinds.values():
            kind.greet(person)
    topic = start_topic(cast.space, author=cast.gus, title="From outside", text="Hello")
    named = start_topic(cast.space, author=cast.ana, title="Named", text="Ask @gus about it")
    ana = sign_in(cast.ana)

    def said(address):
        return " ".join(ana.get(address).content.decode().split())

    assert '<span class="hub-by__mark">guest</span>' in said(topic.get_absolute_url())
    assert "(guest)</span>" in said(named.get_absolute_url())
    assert 'Gus Guest</a>, <span class="hub-by__mark">guest</span>' in said("/s/health-practice/members/")
    assert "Gus Guest, guest" in said("/s/health-practice/")
    for address in ("/people/gus/", "/people/gus/card/", "/people/?q=gus"):
        assert "Guest</p>" in said(address), address
    offered = ana.get("/complete/people/?q=gus").json()
    assert offered[0]["hint"] == "guest"


@pytest.mark.slow
def test_guests_are_known_only_to_those_who_share_a_space_with_them(cast, sign_in):
    for kind in Item.kinds.values():
        kind.greet(cast.gus)
    cleo = sign_in(cast.cleo)
    assert "Gus Guest" not in cleo.get("/people/").content.decode()
    assert cleo.get("/people/gus/").status_code == 404
    assert sign_in(cast.dev, fresh=True).get("/people/gus/").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("role", ["reader", "member"])
def test_a_guest_is_offered_nothing_that_is_refused(cast, sign_in, role):
    from tests.nets.world import make_world

    world = make_world(cast)
    Membership.objects.filter(user=cast.gus).update(role=role)
    seen = everything(sign_in(cast.gus), "/", "/s/health-practice/", "/people/", "/search/?q=zxcanary", "/drafts/")
    refused = {}
    for address, answer in seen.items():
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            for link in links(answer.content.decode()):
                refused.setdefault(link.split("#")[0], address)
    wrong = {address: refused.get(address) for address, answer in seen.items() if answer.status_code in {403, 404}}
    assert wrong == {}
    assert world.space.title in seen["/"].content.decode()
    told = [answer for address, answer in seen.items() if not address.startswith(("/help/", "/about/"))]
    text = " ".join(answer.content.decode() for answer in told if not answer.streaming and answer.status_code == 200)
    for words in ("Find more spaces", "Open a space", "Join space", "Find a space"):
        assert words not in text, words
    if role == "reader":
        for words in ("Write a page", "Start a discussion", "Add a leaflet", "Share something", "Post reply"):
            assert words not in text, words


def test_an_error_page_speaks_to_a_guest_as_to_a_guest(cast, sign_in):
    page = sign_in(cast.gus).get("/s/health-practice/new/").content.decode()
    assert "or to join it" not in page
    assert "As a guest" in page


def test_a_reader_on_the_staff_is_told_nothing_of_joining_what_they_belong_to(cast, sign_in):
    ed = make_person("ed", cast.health)
    Membership.objects.create(space=cast.space, user=ed, role="reader")
    page = sign_in(ed).get("/s/health-practice/new/").content.decode()
    assert "or to join it" not in page and "another role" in page


def test_a_guest_who_never_came_leaves_nothing_but_their_time(cast, playground):
    until = timezone.now() + timedelta(days=3)
    kit = guests.invite(cast.ana, email="kit@toys.example", name="Kit", spaces=[playground], role="reader", until=until)
    assert not User.objects.guests().filter(pk=kit.pk).exists()
    assert Mail.objects.filter(to="kit@toys.example", kind="guest_invitation").count() == 1


@pytest.mark.slow
def test_a_guest_who_leaves_their_last_space_is_asked_and_then_told_that_their_time_is_over(cast, sign_in):
    other = make_space(cast.ana, "Ponds", "members", members=[cast.gus])
    gus = sign_in(cast.gus)
    assert gus.post("/s/ponds/leave/", follow=True).status_code == 200
    assert not Membership.objects.filter(space=other, user=cast.gus).exists()
    asked = gus.post("/s/health-practice/leave/").content.decode()
    assert "your time as a guest is over at once" in asked
    assert Membership.objects.filter(space=cast.space, user=cast.gus).exists()
    gone = gus.post("/s/health-practice/leave/", {"sure": "yes"}).content.decode()
    assert "You have left Health practice, which was your last space." in gone
    assert "ask Ana Lloyd, who invited you" in gone
    assert not Guest.objects.current().filter(user=cast.gus).exists()
    again = gus.get("/")
    assert again.status_code == 403
    assert "Your time as a guest is over" in again.content.decode()
    assert Event.objects.filter(verb="hub.guest_ended", actor=cast.gus).exists()

"""SP-20: people of an agency join a space by themselves; joined so, nobody is mailed."""

import pytest
from django.core import mail

from hub.actions import members
from hub.models import AutoJoin, Event, Mail, Membership, Watch
from realtime.models import Notification
from tests.cast import make_person, make_space


@pytest.fixture
def space(cast):
    return make_space(cast.ana, "Rota", "members", join_rule="invitation")


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


def name(client, agency, **more):
    return client.post("/s/rota/members/agencies/", {"agency": agency.pk, **more}, follow=True)


def belongs(space):
    return set(Membership.objects.filter(space=space).values_list("user__handle", flat=True))


@pytest.mark.slow
def test_sp20_from_now_on_people_join_when_they_are_admitted_and_nobody_is_mailed(cast, sign_in, space, work):
    client = sign_in(cast.ana)
    page = words(name(client, cast.parks))
    assert "Whoever is admitted for this agency from now on becomes a member" in page and not AutoJoin.objects.exists()
    name(client, cast.parks, sure="yes")
    work()
    assert belongs(space) == {"ana"}, "who was there before is not joined"
    newcomer = make_person("nia", cast.parks)
    make_person("neil", cast.health)
    work()
    assert belongs(space) == {"ana", "nia"}
    assert not Watch.objects.filter(user=newcomer, space=space).exists()
    assert not Notification.objects.filter(user=newcomer).exists()
    assert not mail.outbox and not Mail.objects.exists()
    event = Event.objects.get(verb="hub.member_auto_joined")
    assert (event.actor, event.data) == (None, {"user": newcomer.pk, "body": cast.parks.pk})
    assert sign_in(newcomer, fresh=True).get("/s/rota/").status_code == 200


def test_sp20_with_those_who_work_there_now_the_count_before_is_what_comes_of_it(cast, sign_in, space, work):
    client = sign_in(cast.ana)
    page = words(name(client, cast.parks, everybody="on"))
    assert "2 people become members at once." in page
    name(client, cast.parks, everybody="on", sure="yes")
    work()
    assert belongs(space) == {"ana", "cleo", "dev"}, "neither guests nor who was suspended"


def test_sp20_whoever_left_or_was_shown_out_is_not_joined_again(cast, sign_in, space, work):
    name(sign_in(cast.ana), cast.parks, everybody="on", sure="yes")
    work()
    members.leave(space, user=cast.cleo)
    members.show_out(Membership.objects.get(space=space, user=cast.dev), by=cast.ana)
    work()
    assert belongs(space) == {"ana"}


def test_sp20_an_unconfirmed_employer_joins_nobody_until_it_is_confirmed(cast, sign_in, space, work):
    name(sign_in(cast.ana), cast.parks, sure="yes")
    nia = make_person("nia", cast.parks)
    moment = nia.affiliation.confirmed_at
    nia.affiliations.update(confirmed_at=None)
    work()
    assert belongs(space) == {"ana"}
    nia.affiliations.update(confirmed_at=moment)
    work()
    assert belongs(space) == {"ana", "nia"}


def test_sp20_a_provisional_agency_cannot_be_named(cast, sign_in, space):
    page = words(name(sign_in(cast.ana), cast.una.agency, sure="yes"))
    assert "There is a problem" in page
    assert not AutoJoin.objects.exists()


@pytest.mark.slow
def test_sp20_an_owner_stops_it_and_members_stay(cast, sign_in, space, work):
    client = sign_in(cast.ana)
    name(client, cast.parks, everybody="on", sure="yes")
    work()
    rule = AutoJoin.objects.get()
    assert "Stop" in words(client.get("/s/rota/members/agencies/"))
    client.post("/s/rota/members/agencies/", {"stop": rule.pk})
    make_person("nia", cast.parks)
    work()
    assert belongs(space) == {"ana", "cleo", "dev"}
    verbs = list(Event.objects.filter(verb__startswith="hub.auto_join").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["hub.auto_join_started", "hub.auto_join_stopped"]


@pytest.mark.parametrize("said", ["0", "x", "9" * 30, "-1"])
def test_a22_a_rule_of_another_space_is_not_stopped_from_here(cast, sign_in, space, said):
    other = make_space(cast.ben, "Other")
    rule = AutoJoin.objects.create(space=other, agency=cast.parks, by=cast.ben)
    client = sign_in(cast.ana)
    for key in (said, str(rule.pk)):
        assert client.post("/s/rota/members/agencies/", {"stop": key}).status_code == 404
    assert AutoJoin.objects.filter(pk=rule.pk).exists()

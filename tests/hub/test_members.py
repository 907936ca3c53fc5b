"""Members of a space: who is let in, with which role, and that somebody always answers for it."""

import pytest

from hub.models import Event, Item, Membership, User, Watch
from tests.cast import make_space


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


@pytest.fixture
def space(cast):
    return make_space(cast.ana, "Rota", "members", join_rule="invitation", members=[cast.dev])


def let_in(client, person, role="member"):
    return client.post("/s/rota/members/", {"person": person, "role": role}, follow=True)


@pytest.mark.parametrize("said", ["cleo@parks.gov.example", " CLEO@parks.gov.example ", "cleo", "@cleo"])
@pytest.mark.slow
def test_an_owner_lets_a_person_in_by_address_or_handle(cast, sign_in, space, said):
    before = User.objects.get(pk=cast.cleo.pk).epoch
    assert sign_in(cast.cleo).get("/s/rota/").status_code == 403
    assert "Cleo Marsh is a member now." in words(let_in(sign_in(cast.ana), said))
    assert sign_in(cast.cleo).get("/s/rota/").status_code == 200
    assert User.objects.get(pk=cast.cleo.pk).epoch == before + 1
    assert Watch.objects.get(user=cast.cleo, space=space).level == Watch.Level.FIRST
    event = Event.objects.get(verb="hub.member_added")
    assert (event.actor, event.data, event.address) == (cast.ana, {"user": cast.cleo.pk, "role": "member"}, "127.0.0.1")
    assert "was a member already" in words(let_in(sign_in(cast.ana), said, role="owner"))
    assert Membership.objects.get(space=space, user=cast.cleo).role == "member"


@pytest.mark.parametrize("said", ["nobody@parks.gov.example", "pat", "lee", "gus", "", "%", "a' or 1=1"])
def test_a07_whoever_cannot_be_let_in_is_as_unknown_as_nobody(cast, sign_in, space, said):
    page = words(let_in(sign_in(cast.ana), said))
    if said in {"gus"}:  # ana shares a space with this guest, so she may know of him
        assert "Gus Guest is a member now" in page
        assert "Nobody you can let in" in words(let_in(sign_in(cast.ana), "cleo@nowhere.example"))
    else:
        assert "Nobody you can let in" in page or (said == "" and "Say who" in page)
        assert Membership.objects.filter(space=space).count() == 2


@pytest.mark.parametrize(("person", "status"), [("dev", 403), ("ben", 403), ("root", 403), ("gus", 404)])
def test_only_owners_let_people_in_and_change_roles(cast, sign_in, space, person, status):
    client = sign_in(getattr(cast, person))
    row = Membership.objects.get(space=space, user=cast.dev)
    assert client.post("/s/rota/members/", {"person": "cleo", "role": "owner"}).status_code == status
    assert client.post(f"/s/rota/members/{row.pk}/", {"role": "owner"}).status_code == status
    assert client.post(f"/s/rota/members/{row.pk}/", {"remove": "yes"}).status_code == status
    assert "Let somebody in" not in client.get("/s/rota/members/").content.decode()
    assert {(m.user, m.role) for m in Membership.objects.filter(space=space)} == {(cast.ana, "owner"), (cast.dev, "member")}


def test_a_role_is_given_and_a_membership_ended_by_an_owner_with_a_trace(cast, sign_in, space):
    client = sign_in(cast.ana)
    row = Membership.objects.get(space=space, user=cast.dev)
    assert "Dev Patel: Moderator" in words(client.post(f"/s/rota/members/{row.pk}/", {"role": "moderator"}, follow=True))
    event = Event.objects.get(verb="hub.member_changed")
    assert event.data == {"user": cast.dev.pk, "before": "member", "after": "moderator"}
    assert "Dev Patel is no longer a member" in words(client.post(f"/s/rota/members/{row.pk}/", {"remove": "yes"}, follow=True))
    assert sign_in(cast.dev).get("/s/rota/").status_code == 403
    assert Event.objects.filter(verb="hub.member_removed", actor=cast.ana).exists()


def test_a22_a_member_of_another_space_is_not_changed_from_here(cast, sign_in, space):
    elsewhere = Membership.objects.get(space=cast.space, user=cast.dev)
    assert sign_in(cast.ana).post(f"/s/rota/members/{elsewhere.pk}/", {"role": "owner"}).status_code == 404
    assert Membership.objects.get(pk=elsewhere.pk).role == "member"


@pytest.mark.slow
def test_somebody_always_answers_for_a_space(cast, sign_in, space):
    client = sign_in(cast.ana)
    mine = Membership.objects.get(space=space, user=cast.ana)
    for change in ({"role": "member"}, {"remove": "yes"}):
        assert "last owner" in words(client.post(f"/s/rota/members/{mine.pk}/", change, follow=True))
    assert Membership.objects.get(pk=mine.pk).role == "owner"
    Membership.objects.filter(user=cast.dev, space=space).update(role="owner")
    page = client.post(f"/s/rota/members/{mine.pk}/", {"remove": "yes"}, follow=True)
    assert page.redirect_chain[-1][0] == "/spaces/"


def test_nonsense_changes_nothing(cast, sign_in, space):
    row = Membership.objects.get(space=space, user=cast.dev)
    sign_in(cast.ana).post(f"/s/rota/members/{row.pk}/", {"role": "emperor"})
    assert Membership.objects.get(pk=row.pk).role == "member"
    assert Item.objects.count() == 0 or not Event.objects.filter(verb="hub.member_changed").exists()

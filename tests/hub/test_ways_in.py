"""Ways into a space that take two: asking, inviting, one or a list, and handing it over."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hub.actions import asking, handing, inviting
from hub.home import needs_of
from hub.models import AccessRequest, Event, HandOver, Invitation, Mail, Membership
from hub.policy import role
from tests.cast import make_space


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[-1]


def lists_of(client, **query):
    return words(client.get("/spaces/asked/", query))


@pytest.fixture
def space(cast):
    """Ana's, for members, where people ask."""
    return make_space(cast.ana, "Rota", "members", join_rule="ask", purpose="Who works when")


# Asking


@pytest.mark.slow
def test_sp22_access_is_asked_for_on_the_page_that_refused_and_given_with_one_click(cast, sign_in, space, work):
    cleo = sign_in(cast.cleo, fresh=True)
    refused = cleo.get("/s/rota/")
    assert refused.status_code == 403 and 'action="/s/rota/members/ask/"' in words(refused)
    page = words(cleo.post("/s/rota/members/ask/", {"reason": "I plan the parks rota"}, follow=True))
    assert "You have asked" in page and "Waiting for an owner" in page
    again = words(cleo.get("/s/rota/"))
    assert "You asked to be let in on" in again and "action=" not in again

    mail = Mail.objects.get(kind="access_request")
    assert mail.to == cast.ana.email and "I plan the parks rota" in mail.text
    ana = sign_in(cast.ana, fresh=True)
    assert "Cleo Marsh asks to join Rota" in words(ana.get("/"))
    page = words(ana.get("/s/rota/members/"))
    assert "They ask to be let in" in page and "I plan the parks rota" in page and "Parks" in page
    asked = AccessRequest.objects.get()
    page = words(ana.post(f"/s/rota/members/requests/{asked.pk}/", {"accept": "yes"}, follow=True))
    assert "Cleo Marsh is a member now." in page and "They ask to be let in" not in page
    assert cleo.get("/s/rota/").status_code == 200
    assert "An owner has let you in" in words(cleo.get("/")) and "Let in" in lists_of(cleo)
    work()
    assert Mail.objects.get(kind="access_answer").to == cast.cleo.email
    assert Mail.objects.get(kind="access_request").state == "withdrawn"  # nobody needs it any more


def test_who_is_not_let_in_is_told_and_may_ask_again(cast, sign_in, space):
    asking.ask(space, user=cast.ben, reason="x")
    ana = sign_in(cast.ana, fresh=True)
    ana.post(f"/s/rota/members/requests/{AccessRequest.objects.get().pk}/", {"decline": "yes"})
    ben = sign_in(cast.ben, fresh=True)
    assert "Not let in" in lists_of(ben) and "An owner did not let you in" in words(ben.get("/"))
    assert ben.get("/s/rota/").status_code == 403
    ben.post("/s/rota/members/ask/", {"reason": "Once more"})
    assert AccessRequest.objects.filter(state="waiting").count() == 1


def test_a_request_is_one_however_often_it_is_sent_and_can_be_taken_back(cast, sign_in, space):
    client = sign_in(cast.ben)
    assert "Say in a sentence why" in words(client.post("/s/rota/members/ask/", {"reason": " "}))
    for reason in ("First", "Second"):
        client.post("/s/rota/members/ask/", {"reason": reason})
    asked = AccessRequest.objects.get()
    assert asked.reason == "Second" and Mail.objects.filter(kind="access_request").count() == 1
    client.post(f"/spaces/asked/{asked.pk}/")
    assert "Withdrawn" in lists_of(client) and not needs_of(cast.ana)
    assert not asking.decide(asked, by=cast.ana, accepted=True)
    assert role(cast.ben, space) is None


def test_a02_asking_says_no_more_of_a_space_than_the_refusal_does(cast, sign_in):
    make_space(cast.ana, "Quiet matters", "unlisted", slug="quiet", join_rule="ask")
    make_space(cast.ana, "Asked only", "members", slug="invited", join_rule="invitation")
    client = sign_in(cast.cleo)
    real, never = (client.post(f"/s/{slug}/members/ask/", {"reason": "x"}) for slug in ("quiet", "never"))
    assert (real.status_code, never.status_code) == (404, 404)
    assert words(real).replace("quiet", "never") == words(never)
    assert client.post("/s/invited/members/ask/", {"reason": "x"}).status_code == 403
    refused = words(client.get("/s/invited/"))
    assert "by invitation" in refused and "/members/ask/" not in refused
    assert not AccessRequest.objects.exists()
    assert sign_in(cast.gus).post("/s/invited/members/ask/", {"reason": "x"}).status_code == 404


def test_somebody_of_another_agency_asks_where_only_agencies_come_at_once(cast, sign_in):
    make_space(cast.ana, "Wards", "agencies", agencies=[cast.health])
    assert sign_in(cast.cleo).post("/s/wards/members/ask/", {"reason": "Joint work"}).status_code == 302
    assert sign_in(cast.ben).post("/s/wards/members/ask/", {"reason": "x"}).status_code == 403  # who can join at once


@pytest.mark.parametrize("person", ["dev", "ben", "root", "gus"])
def test_a22_requests_are_decided_by_owners_of_that_very_space(cast, sign_in, space, person):
    Membership.objects.create(space=space, user=cast.dev, role="moderator")
    asking.ask(space, user=cast.cleo, reason="x")
    asked = AccessRequest.objects.get()
    make_space(cast.ben, "Other", slug="other")
    client = sign_in(getattr(cast, person))
    for address in (f"/s/rota/members/requests/{asked.pk}/", f"/s/other/members/requests/{asked.pk}/"):
        assert client.post(address, {"accept": "yes"}).status_code in {403, 404}
    assert client.post(f"/spaces/asked/{asked.pk}/").status_code == 404
    assert AccessRequest.objects.get().state == "waiting"


def test_a04_who_lost_the_space_gets_no_mail_that_waits(cast, space, work):
    asking.ask(space, user=cast.ben, reason="x")
    Membership.objects.filter(space=space).update(user=cast.dev)
    work()
    assert Mail.objects.get(kind="access_request").state == "withdrawn"


def test_who_comes_in_by_another_door_asks_no_more(cast, sign_in, space):
    asking.ask(space, user=cast.ben, reason="x")
    sign_in(cast.ana).post("/s/rota/members/", {"person": "ben", "role": "reader"})
    assert AccessRequest.objects.get().state == "accepted"


# Inviting


def invite(client, **fields):
    return client.post("/s/rota/members/invite/", {"role": "member", **fields}, follow=True)


@pytest.mark.slow
def test_sp04_somebody_invited_comes_in_by_the_link_after_sign_in(cast, sign_in, space, client):
    page = words(invite(sign_in(cast.ana, fresh=True), person="ben@health.gov.example", role="moderator"))
    assert "Invited. The link in the email lasts 14 days." in page
    mail, invitation = Mail.objects.get(kind="invitation"), Invitation.objects.get()
    link = f"/invitations/{invitation.pk}/"
    assert mail.to == "ben@health.gov.example" and link in mail.text
    assert client.get(link)["Location"].startswith("/sign-in/?")
    ben = sign_in(cast.ben, fresh=True)
    assert "Ana Lloyd invites you" in words(ben.get("/")) and "Rota" in lists_of(ben)
    assert "Take the invitation" in words(ben.get(link))
    assert ben.head(link).status_code == 200 and role(cast.ben, space) is None  # looking takes nothing
    cast.ben.forget_standing()
    assert "You are a member of Rota now." in words(ben.post(link, follow=True))
    assert Membership.objects.get(user=cast.ben, space=space).role == "moderator"
    assert ben.get(link).status_code == 404
    assert Event.objects.filter(verb="hub.invitation_taken", actor=cast.ben).exists()


@pytest.mark.parametrize("person", ["cleo", "root", "dev", "gus"])
def test_a02_an_invitation_is_nothing_to_anybody_else(cast, sign_in, space, person):
    inviting.invite(space, by=cast.ana, email=cast.ben.email)
    client = sign_in(getattr(cast, person))
    real = client.get(f"/invitations/{Invitation.objects.get().pk}/")
    never = client.get("/invitations/987654/")
    assert (real.status_code, never.status_code) == (404, 404)
    assert words(real) == words(never) and "Rota" not in words(real)
    client.post(f"/invitations/{Invitation.objects.get().pk}/")
    assert Invitation.objects.get().taken_at is None


@pytest.mark.parametrize("change", ["ran out", "taken back", "moved", "space archived"])
def test_an_invitation_ends(cast, sign_in, space, change):
    inviting.invite(space, by=cast.ana, email=cast.ben.email)
    invitation = Invitation.objects.get()
    if change == "ran out":
        Invitation.objects.update(expires_at=timezone.now())
    elif change == "moved":
        type(cast.ben).objects.filter(pk=cast.ben.pk).update(email="ben@parks.gov.example")
    elif change == "space archived":
        type(space).objects.filter(pk=space.pk).update(state="archived")
    else:
        sign_in(cast.ana, fresh=True).post(f"/s/rota/members/invitations/{invitation.pk}/")
    assert sign_in(type(cast.ben).objects.get(pk=cast.ben.pk)).post(f"/invitations/{invitation.pk}/").status_code == 404


@pytest.mark.slow
def test_a_membership_by_invitation_can_have_an_end_and_ends_then(cast, sign_in, space):
    day = timezone.localdate() + timedelta(days=10)
    until = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    invite(sign_in(cast.ana, fresh=True), person="@cleo", role="reader", **until)
    sign_in(cast.cleo, fresh=True).post(f"/invitations/{Invitation.objects.get().pk}/")
    membership = Membership.objects.get(user=cast.cleo, space=space)
    assert (membership.role, timezone.localtime(membership.until).date()) == ("reader", day)
    Membership.objects.filter(pk=membership.pk).update(until=timezone.now())
    assert sign_in(cast.cleo).get("/s/rota/").status_code == 403
    page = words(invite(sign_in(cast.ana), person="ben", until_day="1", until_month="1", until_year="2020"))
    assert "Enter a day that is still to come" in page and 'value="2020"' in page


@pytest.mark.slow
def test_a07_what_an_invitation_answers_does_not_depend_on_who_has_an_account(cast, sign_in, space):
    """lee is suspended, pat has proved nothing, nobody is nobody; all three could join by their address."""
    client = sign_in(cast.ana)
    said = {name: words(invite(client, person=f"{name}@parks.gov.example")) for name in ("lee", "pat", "nobody")}
    told = {name: page.replace(name, "x").split("csrfmiddlewaretoken")[0] for name, page in said.items()}
    assert "Invited. The link" in told["lee"] and told["lee"] == told["pat"] == told["nobody"]
    for stranger in ("someone@elsewhere.example", "@lee", "@pat", "gus2@charity.example"):
        assert "Nobody can join the hub" in words(invite(client, person=stranger)), stranger
    assert "This person is a member already" in words(invite(client, person=cast.ana.email))


@pytest.mark.slow
def test_a_list_is_reported_row_by_row_and_says_nothing_of_accounts(cast, sign_in, space):
    Membership.objects.create(space=space, user=cast.dev)
    rows = [
        "address;role;until",
        "ben@health.gov.example;reader;31/12/2099",
        "lee@parks.gov.example",
        "nobody@parks.gov.example",
        "@cleo;Moderator;2099-12-31",
        "dev@parks.gov.example",
        "BEN@health.gov.example",
        "x@elsewhere.example",
        "not an address@",
        "una@towns.gov.example;owner",
        "una@towns.gov.example;;someday",
        "una@towns.gov.example;;1999-01-01",
    ]
    sent = SimpleUploadedFile("list.csv", "\ufeff".encode() + "\r\n".join(rows).encode())
    client = sign_in(cast.ana)
    page = words(client.post("/s/rota/members/invite/", {"list": "yes", "many-file": sent}))
    assert "4 invitations sent" in page
    for text, times in (
        (">Invited<", 4),
        (">A member already<", 1),
        ("stands in the list before", 1),
        ("nobody can join the hub", 1),
        ("not an email address", 1),
        ("the role is not", 1),
        ("not a day to come", 2),
    ):
        assert page.count(text) == times, text
    assert {(i.email, i.role, i.until is not None) for i in Invitation.objects.all()} == {
        ("ben@health.gov.example", "reader", True),
        ("lee@parks.gov.example", "member", False),
        ("nobody@parks.gov.example", "member", False),
        ("cleo@parks.gov.example", "moderator", True),
    }
    again = words(client.post("/s/rota/members/invite/", {"list": "yes", "many-text": "\n".join(rows)}))
    assert "0 invitations sent" in again and again.count("Invited before, and not taken yet") == 4


@pytest.mark.parametrize(
    ("sent", "said"), [("", "The list is empty"), ("address,role\n", "The list is empty"), ("a\n" * 501, "too large")]
)
def test_what_is_no_list_is_said_at_the_field(cast, sign_in, space, sent, said):
    assert said in words(sign_in(cast.ana).post("/s/rota/members/invite/", {"list": "yes", "many-text": sent}))


def test_nobody_floods_the_hub_with_invitations(cast, space, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_A_DAY", 1)
    assert inviting.invite(space, by=cast.ana, email="a@parks.gov.example")
    with pytest.raises(inviting.TooMany):
        inviting.invite(space, by=cast.ana, email="b@parks.gov.example")


@pytest.mark.parametrize(("person", "status"), [("dev", 403), ("ben", 403), ("root", 403), ("gus", 404)])
def test_only_owners_invite_and_take_back(cast, sign_in, space, person, status):
    Membership.objects.create(space=space, user=cast.dev, role="moderator")
    inviting.invite(space, by=cast.ana, email="a@parks.gov.example")
    status = 403 if person == "dev" else status
    client = sign_in(getattr(cast, person))
    for address in ("invite/", f"invitations/{Invitation.objects.get().pk}/", "hand-over/"):
        assert client.post(f"/s/rota/members/{address}", {"person": "cleo", "role": "member"}).status_code in {
            status,
            403 if person != "gus" else 404,
        }
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1 and not HandOver.objects.exists()


# Owning


@pytest.mark.slow
def test_sp06_ownership_is_handed_over_only_when_who_receives_it_accepts(cast, sign_in, space, work):
    ana, ben = sign_in(cast.ana, fresh=True), sign_in(cast.ben, fresh=True)
    assert "You are the only owner" in words(ana.get("/s/rota/members/"))
    page = words(ana.post("/s/rota/members/hand-over/", {"person": "@ben", "stays": "no"}, follow=True))
    assert "Ben Okoro is asked. Nothing changes until they accept." in page
    assert role(cast.ben, space) is None and Mail.objects.get(kind="hand_over").to == cast.ben.email
    offer = HandOver.objects.get()
    assert "Will you own Rota?" in words(ben.get("/"))
    assert "Ana Lloyd stays a member" in words(ben.get(f"/hand-overs/{offer.pk}/"))
    assert "You own Rota now." in words(ben.post(f"/hand-overs/{offer.pk}/", {"accept": "yes"}, follow=True))
    assert {(m.user, m.role) for m in Membership.objects.filter(space=space)} == {(cast.ben, "owner"), (cast.ana, "member")}
    assert Mail.objects.get(kind="hand_over_answer").to == cast.ana.email
    assert ana.get("/s/rota/settings/").status_code == 403


def test_who_declines_owns_nothing_and_the_owner_hears_of_it(cast, sign_in, space):
    offer = handing.offer(space, to=cast.ben, by=cast.ana, stays=False)
    assert "You have declined." in words(sign_in(cast.ben).post(f"/hand-overs/{offer.pk}/", {"decline": "yes"}, follow=True))
    assert {(m.user, m.role) for m in Membership.objects.filter(space=space)} == {(cast.ana, "owner")}
    assert "will not own" in Mail.objects.get(kind="hand_over_answer").subject
    assert not handing.accept(offer)


def test_an_owner_who_stopped_owning_hands_nothing_over(cast, space):
    Membership.objects.create(space=space, user=cast.dev, role="owner")
    offer = handing.offer(space, to=cast.ben, by=cast.ana)
    Membership.objects.filter(space=space, user=cast.ana).update(role="member")
    assert not handing.accept(offer)


def test_making_a_member_an_owner_asks_them_first(cast, sign_in, space):
    row = Membership.objects.create(space=space, user=cast.dev)
    page = words(sign_in(cast.ana).post(f"/s/rota/members/{row.pk}/", {"role": "owner"}, follow=True))
    assert "Dev Patel is asked to own the space" in page
    assert Membership.objects.get(pk=row.pk).role == "member"
    handing.accept(HandOver.objects.get())
    assert Membership.objects.get(pk=row.pk).role == "owner"


@pytest.mark.parametrize("person", ["cleo", "root", "ana"])
def test_a_question_is_answered_by_who_was_asked(cast, sign_in, space, person):
    offer = handing.offer(space, to=cast.ben, by=cast.ana)
    assert sign_in(getattr(cast, person)).post(f"/hand-overs/{offer.pk}/", {"accept": "yes"}).status_code == 404
    sign_in(cast.ana).post(f"/s/rota/members/hand-over/{offer.pk}/")
    assert HandOver.objects.get().state == "withdrawn"


@pytest.mark.slow
def test_a_role_is_given_until_a_day_and_owning_has_no_end(cast, sign_in, space):
    row = Membership.objects.create(space=space, user=cast.dev)
    until = {f"m{row.pk}-until_{part}": value for part, value in (("day", 1), ("month", 2), ("year", 2099))}
    client = sign_in(cast.ana)
    client.post(f"/s/rota/members/{row.pk}/", {"role": "moderator", **until})
    row.refresh_from_db()
    assert row.role == "moderator" and row.until.year == 2099
    assert "until 1 February 2099" in words(client.get("/s/rota/members/"))
    handing.accept(handing.offer(space, to=cast.dev, by=cast.ana))
    row.refresh_from_db()
    assert (row.role, row.until) == ("owner", None)
    assert "Enter a real date" in words(
        client.post(f"/s/rota/members/{row.pk}/", {"role": "reader", f"m{row.pk}-until_day": "9"}, follow=True)
    )


def test_somebody_invited_by_name_is_shown_by_name_and_no_guest_is_asked_to_own(cast, sign_in, space):
    client = sign_in(cast.ana)
    inviting.invite(space, by=cast.ana, email=cast.cleo.email, role="member")
    page = words(client.get("/s/rota/members/"))
    assert "Cleo Marsh" in page and cast.cleo.email not in page
    row = Membership.objects.create(space=space, user=cast.gus, role="member")
    answer = client.post(f"/s/rota/members/{row.pk}/", {"role": "owner"}, follow=True)
    assert "Guests cannot own a space" in words(answer) and not HandOver.objects.exists()

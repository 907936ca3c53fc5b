"""Organisations that nobody accepts ask to join, are gathered, decided once, and keep their own addresses."""

import re

import pytest
from django.test import Client

from hub.models import AdmissionRequest, Affiliation, Agency, AllowedAddress, EmailDomain, Event, Mail, User
from tests.accounts.door import ask as ask_for_code
from tests.accounts.door import come_in
from tests.ways import give_app, just_signed_in

WISH = {"organisation": "Harbour Advice", "reason": "We advise boat people", "name": "Mia Bay"}


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


def wish(email, **more):
    return Client().post("/join/request/", {**WISH, "email": email, **more})


def code_for(email):
    text = Mail.objects.filter(to=email, kind="request_received").latest("pk").text
    return re.search(r"\b[a-z0-9]{5}(-[a-z0-9]{5}){3}\b", text)[0]


def decide(client, request, **data):
    form = {"agency_name": "Harbour Advice", "kind": "advice", "answer": "", "sure": "yes", **data}
    return client.post(f"/manage/requests/{request.pk}/", form, follow=True)


def settled(person):
    """They have said who they are, so no page of welcome stands in between."""
    User.objects.filter(email=person).update(name="Mia Bay", accepted="1")
    user = User.objects.get(email=person)
    give_app(user)
    return user


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


def test_d37_the_request_answers_the_same_for_every_address_whether_or_not_it_has_an_account(cast):
    AllowedAddress.objects.create(email="known@gmail.com", agency=cast.parks)
    come_in(Client(), "known@gmail.com")
    pages = [words(wish(email)).replace(email, "ADDRESS") for email in ("known@gmail.com", "nobody@gmail.com", cast.gus.email)]
    assert len(set(pages)) == 1
    assert "We have emailed ADDRESS" in pages[0]
    assert Mail.objects.filter(kind="request_not_needed").get().to == "known@gmail.com"
    assert AdmissionRequest.objects.filter(applicants__email="known@gmail.com").count() == 0


@pytest.mark.slow
def test_si04_people_of_one_domain_are_one_request_and_see_where_it_stands(root, mailoutbox, work):
    for email in ("mia@harbour.example", "bo@post.harbour.example", "mia@harbour.example"):
        wish(email)
    asked = AdmissionRequest.objects.get()
    assert [one.email for one in asked.applicants.all()] == ["mia@harbour.example", "bo@post.harbour.example"]
    code = code_for("mia@harbour.example")
    assert "Those who run the hub have your request" in words(Client().get("/join/status/", {"code": code.upper()}))
    assert "not a code we know" in words(Client().get("/join/status/", {"code": "wrong"}))
    assert "1 organisation asks to join" in words(root.get("/manage/"))
    page = words(
        root.post(
            f"/manage/requests/{asked.pk}/",
            {"how": "domain", "domain": "harbour.example", "agency_name": "Harbour Advice", "kind": "advice"},
        )
    )
    assert "2 people are told by email." in page
    assert not EmailDomain.objects.filter(domain="harbour.example").exists()
    decide(root, asked, how="domain", domain="harbour.example", answer="Welcome")
    work()
    assert {mail.to[0] for mail in mailoutbox if "you can join" in mail.body} == {
        "mia@harbour.example",
        "bo@post.harbour.example",
    }
    where = words(Client().get("/join/status/", {"code": code}))
    assert "You can join with mia@harbour.example" in where
    assert "Welcome" in where
    come_in(Client(), "bo@post.harbour.example")
    assert User.objects.get(email="bo@post.harbour.example").agency.name == "Harbour Advice"
    assert "Addresses of this domain are accepted already" in words(wish("new@harbour.example"))


@pytest.mark.slow
def test_a_refused_domain_stays_refused_until_somebody_decides_again(root):
    wish("mia@harbour.example")
    asked = AdmissionRequest.objects.get()
    assert "Say why" in words(decide(root, asked, how="refuse"))
    decide(root, asked, how="refuse", answer="You sell things")
    wish("bo@harbour.example")
    assert AdmissionRequest.objects.count() == 1
    assert "You sell things" in words(Client().get("/join/status/", {"code": code_for("bo@harbour.example")}))
    assert ask_for_code(Client(), "mia@harbour.example").status_code == 200
    root.post(f"/manage/requests/{asked.pk}/reopen/")
    asked.refresh_from_db()
    assert asked.is_waiting
    verbs = list(Event.objects.filter(verb__startswith="hub.admission").order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["hub.admission_asked", "hub.admission_reopened"]


@pytest.fixture
def harbour(root):
    """A charity on a public mail domain: two people asked, one was let in and keeps the list."""
    wish("mia@gmail.com")
    wish("bo@hotmail.com", name="Bo Quay", organisation="harbour advice")
    asked = AdmissionRequest.objects.get()
    mia = asked.applicants.get(email="mia@gmail.com")
    page = words(decide(root, asked, how="addresses", people=[mia.pk]))
    assert "Choose who keeps the list" in page
    decide(root, asked, how="addresses", people=[mia.pk], contact=mia.pk, answer="")
    client = Client()
    come_in(client, "mia@gmail.com")
    just_signed_in(client, settled("mia@gmail.com"))
    return client, Agency.objects.get(name="Harbour Advice")


@pytest.mark.slow
def test_a_body_without_a_domain_comes_in_by_exact_addresses_which_its_contact_keeps(harbour, root):
    client, agency = harbour
    mia = User.objects.get(email="mia@gmail.com")
    assert (mia.agency, mia.affiliation.administers) == (agency, True)
    assert "ends in a domain we accept" in ask_for_code(Client(), "other@gmail.com").content.decode()
    assert "Ask the colleague who keeps it" in words(Client().get("/join/status/", {"code": code_for("bo@hotmail.com")}))
    address = f"/manage/agencies/{agency.pk}/addresses/"
    assert "bo@hotmail.com may join now" in words(client.post(address, {"email": " Bo@hotmail.com "}, follow=True))
    come_in(Client(), "bo@hotmail.com")
    bo = User.objects.get(email="bo@hotmail.com")
    assert bo.agency == agency
    assert "on a list already" in words(client.post(address, {"email": "bo@hotmail.com"}))
    assert "join by themselves" in words(client.post(address, {"email": "jo@parks.gov.example"}))
    row = AllowedAddress.objects.get(email="bo@hotmail.com")
    assert "works for Harbour Advice by it" in words(client.get(f"/manage/addresses/{row.pk}/"))
    client.post(f"/manage/addresses/{row.pk}/", {"sure": "yes"})
    assert not Affiliation.objects.current().filter(user=bo).exists()
    assert "ends in a domain we accept" in ask_for_code(Client(), "bo@hotmail.com").content.decode()
    assert {"hub.address_added", "hub.address_ended"} <= set(Event.objects.filter(actor=mia).values_list("verb", flat=True))


@pytest.mark.slow
def test_a_shared_mailbox_waits_for_those_who_run_the_hub(harbour, root):
    client, agency = harbour
    page = words(client.post(f"/manage/agencies/{agency.pk}/addresses/", {"email": "advice@harbour-mail.org"}, follow=True))
    assert "advice@harbour-mail.org waits for those who run the hub" in page
    assert "ends in a domain we accept" in ask_for_code(Client(), "advice@harbour-mail.org").content.decode()
    row = AllowedAddress.objects.get(email="advice@harbour-mail.org")
    assert client.post(f"/manage/addresses/{row.pk}/", {"open": "yes"}).status_code == 404
    assert "Addresses of Harbour Advice" in words(root.get("/manage/"))
    root.post(f"/manage/addresses/{row.pk}/", {"open": "yes"})
    come_in(Client(), "advice@harbour-mail.org")
    assert User.objects.get(email="advice@harbour-mail.org").agency == agency


@pytest.mark.slow
def test_the_last_contact_stays_on_the_list(harbour):
    client, agency = harbour
    client.post(f"/manage/agencies/{agency.pk}/addresses/", {"email": "bo@hotmail.com"})
    own = AllowedAddress.objects.get(email="mia@gmail.com")
    assert "Somebody has to keep the list" in words(client.post(f"/manage/addresses/{own.pk}/", {"sure": "yes"}, follow=True))
    assert AllowedAddress.objects.filter(pk=own.pk).exists()


def test_a_shared_mailbox_of_an_accepted_domain_is_asked_for_and_let_in(root, cast):
    assert "Several people read this mailbox" in ask_for_code(Client(), "info@parks.gov.example").content.decode()
    wish("info@parks.gov.example", organisation="Parks")
    asked = AdmissionRequest.objects.get()
    assert asked.agency == cast.parks
    who = asked.applicants.get()
    decide(root, asked, how="addresses", agency_name="Parks Agency", people=[who.pk])
    come_in(Client(), "info@parks.gov.example")
    assert User.objects.get(email="info@parks.gov.example").agency == cast.parks


def test_a_request_that_names_a_known_organisation_says_so_before_it_is_approved(root, cast):
    wish("eve@evil.example", organisation="Parks Agency")
    asked = AdmissionRequest.objects.get()
    page = words(decide(root, asked, how="domain", domain="evil.example", agency_name="Parks Agency", sure=""))
    assert "Parks Agency is here already, with" in page
    assert "They will see what is for it only." in page


@pytest.mark.parametrize(
    "bad", ["", "no address", "a@b@c.example", "jo@gov.uk.", "jó@harbour.example", "jo@harbour.example\r\nBcc: x@y.z"]
)
def test_d12_a_bad_address_is_refused_at_the_field_with_what_was_typed(db, bad):
    page = words(wish(bad))
    assert "Enter" in page
    assert "Mia Bay" in page
    assert not AdmissionRequest.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.slow
def test_d38_requests_from_one_place_are_limited(db):
    answers = [words(wish(f"p{n}@harbour{n}.example")) for n in range(22)]
    assert "Check your email" in answers[0]
    assert "Too many requests" in answers[-1]
    again = [words(wish("mia@other.example")) for _time in range(5)]
    assert "Too many requests" in again[-1]


def test_who_asked_is_forgotten_some_time_after_the_decision(root, work):
    from datetime import timedelta

    from django.utils import timezone

    wish("mia@harbour.example")
    asked = AdmissionRequest.objects.get()
    decide(root, asked, how="refuse", answer="No")
    AdmissionRequest.objects.update(decided_at=timezone.now() - timedelta(days=91))
    work()
    assert asked.applicants.count() == 0
    assert "forgotten 90 days after" in words(root.get(f"/manage/requests/{asked.pk}/"))

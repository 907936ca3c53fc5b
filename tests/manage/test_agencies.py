"""Organisations: confirmed, merged, refused, renamed; what each does is shown before and written down."""

import pytest
from django.test import Client

from hub.models import Affiliation, Agency, EmailDomain, Event, Item, User
from tests.accounts.door import ask as ask_for_code
from tests.accounts.door import come_in
from tests.cast import make_space


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


def decide(client, agency, **data):
    return client.post(f"/manage/agencies/{agency.pk}/decide/", data, follow=True)


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


@pytest.mark.slow
def test_a_provisional_organisation_is_listed_with_its_people_and_confirmed(root, cast):
    agency = cast.una.agency
    assert "1 organisation is to be confirmed" in words(root.get("/manage/"))
    assert "towns.gov.example" in words(root.get("/manage/agencies/?state=provisional"))
    assert "Una Price" in words(root.get(f"/manage/agencies/{agency.pk}/decide/"))
    form = {"what": "confirm", "name": "Towns Agency", "short_name": "Towns", "kind": "other"}
    assert "1 person works for it from now on" in words(decide(root, agency, **form))
    assert User.objects.get(pk=cast.una.pk).standing.trusted_agency_id is None
    decide(root, agency, **form, sure="yes")
    una = User.objects.get(pk=cast.una.pk)
    assert (una.standing.trusted_agency_id, una.agency.name) == (agency.pk, "Towns Agency")
    event = Event.objects.get(verb="hub.agency_confirmed")
    assert (event.data["before"]["state"], event.data["after"]["state"]) == ("provisional", "confirmed")
    assert "There is an organisation of this name already" in words(
        root.post(f"/manage/agencies/{agency.pk}/", {"name": "parks agency", "kind": "other"})
    )


@pytest.mark.slow
def test_whoever_picked_it_themselves_is_confirmed_with_it_only_when_ticked(root, cast):
    EmailDomain.objects.create(domain="nhs.example", shared=True)
    from hub.accounts.actions import pick_agency, prove

    people = [User.objects.create_user(f"{name}@nhs.example", name.title()) for name in ("kit", "max")]
    for person in people:
        prove(person)
        pick_agency(person, "City Hospital")
    agency = Agency.objects.get(name="City Hospital")
    page = words(root.get(f"/manage/agencies/{agency.pk}/decide/"))
    assert "Kit, kit@nhs.example" in page
    known = Affiliation.objects.get(user=people[0])
    decide(root, agency, what="confirm", name="City Hospital", kind="health", people=[known.pk], sure="yes")
    kit, other = (User.objects.get(pk=person.pk) for person in people)
    assert (kit.standing.trusted_agency_id, other.standing.trusted_agency_id) == (agency.pk, None)
    assert "1 person said where they work" in words(root.get("/manage/"))
    root.post(f"/manage/people/{other.pk}/employer/", {})
    assert User.objects.get(pk=other.pk).standing.trusted_agency_id == agency.pk


def test_merging_moves_people_domains_and_spaces_and_keeps_what_was_written(root, cast):
    from tests.sample.actions import have_idea

    agency = cast.una.agency
    space = make_space(cast.ana, "Parks only", "agencies", agencies=[cast.parks])
    idea = have_idea(make_space(cast.ana, "Ponds"), author=cast.una, title="Frogs", text="in ponds")
    assert "No confirmed organisation has this name" in words(decide(root, agency, what="merge", into="Nobody"))
    page = words(decide(root, agency, what="merge", into="parks"))
    assert "1 person works for Parks Agency from now on." in page
    assert "1 space or item is for one of the two only" in page
    decide(root, agency, what="merge", into="parks", sure="yes")
    una = User.objects.get(pk=cast.una.pk)
    assert una.agency == cast.parks
    assert una.standing.trusted_agency_id == cast.parks.pk
    assert list(type(space).objects.visible_to(una).filter(pk=space.pk)) == [space]
    idea.refresh_from_db()
    assert idea.agency == agency
    agency.refresh_from_db()
    assert (agency.state, agency.successor) == ("closed", cast.parks)
    come_in(Client(), "new@towns.gov.example")
    assert User.objects.get(email="new@towns.gov.example").agency == cast.parks


def test_refusing_shuts_its_people_and_its_domain_out(root, cast):
    agency = cast.una.agency
    assert "Enter a reason" in words(decide(root, agency, what="refuse"))
    assert "1 person is out at once." in words(decide(root, agency, what="refuse", reason="No public body"))
    decide(root, agency, what="refuse", reason="No public body", sure="yes")
    assert User.objects.get(pk=cast.una.pk).affiliation is None
    assert "ends in a domain we accept" in ask_for_code(Client(), cast.una.email).content.decode()
    assert Event.objects.get(verb="hub.agency_refused").data["reason"] == "No public body"
    assert not Item.objects.visible_to(User.objects.get(pk=cast.una.pk)).exists()


def test_renaming_is_written_down_with_the_name_before(root, cast):
    form = {"name": "Parks and Gardens", "short_name": "Parks", "kind": "other"}
    assert "Parks and Gardens is saved." in words(root.post(f"/manage/agencies/{cast.parks.pk}/", form, follow=True))
    event = Event.objects.get(verb="hub.agency_changed")
    assert (event.data["before"]["name"], event.data["after"]["name"]) == ("Parks Agency", "Parks and Gardens")
    assert "Parks Agency" in words(root.get("/manage/audit/?verb=hub.agency_changed"))

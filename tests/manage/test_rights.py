"""Who may what below /manage/: those who run the hub, administrators of an agency, members, guests."""

import pytest
from django.utils import timezone

from hub.models import AdmissionRequest, Affiliation, AllowedAddress, EmailDomain, Event, HeldNewcomer, User
from tests.cast import make_person
from tests.ways import Authenticator, give_app


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


@pytest.fixture
def looked_after(cast):
    """Cleo looks after the people of Parks."""
    Affiliation.objects.filter(user=cast.cleo).update(administers=True)
    give_app(cast.cleo)
    return cast


def addresses(cast):
    """(address, whether an administrator of Parks gets it) of each page and act."""
    box = AdmissionRequest.objects.create(organisation="Box", key="box:info@parks.gov.example", agency=cast.parks)
    other = AdmissionRequest.objects.create(organisation="Other", key="domain:other.example", domain="other.example")
    own, foreign = (EmailDomain.objects.get(domain=f"{name}.gov.example").pk for name in ("parks", "health"))
    exact = AllowedAddress.objects.create(email="x@mail.example", agency=cast.health)
    yes = ["", "people/", "domains/", "agencies/", "requests/", "audit/"]
    yes += [f"people/{cast.dev.pk}/", f"people/{cast.dev.pk}/suspend/", f"people/{cast.dev.pk}/duty/"]
    yes += [f"people/{cast.lee.pk}/", f"agencies/{cast.parks.pk}/", f"requests/{box.pk}/"]
    no = [f"people/{cast.ana.pk}/", f"people/{cast.ana.pk}/suspend/", f"people/{cast.root.pk}/duty/", f"people/{cast.gus.pk}/"]
    no += [
        f"people/{cast.cleo.pk}/suspend/",
        "domains/new/",
        f"domains/{own}/",
        f"domains/{foreign}/",
        f"domains/{own}/remove/",
    ]
    no += [f"agencies/{cast.health.pk}/", f"agencies/{cast.una.agency.pk}/decide/", f"agencies/{cast.parks.pk}/addresses/"]
    no += [f"requests/{other.pk}/", f"addresses/{exact.pk}/", f"agencies/{cast.health.pk}/addresses/"]
    return [(f"/manage/{path}", True) for path in yes] + [(f"/manage/{path}", False) for path in no]


@pytest.mark.slow
def test_every_page_answers_each_kind_of_person_as_it_should(looked_after, sign_in):
    cast, wrong = looked_after, []
    for address, is_for_cleo in addresses(cast):
        for who, may in (("root", True), ("cleo", is_for_cleo), ("dev", False), ("ana", False), ("gus", False)):
            status = sign_in(getattr(cast, who)).get(address).status_code
            if who == "root" and address == f"/manage/people/{cast.root.pk}/suspend/":
                continue
            if (status == 200) is not may or status not in {200, 404}:
                wrong.append((address, who, status))
    assert wrong == []


def test_an_administrator_of_an_agency_sees_only_its_people_domains_and_audit(looked_after, sign_in):
    cast = looked_after
    Event.objects.create(
        verb="hub.person_suspended", actor=cast.root, agency=cast.health, address="10.1.2.3", data={"person": cast.ben.pk}
    )
    client = sign_in(cast.cleo)
    client.post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "Gone for a while"})
    people, domains, audit = (words(client.get(f"/manage/{name}/")) for name in ("people", "domains", "audit"))
    assert "Dev Patel" in people
    assert "parks.gov.example" in domains
    assert "Gone for a while" in audit
    for page in (people, domains, audit):
        for other in ("Ben Okoro", "health.gov.example", "10.1.2.3", "Department of Health"):
            assert other not in page
    table = b"".join(client.post("/manage/audit/export/").streaming_content).decode()
    assert "ben@health" not in table
    assert "Gone for a while" in table


def test_an_administrator_of_an_agency_cannot_rise_above_it(looked_after, sign_in):
    cast = looked_after
    client = sign_in(cast.cleo)
    Affiliation.objects.filter(user=cast.root).update(agency=cast.parks)
    assert client.post(f"/manage/people/{cast.root.pk}/suspend/", {"reason": "x"}).status_code == 404
    client.post(f"/manage/people/{cast.dev.pk}/duty/", {"duty": "hub", "sure": "yes"})
    assert not User.objects.get(pk=cast.dev.pk).is_staff
    assert client.post(f"/manage/agencies/{cast.parks.pk}/", {"name": "Mine", "kind": "other"}).status_code == 404
    assert client.post("/manage/domains/new/", {"domain": "mine.example", "sure": "yes"}).status_code == 404


def test_who_was_suspended_by_those_who_run_the_hub_is_let_in_by_them_alone(looked_after, sign_in):
    cast = looked_after
    sign_in(cast.root).post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "Serious"})
    client = sign_in(cast.cleo)
    page = words(client.post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "Mine"}, follow=True))
    assert "only they let it in again" in page
    assert not User.objects.get(pk=cast.dev.pk).is_active
    sign_in(cast.root).post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "Cleared"})
    client = sign_in(cast.cleo)
    client.post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "Away"})
    client.post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "Back"})
    assert User.objects.get(pk=cast.dev.pk).is_active


def test_an_administrator_of_an_agency_lets_its_newcomers_in_and_no_others(looked_after, sign_in):
    cast = looked_after
    mine, others = (User.objects.create_user(f"new@{name}.gov.example", "New") for name in ("parks", "health"))
    HeldNewcomer.objects.create(user=mine, agency=cast.parks)
    HeldNewcomer.objects.create(user=others, agency=cast.health)
    client = sign_in(cast.cleo)
    assert "1 newcomer waits" in words(client.get("/manage/"))
    assert client.post(f"/manage/people/{others.pk}/newcomer/", {"let_in": "yes"}).status_code == 404
    client.post(f"/manage/people/{mine.pk}/newcomer/", {"let_in": "yes"})
    assert User.objects.get(pk=mine.pk).agency == cast.parks


@pytest.mark.slow
def test_a_provisional_agency_gives_its_administrator_nothing(cast, sign_in):
    Affiliation.objects.filter(user=cast.una).update(administers=True)
    assert sign_in(cast.una).get("/manage/").status_code == 404
    assert "/manage/" not in sign_in(cast.una).get("/").content.decode()


@pytest.mark.slow
def test_what_waits_stands_on_the_home_of_who_decides_it(looked_after, sign_in):
    cast = looked_after
    HeldNewcomer.objects.create(user=make_person("w", None, email="w@parks.gov.example"), agency=cast.parks)
    assert "1 newcomer waits to be let in" in words(sign_in(cast.cleo).get("/"))
    assert "newcomer waits" not in words(sign_in(cast.ana).get("/"))


def test_d42_whoever_administers_has_a_second_way_in_and_proves_who_they_are_before_a_change(looked_after, sign_in):
    cast = looked_after
    for person in (cast.cleo, cast.root):
        client = sign_in(person, fresh=True)
        session = client.session
        session["proved"]["at"] -= 3600
        session.save()
        assert client.get("/manage/people/").status_code == 200
        answer = client.post(f"/manage/people/{cast.dev.pk}/suspend/", {"reason": "x"})
        assert answer.status_code == 302
        assert User.objects.get(pk=cast.dev.pk).is_active
        Authenticator.objects.filter(user=person).delete()
        assert sign_in(person, fresh=True).get("/manage/people/")["Location"].startswith("/settings/")


def test_a28_an_administrator_reads_no_address_of_somebody_who_works_elsewhere_now(looked_after, sign_in):
    cast = looked_after
    Event.objects.create(verb="hub.joined", actor=cast.dev, agency=cast.parks, address="10.1.2.3", data={"body": cast.parks.pk})
    Affiliation.objects.filter(user=cast.dev).update(ended_at=timezone.now())
    Affiliation.objects.create(user=cast.dev, agency=cast.health, email="dev@health.gov.example")
    User.objects.filter(pk=cast.dev.pk).update(email="dev@health.gov.example")
    client = sign_in(cast.cleo)
    table = b"".join(client.post("/manage/audit/export/").streaming_content).decode()
    assert "hub.joined" in table and "dev@health" not in table
    assert "Dev Patel" not in words(client.get("/manage/audit/?person=dev@health.gov.example"))

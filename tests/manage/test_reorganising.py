"""SI-06: organisations are renamed, merged and split with their past kept, and each change can be undone for 30 days."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.manage.actions import reorganising
from hub.models import Agency, AgencyChange, Audience, EmailDomain, Event, Item, Mail, User
from tests.accounts.door import come_in
from tests.cast import make_person, make_space
from tests.sample.actions import have_idea
from tests.sample.models import Idea


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


def say(client, agency, what, **data):
    form = {"what": what, **{f"{what}-{name}": value for name, value in data.items() if name != "sure"}}
    if "sure" in data:
        form["sure"] = data["sure"]
    return client.post(f"/manage/agencies/{agency.pk}/reorganise/", form, follow=True)


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


@pytest.fixture
def parks_only(cast):
    """(a space for staff of Parks, an item for staff of Parks)."""
    space = make_space(cast.ana, "Parks only", "agencies", agencies=[cast.parks])
    idea = Idea.objects.create(title="For Parks", audience="agencies", author=cast.cleo, agency=cast.parks)
    Audience.objects.create(item=idea, agency=cast.parks)
    return space, idea


def sees(person, idea):
    return Item.objects.visible_to(User.objects.get(pk=person.pk)).filter(pk=idea.pk).exists()


def agency_of(person):
    return User.objects.get(pk=person.pk).agency


@pytest.mark.slow
def test_si_06_a_renamed_organisation_keeps_its_old_name_on_what_was_written(root, cast, parks_only):
    space, narrow = parks_only
    idea = have_idea(make_space(cast.ana, "Ponds"), author=cast.cleo, title="Frogs", text="in ponds")
    form = {"name": "Green Places", "short_name": "Green", "kind": "other"}
    page = words(say(root, cast.parks, "rename", **form))
    assert "keeps the name Parks Agency" in page
    assert "3 people work for Green Places from now on." in page
    assert "is called Green Places now" in words(say(root, cast.parks, "rename", **form, sure="yes"))
    green = Agency.objects.get(name="Green Places")
    idea.refresh_from_db()
    assert (agency_of(cast.cleo), idea.agency.name) == (green, "Parks Agency")
    assert sees(cast.cleo, narrow)
    assert list(space.agencies.all()) == [green]
    come_in(Client(), "new@parks.gov.example")
    assert User.objects.get(email="new@parks.gov.example").agency == green
    assert "There is an organisation of this name already" in words(say(root, green, "rename", name="department of health"))


@pytest.mark.slow
def test_si_06_a_merge_is_undone_within_30_days_and_not_after(root, cast, parks_only):
    space, narrow = parks_only
    for_both = make_space(cast.ana, "Both", "agencies", agencies=[cast.parks, cast.health])
    say(root, cast.parks, "merge", into="Health", sure="yes")
    change = AgencyChange.objects.get()
    assert agency_of(cast.cleo) == cast.health
    assert sees(cast.ben, narrow)
    assert Mail.objects.filter(to=cast.cleo.email, kind="agency_changed").exists()
    come_in(Client(), "new@parks.gov.example")
    come_in(Client(), "new@health.gov.example")
    page = words(root.get(f"/manage/agencies/{cast.health.pk}/"))
    assert "Parks Agency became part of Department of Health" in page
    address = f"/manage/agencies/changes/{change.pk}/undo/"
    assert "go back from Department of Health to Parks Agency" in words(root.post(address))
    assert "The change is undone" in words(root.post(address, {"sure": "yes"}, follow=True))
    cast.parks.refresh_from_db()
    assert (cast.parks.state, cast.parks.successor) == ("confirmed", None)
    assert (agency_of(cast.cleo), agency_of(cast.ben)) == (cast.parks, cast.health)
    assert sees(cast.cleo, narrow)
    assert not sees(cast.ben, narrow)
    assert list(space.agencies.all()) == [cast.parks]
    assert set(for_both.agencies.all()) == {cast.parks, cast.health}
    assert EmailDomain.objects.get(domain="parks.gov.example").agency == cast.parks
    assert "cannot be undone" in words(root.post(address, {"sure": "yes"}, follow=True))

    say(root, cast.parks, "merge", into="Health", sure="yes")
    AgencyChange.objects.update(at=timezone.now() - timedelta(days=31))
    late = AgencyChange.objects.order_by("-pk").first()
    assert "cannot be undone" in words(root.post(f"/manage/agencies/changes/{late.pk}/undo/", {"sure": "yes"}, follow=True))
    assert agency_of(cast.cleo) == cast.health


@pytest.mark.slow
def test_si_06_a_split_moves_people_and_domains_to_a_new_organisation_and_is_undone(root, cast, parks_only):
    space, narrow = parks_only
    EmailDomain.objects.create(domain="trees.gov.example", agency=cast.parks)
    tom = make_person("tom", cast.parks, email="tom@trees.gov.example")
    idea = have_idea(make_space(cast.ana, "Ponds"), author=tom, title="Oaks", text="old")
    trees = EmailDomain.objects.get(domain="trees.gov.example")
    form = {"to_name": "Tree Office", "domains": [trees.pk], "addresses": "cleo@parks.gov.example"}
    page = words(say(root, cast.parks, "split", **form))
    assert "2 people work for Tree Office from now on." in page
    assert "They see no more what is for Parks Agency only" in page
    say(root, cast.parks, "split", **form, sure="yes")
    office = Agency.objects.get(name="Tree Office")
    idea.refresh_from_db()
    assert (agency_of(tom), agency_of(cast.cleo), agency_of(cast.dev)) == (office, office, cast.parks)
    assert idea.agency == cast.parks
    assert not sees(tom, narrow)
    assert sees(cast.dev, narrow)
    come_in(Client(), "new@trees.gov.example")
    assert User.objects.get(email="new@trees.gov.example").agency == office
    event = Event.objects.get(verb="hub.agency_split")
    assert sorted(event.data["people"]) == sorted([tom.pk, cast.cleo.pk])

    reorganising.undo(AgencyChange.objects.get(), by=cast.root)
    assert {agency_of(one) for one in (tom, cast.cleo, cast.dev)} == {cast.parks}
    assert User.objects.get(email="new@trees.gov.example").agency == cast.parks
    assert sees(tom, narrow)
    office.refresh_from_db()
    assert (office.state, office.successor) == ("closed", cast.parks)


@pytest.mark.slow
def test_a_split_can_leave_what_was_seen_and_undoing_it_shuts_that_again(root, cast, parks_only):
    space, narrow = parks_only
    form = {"to_name": "Department of Health", "addresses": "cleo@parks.gov.example", "sees": "on"}
    assert "What is for Parks Agency is for Department of Health too." in words(say(root, cast.parks, "split", **form))
    say(root, cast.parks, "split", **form, sure="yes")
    assert agency_of(cast.cleo) == cast.health
    assert sees(cast.cleo, narrow)
    assert sees(cast.ben, narrow)
    reorganising.undo(AgencyChange.objects.get(), by=cast.root)
    assert not sees(cast.ben, narrow)
    assert list(space.agencies.all()) == [cast.parks]
    assert cast.health.domains.exists()


def test_what_is_wrong_with_a_split_is_said_at_the_field(root, cast):
    page = words(say(root, cast.parks, "split", to_name="Parks", addresses="nobody@parks.gov.example"))
    assert "This is the organisation they leave" in page
    assert "Nobody who works there has this address: nobody@parks.gov.example" in page
    assert "nobody@parks.gov.example</textarea>" in page
    assert "Choose a domain, or enter the address" in words(say(root, cast.parks, "split", to_name="Trees"))
    assert "Decide about it first" in words(say(root, cast.parks, "split", to_name="towns.gov.example"))


def test_a_change_on_which_another_stands_is_not_undone_first(root, cast):
    first = reorganising.rename_agency(cast.parks, by=cast.root, name="Green", short_name="", kind="other")
    reorganising.rename_agency(first.into, by=cast.root, name="Greener", short_name="", kind="other")
    with pytest.raises(reorganising.CannotBeUndone):
        reorganising.undo(first, by=cast.root)

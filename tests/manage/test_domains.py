"""Mail domains in the administration: refused at the field, shown before it is done, written down."""

import pytest
from django.test import Client

from hub.models import Affiliation, Agency, EmailDomain, Event, User
from tests.accounts.door import ask, come_in
from tests.cast import make_person, make_space

OPEN = {"state": "open", "kind": "agency", "agency_name": "Fire Service", "include_subdomains": "on"}


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


def add(client, sure=True, **fields):
    data = {**OPEN, **fields}
    return client.post("/manage/domains/new/", {**data, "sure": "yes"} if sure else data, follow=True)


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


@pytest.mark.parametrize("typed", ["fire.gov.uk", " fire.gov.uk ", "@fire.gov.uk", "*.fire.gov.uk", "FIRE.gov.uk"])
def test_d16_whatever_way_a_domain_is_typed_one_row_is_added_and_written_down(root, typed):
    page = words(add(root, sure=False, domain=typed))
    assert "Save fire.gov.uk?" in page
    assert "Fire Service is added to the organisations." in page
    assert not EmailDomain.objects.filter(domain="fire.gov.uk").exists()
    assert "fire.gov.uk is saved." in words(add(root, domain=typed))
    row = EmailDomain.objects.get(domain="fire.gov.uk")
    assert row.agency.name == "Fire Service"
    event = Event.objects.get(verb="hub.domain_added")
    assert (event.address, event.data["before"], event.data["after"]["agency"]) == ("127.0.0.1", None, "Fire Service")
    assert "This domain is there already" in words(add(root, domain=typed))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("uk", "at least two parts"),
        ("com", "at least two parts"),
        ("*.uk", "at least two parts"),
        ("co.uk", "Many owners register names under this one"),
        ("gov.uk", "Many owners register names under this one"),
        ("gmail.com", "Anybody can open a mailbox there"),
        ("mail.yahoo.co.uk", "Anybody can open a mailbox there"),
        ("fіre.gov.uk", "at least two parts"),
        ("", "Enter a mail domain"),
    ],
)
def test_d16_what_says_nothing_about_an_employer_is_refused_at_the_field(root, typed, said):
    page = words(add(root, domain=typed))
    assert said in page
    assert 'id="id_domain-error"' in page or "govuk-form-group--error" in page
    assert f'value="{typed}"' in page or not typed
    assert EmailDomain.objects.count() == 3


def test_d16_no_public_suffix_of_the_country_is_taken_as_one_bodys_own(cast, shared):
    from django.core.exceptions import ValidationError

    lines = (shared / "suites/domain/public_suffix_list.dat").read_text().splitlines()
    names = [line.strip() for line in lines if line.strip().endswith(".uk") and line.count(".") == 1]
    taken = []
    assert len(names) > 8
    for name in names:
        try:
            EmailDomain(domain=name, agency=cast.health).clean()
            taken.append(name)
        except ValidationError:
            pass
    assert taken == []


def test_d18_sub_domains_count_only_where_the_row_says_so(root):
    add(root, domain="nhs.net", kind="shared", include_subdomains="")
    assert EmailDomain.objects.get(domain="nhs.net").include_subdomains is False
    assert come_in(Client(), "jo@nhs.net").status_code == 302
    assert "ends in a domain we accept" in ask(Client(), "jo@x.nhs.net").content.decode()


@pytest.mark.slow
def test_si02_a_sub_domain_is_excluded_and_the_longest_match_wins(root):
    add(root, domain="gov.uk", kind="suffix", agency_name="")
    make = [make_person("kim", None, email="kim@a.school.gov.uk"), make_person("lou", None, email="lou@leeds.gov.uk")]
    for one in make:
        come_in(Client(), one.email)
    page = words(add(root, sure=False, domain="school.gov.uk", state="excluded", agency_name=""))
    assert "1 person works here by an address of it." in page
    assert "1 person is out at once" in page
    assert "kim@a.school.gov.uk" in page
    add(root, domain="school.gov.uk", state="excluded", agency_name="")
    assert Affiliation.objects.current().filter(user=make[0]).count() == 0
    assert Affiliation.objects.current().filter(user=make[1]).count() == 1
    assert "ends in a domain we accept" in ask(Client(), "new@b.school.gov.uk").content.decode()


def test_pausing_turns_only_newcomers_away_and_says_so_before(root, cast):
    row = EmailDomain.objects.get(domain="parks.gov.example")
    fields = {**OPEN, "agency_name": "Parks Agency", "state": "paused"}
    page = words(root.post(f"/manage/domains/{row.pk}/", fields))
    assert "Nobody new can join. Whoever is in stays in" in page
    assert "people work here by an address of it." in page
    root.post(f"/manage/domains/{row.pk}/", {**fields, "sure": "yes"})
    event = Event.objects.get(verb="hub.domain_changed")
    assert (event.data["before"]["state"], event.data["after"]["state"], event.data["people"]) == ("open", "paused", [])
    assert come_in(Client(), cast.cleo.email)["Location"] == "/"


@pytest.mark.slow
def test_d17_a_removed_domain_ends_its_peoples_rights_at_once_and_keeps_what_they_wrote(root, cast):
    from tests.sample.actions import have_idea

    space = make_space(cast.ana, "Ponds")
    idea = have_idea(space, author=cast.cleo, title="Frogs", text="in ponds")
    for number in range(27):
        make_person(f"p{number}", cast.parks)
    inside = Client()
    come_in(inside, cast.cleo.email)
    assert inside.get("/people/").status_code == 200
    row = EmailDomain.objects.get(domain="parks.gov.example")
    page = words(root.get(f"/manage/domains/{row.pk}/remove/"))
    assert "30 people are out at once" in page
    done = words(root.post(f"/manage/domains/{row.pk}/remove/", {"sure": "yes"}, follow=True))
    assert "parks.gov.example is removed." in done
    assert inside.get("/people/").status_code == 403
    assert "ends in a domain we accept" in ask(Client(), cast.cleo.email).content.decode()
    assert len(Event.objects.get(verb="hub.domain_removed").data["people"]) == 30
    idea.refresh_from_db()
    assert (idea.author, idea.agency) == (cast.cleo, cast.parks)
    assert "Works for nobody here" in words(root.get("/manage/people/?q=cleo"))


@pytest.mark.parametrize("how", ["remove", "exclude"])
@pytest.mark.slow
def test_si03_the_last_administrator_is_not_locked_out(root, cast, how):
    row = EmailDomain.objects.get(domain="health.gov.example")
    if how == "remove":
        page = words(root.post(f"/manage/domains/{row.pk}/remove/", {"sure": "yes"}, follow=True))
    else:
        fields = {**OPEN, "agency_name": "Department of Health", "state": "excluded", "sure": "yes"}
        page = words(root.post(f"/manage/domains/{row.pk}/", fields, follow=True))
    assert "No administrator could sign in by an accepted address any more" in page
    row.refresh_from_db()
    assert row.state == "open"
    assert not Event.objects.filter(verb__startswith="hub.domain_").exists()
    User.objects.filter(pk=cast.cleo.pk).update(is_staff=True)
    root.post(f"/manage/domains/{row.pk}/remove/", {"sure": "yes"})
    assert not EmailDomain.objects.filter(pk=row.pk).exists()


@pytest.mark.slow
def test_si16_newcomers_of_a_domain_wait_until_an_administrator_lets_them_in(root, cast, mailoutbox, work):
    row = EmailDomain.objects.get(domain="parks.gov.example")
    fields = {**OPEN, "agency_name": "Parks Agency", "newcomers_wait": "on", "sure": "yes"}
    root.post(f"/manage/domains/{row.pk}/", fields)
    newcomer = Client()
    come_in(newcomer, "new@parks.gov.example")
    user = User.objects.get(email="new@parks.gov.example")
    User.objects.filter(pk=user.pk).update(name="Nia New", accepted="1")
    answer = newcomer.get("/people/")
    assert answer.status_code == 403
    assert "You are almost in" in answer.content.decode()
    assert user.affiliation is None
    assert come_in(Client(), cast.cleo.email)["Location"] == "/"
    assert "1 newcomer waits to be let in" in words(root.get("/manage/"))
    assert "Nia New" in words(root.get("/manage/people/?state=held"))
    root.post(f"/manage/people/{user.pk}/newcomer/", {"let_in": "yes"})
    work()
    assert "let into" in mailoutbox[-1].subject
    assert newcomer.get("/people/").status_code == 200
    assert User.objects.get(pk=user.pk).agency == cast.parks


def test_si16_somebody_turned_away_stays_out(root, cast):
    EmailDomain.objects.filter(domain="parks.gov.example").update(newcomers_wait=True)
    come_in(Client(), "new@parks.gov.example")
    user = User.objects.get(email="new@parks.gov.example")
    assert "Enter a reason" in words(root.post(f"/manage/people/{user.pk}/newcomer/", {"reason": ""}))
    root.post(f"/manage/people/{user.pk}/newcomer/", {"reason": "Nobody there knows them"})
    user.refresh_from_db()
    assert not user.is_active
    assert Event.objects.get(verb="hub.newcomer_turned_away").data["reason"] == "Nobody there knows them"


def test_the_list_is_searched_by_domain_and_organisation_and_goes_on(root, cast):
    EmailDomain.objects.bulk_create(EmailDomain(domain=f"d{n:03}.gov.uk", agency=cast.parks) for n in range(70))
    page = words(root.get("/manage/domains/"))
    assert "d000.gov.uk" in page
    assert "d069.gov.uk" not in page
    more = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "d069.gov.uk" in words(root.get(f"/manage/domains/{more}"))
    assert "health.gov.example" in words(root.get("/manage/domains/?q=department"))
    assert "d000" not in words(root.get("/manage/domains/?q=department"))
    assert "No domain answers this" in words(root.get("/manage/domains/?state=paused"))


@pytest.mark.slow
def test_two_bodies_under_one_suffix_never_share_what_is_for_one_of_them(root, cast):
    from hub.models import Item
    from tests.nets.makers import MAKERS

    add(root, domain="gov.uk", kind="suffix", agency_name="")
    leeds, york = (User.objects.create_user(f"jo@{town}.gov.uk", town.title()) for town in ("leeds", "york"))
    for person in (leeds, york):
        come_in(Client(), person.email)
    bodies = {town: Agency.objects.get(found_by_domain=f"{town}.gov.uk") for town in ("leeds", "york")}
    assert {body.state for body in bodies.values()} == {"provisional"}
    space = make_space(cast.ana, "Towns", "agencies", agencies=[bodies["leeds"]])
    items = [make(cast.ana, space, title=f"Hidden {kind}", words="words") for kind, make in MAKERS.items()]
    for when in ("provisional", "confirmed"):
        seen = Item.objects.visible_to(User.objects.get(pk=leeds.pk)).filter(pk__in=[item.pk for item in items])
        assert seen.count() == (0 if when == "provisional" else seen.count())
        assert not Item.objects.visible_to(User.objects.get(pk=york.pk)).filter(pk__in=[item.pk for item in items]).exists()
        for town, body in bodies.items():
            confirm = {"what": "confirm", "name": f"{town.title()} Council", "kind": "council", "sure": "yes"}
            root.post(f"/manage/agencies/{body.pk}/decide/", confirm)
    assert User.objects.get(pk=leeds.pk).standing.trusted_agency_id == bodies["leeds"].pk
    assert Item.objects.visible_to(User.objects.get(pk=leeds.pk)).filter(space=space).exists()
    assert not Item.objects.visible_to(User.objects.get(pk=york.pk)).filter(space=space).exists()

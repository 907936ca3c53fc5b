"""People in the administration: found, suspended, given duties; the last administrator stays; the audit tells it all."""

import csv
import io

import pytest
from django.test import Client

from hub.manage.spreadsheets import harmless
from hub.models import Affiliation, AppendOnly, Event, User
from tests.accounts.door import come_in
from tests.cast import make_person, make_space
from tests.ways import give_app


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


def names_in(page):
    return {
        name
        for name in ("Ana Lloyd", "Ben Okoro", "Cleo Marsh", "Dev Patel", "Una Price", "Lee Gone", "Pat New", "Gus Guest")
        if name in page
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=cleo", {"Cleo Marsh"}),
        ("q=cleo@parks", {"Cleo Marsh"}),
        ("agency=Parks", {"Cleo Marsh", "Dev Patel", "Lee Gone"}),
        ("state=suspended", {"Lee Gone"}),
        ("state=guest", {"Gus Guest"}),
        ("state=unproved", {"Pat New"}),
        ("state=administers", set()),
        ("q=nobody", set()),
    ],
)
def test_people_are_found_by_name_address_organisation_and_state(root, query, found):
    assert names_in(words(root.get(f"/manage/people/?{query}"))) == found


def test_d07_accounts_of_one_mailbox_are_named_on_each_others_page(root, cast):
    plus = make_person("ana+1", cast.health, name="Ana Second")
    assert f"/manage/people/{plus.pk}/" in words(root.get(f"/manage/people/{cast.ana.pk}/"))


def test_a_page_of_a_person_names_no_unlisted_space(root, cast):
    make_space(cast.ana, "Heron plans", "unlisted")
    page = words(root.get(f"/manage/people/{cast.ana.pk}/"))
    assert "eron" not in page
    assert "1 space that is not listed" in page
    assert "Health practice" in page


@pytest.mark.slow
def test_suspending_wants_a_reason_and_ends_the_session_at_once(root, cast, sign_in):
    ben = sign_in(cast.ben, fresh=True)
    address = f"/manage/people/{cast.ben.pk}/suspend/"
    assert "Enter a reason" in words(root.post(address, {"reason": ""}))
    assert ben.get("/people/").status_code == 200
    assert "Ben Okoro is suspended." in words(root.post(address, {"reason": "Lost laptop"}, follow=True))
    assert ben.get("/people/")["Location"].startswith("/sign-in/")
    event = Event.objects.get(verb="hub.person_suspended")
    assert (event.actor, event.data["person"], event.data["reason"]) == (cast.root, cast.ben.pk, "Lost laptop")
    assert "Ben Okoro is let in again." in words(root.post(address, {"reason": "Found"}, follow=True))
    come_in(Client(), cast.ben.email)


def give(client, person, duty, **more):
    return client.post(f"/manage/people/{person.pk}/duty/", {"duty": duty, **more}, follow=True)


def test_an_administrator_is_made_after_a_look_at_what_it_means(root, cast):
    assert "can change who may join" in words(give(root, cast.ben, "hub"))
    assert not User.objects.get(pk=cast.ben.pk).is_staff
    give(root, cast.ben, "hub", sure="yes")
    ben = User.objects.get(pk=cast.ben.pk)
    assert ben.is_staff
    assert ben.is_superuser
    assert Event.objects.get(verb="hub.administrator_made").data["after"] == {"runs_hub": True}
    give(root, cast.ben, "none", sure="yes")
    assert not User.objects.get(pk=cast.ben.pk).is_staff


def test_si03_the_last_administrator_cannot_step_back(root, cast):
    assert "This is the last administrator" in words(give(root, cast.root, "none", sure="yes"))
    assert User.objects.get(pk=cast.root.pk).is_staff
    give(root, cast.ben, "hub", sure="yes")
    give(root, cast.root, "none", sure="yes")
    assert not User.objects.get(pk=cast.root.pk).is_staff
    assert root.get("/manage/").status_code == 404


def test_nobody_suspends_themselves(root, cast):
    assert root.post(f"/manage/people/{cast.root.pk}/suspend/", {"reason": "x"}).status_code == 404


@pytest.mark.slow
def test_a28_the_audit_is_filtered_by_person_verb_and_day_and_nobody_changes_it(root, cast):
    root.post(f"/manage/people/{cast.ben.pk}/suspend/", {"reason": "Lost laptop"})
    give(root, cast.cleo, "agency", sure="yes")
    page = words(root.get("/manage/audit/"))
    assert "Lost laptop" in page
    assert "127.0.0.1" in page
    assert "Ben Okoro" in words(root.get(f"/manage/audit/?person={cast.ben.pk}"))
    assert "Cleo Marsh" not in words(root.get(f"/manage/audit/?person={cast.ben.pk}"))
    assert "Lost laptop" not in words(root.get("/manage/audit/?verb=hub.agency_administrator_changed"))
    assert "Nothing that you may read answers this" in words(root.get("/manage/audit/?until=2001-01-01"))
    assert "Lost laptop" in words(root.get("/manage/audit/?since=2001-01-01&until=nonsense"))
    for method in ("post", "put", "patch", "delete"):
        assert getattr(root, method)("/manage/audit/").status_code == 405
    with pytest.raises(AppendOnly):
        Event.objects.all().delete()
    with pytest.raises(AppendOnly):
        Event.objects.update(verb="x")


def test_a28_the_table_of_the_audit_holds_no_formula_and_its_taking_is_written_down(root, cast):
    root.post(f"/manage/people/{cast.ben.pk}/suspend/", {"reason": "=HYPERLINK(1)"})
    answer = root.post("/manage/audit/export/?verb=hub.person_suspended")
    assert answer["Content-Type"].startswith("text/csv")
    assert "no-store" in answer["Cache-Control"]
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert table[0][:3] == ["time", "verb", "actor"]
    assert len(table) == 2
    assert table[1][9] == "'=HYPERLINK(1)"
    assert Event.objects.get(verb="hub.audit_exported").data["filters"] == {"verb": "hub.person_suspended"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("plain - text") == "plain - text"


def test_the_audit_names_no_space_that_administrators_may_not_see(root, cast):
    from hub.actions.spaces import change_space, create_space

    space = create_space(cast.ana, title="Heron plans", purpose="Herons", visibility="unlisted")
    change_space(space, by=cast.ana, title="Egret plans", purpose="Egrets", visibility="unlisted", join_rule="invitation")
    Event.objects.all()
    table = b"".join(root.post("/manage/audit/export/").streaming_content).decode()
    for text in (words(root.get("/manage/audit/")), table):
        assert "gret" not in text
        assert "eron" not in text


@pytest.mark.slow
def test_lists_cost_the_same_for_one_row_and_for_many(root, cast, django_assert_max_num_queries):
    for number in range(12):
        make_person(f"q{number}", cast.parks)
        root.post(f"/manage/people/{cast.ben.pk}/suspend/", {"reason": "x"})
    for address in ("people", "domains", "agencies", "requests", "audit"):
        with django_assert_max_num_queries(12):
            root.get(f"/manage/{address}/")


def test_an_administrator_of_an_agency_ends_with_their_employment(root, cast, sign_in):
    give(root, cast.cleo, "agency", sure="yes")
    give_app(cast.cleo)
    cleo = sign_in(cast.cleo, fresh=True)
    assert cleo.get("/manage/").status_code == 200
    assert "/manage/" in cleo.get("/").content.decode()
    Affiliation.objects.filter(user=cast.cleo).update(confirmed_at=None)
    assert cleo.get("/manage/").status_code == 404

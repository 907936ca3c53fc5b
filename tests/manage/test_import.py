"""Registers of organisations are brought in, row by row, and a second time changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hub.models import Agency, EmailDomain, Event

REGISTER = (
    "government-organisation\tname\twebsite\tstart-date\tend-date\n"
    "D1\tAttorney General's Office\thttps://x\t\t\n"
    "D3\tDepartment for Skills\thttps://x\t\t2016-07-14\n"
    "OT9\tParks Agency\thttps://x\t\t\n"
)
DOMAINS = (
    "Domain name,Domain type,Organization name,Suborganization name,City,State,Security contact email\n"
    "acus.gov,Federal - Executive,Administrative Conference,,Washington,DC,x@acus.gov\n"
    "aberdeenid.gov,City,City of Aberdeen,,Aberdeen,ID,(blank)\n"
    "aberdeenmd.gov,City,City of Aberdeen,,Aberdeen,MD,(blank)\n"
    "gmail.com,City,City of Aberdeen,,Aberdeen,MD,(blank)\n"
)


def run(path, *more):
    out = StringIO()
    call_command("import_agencies", str(path), *more, stdout=out)
    return out.getvalue()


def state():
    return list(Agency.objects.order_by("pk").values()), list(EmailDomain.objects.order_by("pk").values())


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "data" / "organisations.tsv"
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "abbreviation.tsv").write_text("abbreviation\tgovernment-organisation\nago\tD1\n")
    path.parent.mkdir()
    path.write_text(REGISTER)
    return path


def test_each_row_of_a_register_is_told_and_added_once(cast, register):
    said = run(register)
    assert "organisations.tsv:2  added  Attorney General's Office" in said
    assert "organisations.tsv:4  unchanged: there by its name  Parks Agency" in said
    assert "added 2, unchanged 1" in said
    office = Agency.objects.get(imported_as="uk:D1")
    assert (office.short_name, office.kind, office.state) == ("AGO", "department", "confirmed")
    assert Agency.objects.get(imported_as="uk:D3").state == "closed"
    assert Event.objects.get(verb="hub.agencies_imported").data["counts"] == {"added": 2, "unchanged": 1}
    before = state()
    assert "unchanged 3" in run(register)
    assert state() == before
    assert Event.objects.filter(verb="hub.agencies_imported").count() == 1


def test_what_administrators_changed_stays_and_what_has_ended_is_closed(cast, register):
    run(register)
    Agency.objects.filter(imported_as="uk:D1").update(name="Law Officers")
    register.write_text(
        REGISTER.replace("Attorney General's Office\thttps://x\t\t", "Attorney General's Office\thttps://x\t\t2020")
    )
    assert "organisations.tsv:2  closed  Attorney General's Office" in run(register)
    office = Agency.objects.get(imported_as="uk:D1")
    assert (office.name, office.state) == ("Law Officers", "closed")


def test_domains_of_a_register_are_paused_until_they_are_opened_and_bad_ones_are_refused(cast, tmp_path):
    path = tmp_path / "current.csv"
    path.write_text(DOMAINS)
    said = run(path)
    assert "refused: Anybody can open a mailbox there" in said
    assert {row.name for row in Agency.objects.filter(imported_as__startswith="us:")} == {
        "Administrative Conference",
        "City of Aberdeen, ID",
        "City of Aberdeen, MD",
    }
    assert set(EmailDomain.objects.filter(domain__endswith=".gov").values_list("state", flat=True)) == {"paused"}
    assert EmailDomain.objects.get(domain="acus.gov").agency.name == "Administrative Conference"
    before = state()
    run(path)
    assert state() == before


def test_a_plain_list_of_domains_and_what_is_no_register(cast, tmp_path):
    path = tmp_path / "domains.txt"
    path.write_text("gov.uk\nnhs.net\n")
    run(path, "--open")
    row = EmailDomain.objects.get(domain="gov.uk")
    assert (row.state, row.agency) == ("open", None)
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="no register"):
        run(tmp_path / "x.csv")
    with pytest.raises(CommandError, match="not there"):
        run(tmp_path / "nowhere.csv")
    assert "x.csv: left out" in run(tmp_path)


@pytest.mark.slow
def test_the_public_registers_come_in_and_twice_changes_nothing(db, shared):
    folder = shared / "corpus" / "agencies"
    run(folder)
    assert Agency.objects.filter(imported_as__startswith="uk:").count() > 900
    assert EmailDomain.objects.count() > 10_000
    assert not EmailDomain.objects.exclude(state="paused").exists()
    before = state()
    run(folder)
    assert state() == before

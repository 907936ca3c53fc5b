"""SP-21: members by role, by agency, newest; and as a table for owners."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import Event, Membership
from tests.cast import make_space


@pytest.fixture
def space(cast):
    space = make_space(
        cast.ben, "Rota", members=[(cast.ana, "owner"), cast.dev, (cast.cleo, "moderator"), (cast.gus, "reader")]
    )
    for days, person in enumerate([cast.ben, cast.cleo, cast.dev, cast.ana, cast.gus]):
        since = timezone.now() - timedelta(days=10 - days)
        Membership.objects.filter(space=space, user=person).update(joined_at=since)
    return space


def shown(client, query=""):
    """[(heading, names)] as the page shows them."""
    response = client.get(f"/s/rota/members/{query}")
    return [(str(label), [str(row.user) for row in rows]) for label, rows in response.context["groups"]]


def test_sp21_owners_come_first_then_by_agency_then_the_newest(cast, sign_in, space):
    client = sign_in(cast.dev)
    by_role = [
        ("Owners", ["Ana Lloyd", "Ben Okoro"]),
        ("Moderators", ["Cleo Marsh"]),
        ("Members", ["Dev Patel"]),
        ("Readers", ["Gus Guest"]),
    ]
    assert shown(client) == by_role
    by_agency = [
        ("Department of Health", ["Ana Lloyd", "Ben Okoro"]),
        ("Parks Agency", ["Cleo Marsh", "Dev Patel"]),
        ("Guests", ["Gus Guest"]),
    ]
    assert shown(client, "?by=agency") == by_agency
    newest = ["Gus Guest", "Ana Lloyd", "Dev Patel", "Cleo Marsh", "Ben Okoro"]
    assert shown(client, "?by=newest") == [("Newest first", newest)]


@pytest.mark.parametrize("by", ["user__email", "-user__password", "role__x", "", "'", "user__last_login"])
def test_a06_no_other_order_is_taken_from_the_address(cast, sign_in, space, by):
    assert [label for label, _names in shown(sign_in(cast.dev), f"?by={by}")] == ["Owners", "Moderators", "Members", "Readers"]


def test_sp21_owners_take_the_list_along_with_no_address_and_no_formula_and_it_is_written_down(cast, sign_in, space):
    cast.dev.name = "=cmd|' /C calc'!A0"
    cast.dev.save()
    answer = sign_in(cast.ben).post("/s/rota/members/table/")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="rota-members-')
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Role"] for row in rows] == ["Owner", "Owner", "Moderator", "Member", "Reader"]
    assert (rows[0]["Name"], rows[0]["Agency"], rows[4]["Agency"]) == ("Ana Lloyd", "Department of Health", "Guest")
    assert rows[3]["Name"].startswith("'=")
    assert "@" not in text, "no address of anybody"
    event = Event.objects.get(verb="hub.members_exported")
    assert (event.actor, event.space, event.data, event.address) == (cast.ben, space, {"count": 5}, "127.0.0.1")


@pytest.mark.parametrize(("person", "status"), [("dev", 403), ("cleo", 403), ("gus", 403), ("root", 403)])
def test_sp21_nobody_else_takes_it_along(cast, sign_in, space, person, status):
    client = sign_in(getattr(cast, person))
    assert client.post("/s/rota/members/table/").status_code == status
    assert "Download as a table" not in client.get("/s/rota/members/").content.decode()
    assert not Event.objects.filter(verb="hub.members_exported").exists()

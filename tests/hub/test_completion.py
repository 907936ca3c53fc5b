"""What the editor offers: only what its writer may see anyway (A07)."""

import pytest
from django.test import Client

from hub.models import Item, Membership, signed
from hub.people import known_to
from tests.cast import make_space
from wiki.actions import create_page
from wiki.models import Page


def make_page(space, author, title, **fields):
    return Page.objects.create(space=space, title=title, slug=f"p{Item.objects.count()}", **signed(author), **fields)


def offered(client, what, query, **more):
    return [row["label"] for row in client.get(f"/complete/{what}/", {"q": query, **more}).json()]


def test_pages_are_offered_by_title_those_of_this_space_first(cast, sign_in):
    other = make_space(cast.ana, "Council tax")
    make_page(other, cast.ana, "Heat plan")
    make_page(cast.space, cast.ana, "The heat of summer")
    make_page(cast.space, cast.ana, "Cold")
    rows = sign_in(cast.ana).get("/complete/pages/?q=heat&space=health-practice").json()
    assert rows == [
        {"value": "The heat of summer", "label": "The heat of summer", "hint": ""},
        {"value": "council-tax:Heat plan", "label": "Heat plan", "hint": "Council tax"},
    ]
    assert sign_in(cast.ana).get("/complete/pages/?q=").json() == []


@pytest.mark.parametrize("person", ["ben", "cleo", "root", "una"])
def test_a07_pages_i_may_not_see_are_not_offered(cast, sign_in, person):
    make_page(cast.space, cast.ana, "Heat plan")
    client = sign_in(getattr(cast, person))
    assert offered(client, "pages", "heat") == []
    assert offered(client, "pages", "heat", space="health-practice") == []


def test_a07_people_who_proved_nothing_left_or_are_guests_elsewhere_are_not_offered(cast, sign_in):
    client = sign_in(cast.cleo)
    assert offered(client, "people", "a") == ["Ana Lloyd"]
    for gone in ("pat n", "lee", "gus"):
        assert offered(client, "people", gone) == []
    assert offered(sign_in(cast.dev), "people", "gus") == ["Gus Guest"]


def test_a07_guests_meet_only_people_of_their_spaces(cast, sign_in):
    client = sign_in(cast.gus)
    assert offered(client, "people", "ana") == ["Ana Lloyd"]
    assert offered(client, "people", "ben") == offered(client, "people", "cleo") == []
    Membership.objects.filter(user=cast.gus).delete()
    assert offered(client, "people", "ana") == []


def test_in_a_space_those_are_offered_who_can_read_it(cast, sign_in):
    client = sign_in(cast.ana)
    assert offered(client, "people", "b") == ["Ben Okoro"]
    assert offered(client, "people", "b", space="health-practice") == []
    assert offered(client, "people", "dev pat", space="health-practice") == ["Dev Patel"]
    hidden = make_space(cast.ben, "Quiet", "unlisted")
    assert offered(client, "people", "b", space=hidden.slug) == offered(client, "people", "b", space="never") == ["Ben Okoro"]


def test_people_come_with_what_is_typed_for_them_and_their_agency(cast, sign_in):
    rows = sign_in(cast.ana).get("/complete/people/?q=dev").json()
    assert rows == [{"value": "dev", "label": "Dev Patel", "hint": "Parks"}]


def test_who_is_known_to_whom_is_mutual(cast):
    everybody = cast.people
    known = {(a.handle, b.handle) for a in everybody for b in known_to(a)}
    assert {(b, a) for a, b in known} == known


def test_nobody_who_is_not_signed_in_is_offered_anything(cast):
    for what in ("pages", "people"):
        assert Client().get(f"/complete/{what}/?q=a").status_code == 302
        assert Client().get(f"/complete/{what}/?q=a", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.slow
def test_a07_a_guests_name_is_drawn_out_of_no_text_by_those_who_never_met_them(cast, sign_in):
    for kind in Item.kinds.values():
        kind.greet(cast.gus)
    page = create_page(make_space(cast.ana, "Open", "open"), author=cast.ana, title="Whom to ask", text="Ask @gus or @nobody")
    for reader, knows in ((cast.ana, True), (cast.cleo, False)):
        client = sign_in(reader, fresh=True)
        drawn = client.post("/preview/", {"text": "Ask @gus or @nobody", "space": "open"}).content.decode()
        for html in (drawn, client.get(page.get_absolute_url()).content.decode()):
            assert "@nobody" in html
            assert ("/people/gus/" in html) == ("(guest)" in html) == knows

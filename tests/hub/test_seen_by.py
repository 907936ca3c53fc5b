"""SP-10: owners see what others see of their space, as a list; nobody takes anybody's place (A23)."""

import pytest

from hub import audiences
from hub.models import Event, Item, Membership
from hub.onlookers import Onlooker
from tests.cast import make_space
from tests.nets.makers import MAKERS


@pytest.fixture
def world(cast):
    """Spaces of every visibility, with items of every type for every audience; cleo and una belong to none."""
    spaces = [
        make_space(cast.ana, title, visibility, agencies=[cast.parks] if visibility == "agencies" else [], members=[cast.dev])
        for title, visibility in (("Open", "open"), ("Two", "agencies"), ("Ours", "members"), ("Quiet", "unlisted"))
    ]
    for space in spaces:
        Membership.objects.create(space=space, user=cast.gus, role="reader")
        for kind in ("page", "topic"):
            for audience in ("space", "agencies", "people", "author"):
                item = MAKERS[kind](cast.ana, space, title=f"{kind} for {audience}", words="words")
                audiences.place(item, audience=audience, agencies=[cast.parks, cast.health], people=[cast.ben, cast.ana])
    return spaces


@pytest.mark.slow
def test_sp10_what_the_list_says_is_what_such_people_see(cast, world):
    like = {cast.cleo: Onlooker.of_agency(cast.parks), cast.una: Onlooker.of_agency(), cast.gus: Onlooker.guest()}
    everything = Item.objects.all()
    for space in world:
        for person, onlooker in like.items():
            theirs = set(Item.objects.visible_to(person).filter(space=space).values_list("pk", flat=True))
            assert set(onlooker.sees(space, among=everything).values_list("pk", flat=True)) == theirs, (space, person)
            assert onlooker.knows_of(space) == type(space).objects.listed_to(person).filter(pk=space.pk).exists()
            assert onlooker.reads(space) == type(space).objects.visible_to(person).filter(pk=space.pk).exists()


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split()).split("<main")[1]


@pytest.mark.slow
def test_sp10_an_owner_reads_counts_titles_and_what_stays_hidden(cast, sign_in, world):
    client = sign_in(cast.ana)
    page = words(client.get(f"/s/two/seen-by/?who=agency&agency={cast.parks.pk}"))
    assert "page for space" in page and "page for agencies" in page and "page for people" not in page
    assert "They can write here." in page and "2 pages" in page and "You are still yourself" in page
    assert "That the space exists, what it is for, and who can let them in." in words(client.get("/s/ours/seen-by/?who=staff"))
    assert "they do not know that the space exists" in words(client.get("/s/quiet/seen-by/?who=staff"))
    assert "They cannot write here." in words(client.get("/s/ours/seen-by/?who=guest"))
    assert "Choose an agency" in words(client.get("/s/ours/seen-by/?who=agency"))


@pytest.mark.slow
def test_a23_an_owner_learns_of_nothing_that_is_hidden_from_themselves(cast, sign_in, world):
    item = MAKERS["page"](cast.dev, world[0], title="Only of Parks", words="words")
    audiences.place(item, audience="agencies", agencies=[cast.parks])
    page = words(sign_in(cast.ana).get(f"/s/open/seen-by/?who=agency&agency={cast.parks.pk}"))
    assert "page for space" in page and "Only of Parks" not in page


@pytest.mark.slow
def test_a23_nobody_takes_anybodys_place(cast, sign_in, world):
    client = sign_in(cast.ana)
    before, events = dict(client.session.items()), Event.objects.count()
    for said in ("staff", "guest", "owner", "root", str(cast.root.pk), "cleo"):
        page = words(client.get(f"/s/ours/seen-by/?who={said}&user={cast.root.pk}"))
        assert "Root Hughes" not in page
    assert dict(client.session.items()) == before and Event.objects.count() == events
    assert client.get("/s/ours/settings/").status_code == 200, "still the owner"
    assert client.post("/s/ours/seen-by/", {"who": "staff"}).status_code == 405


@pytest.mark.parametrize(("person", "status"), [("dev", 403), ("gus", 403), ("ben", 403), ("root", 403)])
def test_a23_only_owners_look(cast, sign_in, person, status):
    make_space(cast.ana, "Ours", "members", members=[cast.dev, (cast.gus, "reader")])
    assert sign_in(getattr(cast, person)).get("/s/ours/seen-by/?who=staff").status_code == status

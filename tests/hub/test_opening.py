"""Widening: who gains is computed before and seen after, and history that was not ticked stays where it was."""

import itertools

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forums.actions import add_reply, start_topic
from hub import files
from hub.actions import opening
from hub.actions.spaces import change_space
from hub.models import File, Item, Opened, User
from hub.reach import change_between, reach_of, reach_of_space, who_can_see_part
from resources.actions import add_resource, add_version
from tests.cast import make_space
from tests.sampling import sampled
from wiki.actions import create_page, edit_page

PLACES = ["members", "agencies", "unlisted", "open"]
AUDIENCES = [("space", (), ()), ("agencies", ("health",), ()), ("people", (), ("cleo", "ben", "gus")), ("author", (), ())]


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[-1]


def seers(cast, item):
    return {one.pk for one in cast.people if Item.objects.visible_to(fresh(one)).filter(pk=item.pk).exists()}


def status_of(client, address):
    """What the address of a file answers, the file closed again."""
    answer = client.get(address)
    answer.close()
    return answer.status_code


def fresh(person):
    return User.objects.get(pk=person.pk)


def settings_of(space, **changed):
    kept = {name: getattr(space, name) for name in ("title", "purpose", "visibility", "join_rule")}
    return {**kept, "agencies": list(space.agencies.all()), **changed}


def page_with_past(cast, space):
    """A page whose first words, and a file that only they showed, are history; and a leaflet with an older version."""
    old = files.store(SimpleUploadedFile("plan.txt", b"zxold file"), uploader=cast.ana)
    page = create_page(space, author=cast.ana, title="Rota", text=f"zxold words [plan](/f/{old.pk}/)")
    new = files.store(SimpleUploadedFile("now.txt", b"new file"), uploader=cast.ana)
    edit_page(page, editor=cast.ana, title="Rota", text=f"new words [now](/f/{new.pk}/)", base=1, note="zxnote")
    page = type(page).objects.select_related("space", "current").get(pk=page.pk)
    return page, File.objects.get(pk=old.pk), File.objects.get(pk=new.pk)


@sampled(20)
def test_b11_the_difference_computed_before_equals_what_is_seen_after(cast, some):
    cases = list(itertools.product(PLACES, AUDIENCES, AUDIENCES))[some]
    for place, (was, was_agencies, was_people), (then, agencies, people) in cases:
        space = make_space(
            cast.ana,
            f"S {Item.objects.count()} {place}",
            place,
            agencies=[cast.parks],
            members=[cast.dev, (cast.gus, "reader")],
        )
        page = create_page(space, author=cast.ana, title="T", text="x")
        named = lambda names: [getattr(cast, name) for name in names]  # noqa: E731
        opening.set_audience(page, by=cast.ana, audience=was, agencies=named(was_agencies), people=named(was_people))
        page = Item.objects.select_related("space").get(pk=page.pk)
        before, reach = seers(cast, page), reach_of(page)
        assert before == set(reach.readers().values_list("pk", flat=True))
        planned = opening.planned(reach, then, named(agencies), named(people))
        change = change_between(reach, planned)
        opening.set_audience(page, by=cast.ana, audience=then, agencies=named(agencies), people=named(people))
        after = seers(cast, page)
        assert after == set(planned.readers().values_list("pk", flat=True)), (place, was, then)
        assert (change.gained, change.lost) == (len(after - before), len(before - after))
        assert Opened.objects.filter(item=page.pk).count() >= bool(after - before)


@sampled(9)
def test_b11_a_spaces_widening_is_computed_for_the_whole_cast(cast, some):
    for was, then in list(itertools.product(PLACES, PLACES))[some]:
        space = make_space(cast.ana, f"S {was} {then}", was, agencies=[cast.parks], members=[cast.dev, (cast.gus, "reader")])
        page, _old, _new = page_with_past(cast, space)
        before, reach = seers(cast, page), reach_of_space(space)
        change_space(space, by=cast.ana, **settings_of(space, visibility=then, agencies=[cast.health]))
        after = seers(cast, page)
        change = change_between(reach, reach_of_space(space))
        assert (change.gained, change.lost) == (len(after - before), len(before - after)), (was, then)
        first = page.revisions.get(number=1)
        holds = {one.pk for one in cast.people if one.pk in after and not closed_before(one, page, first.created_at)}
        assert holds == before & after
        assert holds == set(who_can_see_part(Item.objects.get(pk=page.pk), first.created_at).values_list("pk", flat=True))


def closed_before(person, page, moment):
    closed = Opened.objects.closed_to(fresh(person)).filter(item=page.pk, revisions=False)
    return closed.filter(history_from__gt=moment).exists()


@pytest.mark.slow
def test_b11_unticked_history_is_unreachable_by_address_diff_and_file(cast, sign_in):
    space = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    page, old, new = page_with_past(cast, space)
    change_space(space, by=cast.ana, **settings_of(space, visibility="open"))
    for person, status in (("dev", 200), ("ana", 200), ("cleo", 404), ("ben", 404), ("root", 404)):
        client = sign_in(fresh(getattr(cast, person)))
        assert "new words" in words(client.get("/s/wards/rota/")), person
        addresses = ["history/1/", "history/?a=1&b=2", "restore/1/"]
        found = {client.get(f"/s/wards/rota/{address}").status_code for address in addresses}
        assert found == {status} and status_of(client, f"/f/{old.pk}/") == status, person
        assert status_of(client, f"/f/{new.pk}/") == 200
        for address in ("/s/wards/rota/", "/s/wards/rota/history/", "/s/wards/changes/", "/s/wards/", "/search/?q=zxold"):
            # The question itself stands on the page of hits.
            assert (
                "zxold" in words(client.get(address)).replace("zxold</title>", "").replace('value="zxold"', "")
            ) is False or (status == 200 or "search" in address)
        conflict = client.post("/s/wards/rota/edit/", {"title": "Rota", "text": "mine", "base": 1, "note": "n"})
        assert status == 200 or "zxold" not in words(conflict), person


@pytest.mark.slow
def test_b11_what_was_ticked_opens_and_a_new_member_is_no_earlier_one(cast, sign_in):
    space = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    page, old, _new = page_with_past(cast, space)
    change_space(space, by=cast.ana, **settings_of(space, visibility="open"))
    client = sign_in(cast.cleo)
    client.post("/s/wards/join/")
    assert client.get("/s/wards/rota/history/1/").status_code == 404
    change_space(space, by=cast.ana, **settings_of(space, visibility="members"))
    ticked = opening.Ticked(revisions=True, files=True)
    change_space(space, by=cast.ana, ticked=ticked, **settings_of(space, visibility="open"))
    assert client.get("/s/wards/rota/history/1/").status_code == 200
    assert status_of(client, f"/f/{old.pk}/") == 200


@pytest.mark.slow
def test_b11_nobody_opens_history_that_is_not_theirs(cast):
    space = make_space(cast.ana, "Wards", "members", members=[(cast.cleo, "owner")])
    page, _old, _new = page_with_past(cast, space)
    opening.set_audience(page, by=cast.ana, audience="people", people=[cast.ana])
    opening.set_audience(page, by=cast.ana, audience="space")
    opening.set_audience(page, by=cast.ana, audience="people", people=[cast.ana, cast.cleo])
    opening.set_audience(page, by=cast.cleo, audience="space", ticked=opening.Ticked(revisions=True, files=True))
    assert closed_before(cast.cleo, page, page.revisions.get(number=1).created_at)


@pytest.mark.slow
def test_b11_older_versions_of_a_leaflet_stay_with_their_readers(cast, sign_in):
    space = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    store = lambda words: files.store(SimpleUploadedFile("leaflet.txt", words), uploader=cast.ana)  # noqa: E731
    leaflet = add_resource(space, author=cast.ana, title="Leaflet", summary="S", file=store(b"zxold"))
    add_version(leaflet, author=cast.ana, file=store(b"new"), note="n")
    change_space(space, by=cast.ana, **settings_of(space, visibility="open"))
    here = leaflet.get_absolute_url()
    first = leaflet.versions.get(number=1)
    for person, status in (("dev", 200), ("cleo", 404)):
        client = sign_in(fresh(getattr(cast, person)))
        assert client.get(here).status_code == 200 and status_of(client, f"{here}file/") == 200
        for address in (f"{here}versions/1/", f"{here}file/1/", f"/f/{first.file_id}/"):
            assert status_of(client, address) == status, address
        assert ("Version 1" in words(client.get(f"{here}versions/"))) is (status == 200)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["members", "unlisted", "agencies"])
def test_b11_unticked_discussions_stay_with_who_saw_them(cast, sign_in, place):
    space = make_space(cast.ana, "Wards", place, agencies=[cast.parks], members=[cast.dev])
    topic = start_topic(space, author=cast.ana, title="Who works", text="zxasked")
    add_reply(topic, author=cast.dev, text="zxreply")
    before = seers(cast, topic) - ({cast.ana.pk} if place == "agencies" else set())
    change_space(space, by=cast.ana, **settings_of(space, visibility="open", agencies=[]))
    assert seers(cast, topic) == before
    client = sign_in(fresh(cast.ben))
    assert client.get(topic.get_absolute_url()).status_code == 404
    for address in ("/s/wards/", "/s/wards/discussions/", "/d/", "/search/?q=works"):
        assert "Who works" not in words(client.get(address))


@pytest.mark.slow
def test_b11_discussions_about_a_page_open_with_it_only_if_ticked(cast):
    space = make_space(cast.ana, "Wards", "open")
    for ticked in (False, True):
        page = create_page(space, author=cast.ana, title=f"Rota {ticked}", text="x")
        opening.set_audience(page, by=cast.ana, audience="agencies", agencies=[cast.health])
        topic = start_topic(space, author=cast.ana, title="Why", text="x", about=page)
        opening.set_audience(page, by=cast.ana, audience="space", ticked=opening.Ticked(comments=ticked))
        assert Item.objects.visible_to(cast.cleo).filter(pk=page.pk).exists()
        assert Item.objects.visible_to(cast.cleo).filter(pk=topic.pk).exists() is ticked


@pytest.mark.slow
def test_a04_a_notice_of_the_past_is_not_delivered_to_who_came_by_the_widening(cast, work):
    from hub.models import Watch
    from realtime.models import Notification

    space = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    Watch.objects.create(user=cast.dev, space=space, level=Watch.Level.EVERYTHING)
    page, _old, _new = page_with_past(cast, space)
    Watch.objects.create(user=cast.cleo, item=page, level=Watch.Level.EVERYTHING)
    edit_page(page, editor=cast.ana, title="Rota", text="newest", base=2, note="n")
    change_space(space, by=cast.ana, **settings_of(space, visibility="open"))
    work()
    told = Notification.objects.filter(item=page.pk)
    assert cast.dev.pk in told.values_list("user", flat=True)
    assert told.get(user=cast.dev).count >= told.filter(user=cast.cleo).count()


def test_r16_widening_a_space_costs_the_same_for_one_page_and_many(cast, django_assert_max_num_queries):
    space = make_space(cast.ana, "Wards", "members")
    for n in range(4):
        create_page(space, author=cast.ana, title=f"P {n}", text="x")
    with django_assert_max_num_queries(40):
        change_space(space, by=cast.ana, **settings_of(space, visibility="open"))


@pytest.mark.slow
def test_b11_nothing_opens_before_it_was_shown_who_gains(cast, sign_in):
    space = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    page, _old, _new = page_with_past(cast, space)
    client = sign_in(cast.ana)
    form = settings_of(space, visibility="agencies", agencies=[cast.parks.pk], join_rule="ask", purpose="x")
    asked = words(client.post("/s/wards/settings/", form))
    assert "1 more person can see it" in asked and "Parks: 1" in asked and "1 page<" in asked
    assert not Item.objects.visible_to(fresh(cast.cleo)).filter(pk=page.pk).exists()
    client.post("/s/wards/settings/", {**form, "sure": "yes"})
    assert Item.objects.visible_to(fresh(cast.cleo)).filter(pk=page.pk).exists()
    assert closed_before(cast.cleo, page, page.revisions.get(number=1).created_at)


@pytest.mark.slow
def test_sp08_an_item_is_made_narrower_and_wider_by_who_wrote_it_and_shows_who_gains(cast, sign_in):
    space = make_space(cast.ana, "Wards", "open", members=[cast.dev])
    page, _old, _new = page_with_past(cast, space)
    here, client = f"/audience/{page.pk}/", sign_in(cast.ana)
    everybody = len(seers(cast, page))
    readers = words(client.get(f"/readers/{page.pk}/"))
    assert f"{everybody} people" in readers and "Parks: 2" in readers and "Change who can see it" in readers
    assert "Choose at least one agency" in words(client.post(here, {"audience": "agencies"}))
    assert "Name at least one person" in words(client.post(here, {"audience": "people"}))
    assert "Nobody you can choose" in words(client.post(here, {"audience": "people", "people": "@lee"}))
    form = {"audience": "agencies", "agencies": [cast.health.pk]}
    asked = words(client.post(here, form))
    assert "3 people can no longer see it" in asked and "Parks: 2" in asked and "What of its past" not in asked
    client.post(here, {**form, "sure": "yes"})
    assert seers(cast, page) == {cast.ana.pk, cast.ben.pk, cast.root.pk}
    wider = {"audience": "people", "people": "@cleo"}
    assert "1 more person" in words(client.post(here, wider))
    client.post(here, {**wider, "sure": "yes", "revisions": "on"})
    assert seers(cast, page) == {cast.ana.pk, cast.cleo.pk}
    assert not closed_before(cast.cleo, page, page.revisions.get(number=1).created_at)


@pytest.mark.parametrize(("person", "status"), [("dev", 403), ("gus", 404), ("cleo", 403)])
@pytest.mark.slow
def test_only_who_wrote_it_and_moderators_say_who_sees_an_item(cast, sign_in, person, status):
    space = make_space(cast.ana, "Wards", "open", members=[cast.dev])
    page, _old, _new = page_with_past(cast, space)
    client = sign_in(getattr(cast, person))
    assert client.post(f"/audience/{page.pk}/", {"audience": "space", "sure": "yes"}).status_code == status
    assert ("Change who can see it" in words(client.get(f"/readers/{page.pk}/"))) is False


def test_sp09_how_many_can_see_it_is_said_before_and_after_writing(cast, sign_in):
    make_space(cast.ana, "Wards", "agencies", agencies=[cast.parks], members=[cast.gus])
    client = sign_in(cast.ana)
    for address in ("/s/wards/new/", "/s/wards/discussions/new/", "/s/wards/library/new/"):
        page = words(client.get(address))
        assert "4 people" in page and "in 2 agencies" in page, address


@pytest.mark.slow
def test_the_preview_of_a_widening_counts_nothing_that_its_owner_may_not_know_of(cast, sign_in):
    space = make_space(cast.ana, "Wards", "members", members=[cast.dev])
    create_page(space, author=cast.ana, title="One", text="x")
    opening.set_audience(create_page(space, author=cast.dev, title="Two", text="x"), by=cast.dev, audience="author")
    form = {name: value for name, value in settings_of(space, visibility="open", purpose="x").items() if name != "agencies"}
    asked = words(sign_in(cast.ana).post("/s/wards/settings/", form))
    assert "<li>1 page</li>" in asked


@pytest.mark.slow
def test_b11_a_discussion_about_it_is_read_by_nobody_who_lost_it_and_by_nobody_who_only_gained(cast):
    space = make_space(cast.cleo, "Open to all", members=[cast.ana])
    page = create_page(space, author=cast.ana, title="Rota", text="Words.")
    opening.set_audience(page, by=cast.ana, audience="agencies", agencies=[cast.health])
    topic = start_topic(space, author=cast.ana, title="About the rota", text="Old words.", about=page)
    opening.set_audience(page, by=cast.ana, audience="agencies", agencies=[cast.parks])
    gained, lost = seers(cast, page) - {cast.ana.pk}, {cast.ben.pk}
    assert cast.dev.pk in gained
    assert not seers(cast, topic) & (lost | {cast.dev.pk})


@pytest.mark.slow
def test_b11_what_was_left_unticked_stays_so_when_the_item_is_narrowed_later(cast):
    space = make_space(cast.cleo, "Open to all", members=[cast.ana])
    page = create_page(space, author=cast.ana, title="Rota", text="Words.")
    opening.set_audience(page, by=cast.ana, audience="agencies", agencies=[cast.health])
    topic = start_topic(space, author=cast.ana, title="About the rota", text="Old words.", about=page)
    opening.set_audience(page, by=cast.ana, audience="space")
    opening.set_audience(page, by=cast.ana, audience="agencies", agencies=[cast.health, cast.parks])
    assert cast.dev.pk in seers(cast, page) and cast.dev.pk not in seers(cast, topic)

"""Moving a page, a discussion, a leaflet or a lesson to another space: who gains, who loses, and what leads on."""

import itertools

import pytest

from forums.actions import add_reply, start_topic
from hub.actions import opening, relocating
from hub.actions.opening import Ticked
from hub.actions.spaces import create_space, set_state
from hub.models import Event, Item, Mail, Opened, User
from hub.reach import change_between, reach_of
from hub.search import search
from lessons.actions import release_lesson, write_lesson
from realtime.models import Notification
from tests.cast import make_space
from tests.hub.test_opening import fresh, page_with_past, seers, status_of
from tests.sampling import sampled
from wiki.actions import create_page, edit_page, lock_page, remove_page
from wiki.models import Page

PLACES = ["members", "agencies", "unlisted", "open"]


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[-1]


def again(page):
    return Page.objects.select_related("space", "current", "parent").get(pk=page.pk)


@pytest.fixture
def wards(cast):
    """Ana's, for members: Dev belongs to it."""
    return make_space(cast.ana, "Wards", "members", members=[cast.dev])


@pytest.fixture
def rota(cast):
    """Ana's, for everybody."""
    return make_space(cast.ana, "Rota")


@sampled(12)
def test_sp13_who_gains_and_who_loses_is_computed_before_and_seen_after(cast, some):
    for was, then in list(itertools.product(PLACES, PLACES))[some]:
        old = make_space(cast.ana, f"From {was} {then}", was, agencies=[cast.parks], members=[cast.dev])
        new = make_space(cast.ana, f"To {was} {then}", then, agencies=[cast.health], members=[(cast.gus, "reader")])
        page, _old, _new = page_with_past(cast, old)
        before, reach = seers(cast, page), reach_of(page)
        change = change_between(reach, reach.in_space(new))
        moved = relocating.relocate(page, new, by=cast.ana)
        after = seers(cast, moved)
        assert (change.gained, change.lost) == (len(after - before), len(before - after)), (was, then)
        assert Opened.objects.filter(item=page.pk).exists() == bool(after - before)


@pytest.mark.slow
def test_sp13_a_page_moves_with_those_below_it_and_old_addresses_lead_on(cast, sign_in, wards, rota):
    top = create_page(wards, author=cast.ana, title="Beds", text="See [[Night]] and [[Staff]] and `[x]`")
    night = create_page(wards, author=cast.ana, title="Night", text="Back to [[Beds]]", parent=top)
    staff = create_page(wards, author=cast.ana, title="Staff", text="See [[Beds]]")
    ana = sign_in(cast.ana)
    assert f'href="/move/{top.pk}/"' in words(ana.get("/s/wards/beds/"))
    page = words(ana.get(f"/move/{top.pk}/"))
    assert "Rota" in page and "Health practice" in page
    assert "Choose the space that it moves to" in words(ana.post(f"/move/{top.pk}/", {}))
    asked = words(ana.post(f"/move/{top.pk}/", {"space": rota.pk}))
    assert "Move “Beds” to Rota?" in asked and "more people can see it" in asked and "1 page below it moves with it" in asked
    assert again(top).space == wards
    done = words(ana.post(f"/move/{top.pk}/", {"space": rota.pk, "sure": "yes"}, follow=True))
    assert "Moved to Rota" in done
    assert again(night).space == rota and again(night).parent_id == top.pk and again(staff).space == wards
    for old, new in (("beds/", "beds/"), ("night/history/?a=1", "night/history/?a=1")):
        answer = ana.get(f"/s/wards/{old}")
        assert (answer.status_code, answer["Location"]) == (301, f"/s/rota/{new}")
    # Links lead where they led, also once somebody edits the pages.
    assert 'href="/s/wards/staff/"' in done and 'href="/s/rota/night/"' in done
    assert again(top).current.text == "See [[Night]] and [[wards:Staff]] and `[x]`"
    assert 'href="/s/rota/beds/"' in words(ana.get("/s/wards/staff/"))
    edit_page(again(staff), editor=cast.ana, title="Staff", text="Now see [[Beds]]", base=1)
    assert 'href="/s/rota/beds/"' in words(ana.get("/s/wards/staff/"))
    assert Event.objects.get(verb="hub.item_moved").data["count"] == 2


def test_what_code_says_is_left_as_it_is(cast, wards, rota):
    create_page(wards, author=cast.ana, title="Staff", text="x")
    page = create_page(wards, author=cast.ana, title="Beds", text="[[Staff]] and `[[Staff]]`")
    relocating.relocate(page, rota, by=cast.ana)
    assert again(page).current.number == 1


@pytest.mark.slow
def test_a05_whoever_loses_a_moved_page_meets_no_trace_of_it(cast, sign_in, wards, rota, work):
    page = create_page(rota, author=cast.ana, title="Zxqueue", text="zxqueue words @cleo")
    work()
    cleo = sign_in(cast.cleo, fresh=True)
    assert cleo.get("/s/rota/zxqueue/").status_code == 200 and Notification.objects.filter(user=cast.cleo).exists()
    assert search(fresh(cast.cleo), "zxqueue").hits
    relocating.relocate(page, wards, by=cast.ana)
    for address in ("/s/rota/zxqueue/", "/s/wards/zxqueue/", "/s/rota/zxqueue/history/", f"/move/{page.pk}/"):
        assert cleo.get(address).status_code == 404, address
    for address in ("/", "/s/rota/", "/s/rota/pages/", "/s/rota/changes/", "/notifications/", "/search/?q=zxqueue"):
        said = cleo.get(address).content.decode()
        assert "zxqueue words" not in said and "/zxqueue/" not in said, address
        assert "q=" in address or "zxqueue" not in said.lower(), address
    work()
    assert not search(fresh(cast.cleo), "zxqueue").hits and search(fresh(cast.dev), "zxqueue").hits


@pytest.mark.slow
def test_a04_a_queued_mail_about_a_moved_page_is_withdrawn(cast, wards, rota, work):
    page = create_page(rota, author=cast.ana, title="Zxqueue", text="x")
    mail = Mail.objects.create(to=cast.cleo.email, user=cast.cleo, kind="digest", subject="x", text="x", about=[page.pk])
    relocating.relocate(page, wards, by=cast.ana)
    work()
    mail.refresh_from_db()
    assert mail.state == "withdrawn"


@pytest.mark.slow
def test_b11_older_versions_and_files_of_a_moved_page_stay_unless_ticked(cast, sign_in, wards, rota):
    page, old, new = page_with_past(cast, wards)
    relocating.relocate(page, rota, by=cast.ana)
    for person, status in (("dev", 200), ("ana", 200), ("cleo", 404)):
        client = sign_in(fresh(getattr(cast, person)))
        assert "new words" in words(client.get("/s/rota/rota/")), person
        assert client.get("/s/rota/rota/history/1/").status_code == status, person
        assert (status_of(client, f"/f/{old.pk}/"), status_of(client, f"/f/{new.pk}/")) == (status, 200), person
    other, _old, _new = page_with_past(cast, make_space(cast.ana, "Beds", "members"))
    relocating.relocate(other, make_space(cast.ana, "All"), by=cast.ana, ticked=Ticked(revisions=True, files=True))
    assert sign_in(fresh(cast.cleo)).get("/s/all/rota/history/1/").status_code == 200


@pytest.mark.slow
def test_discussions_about_it_move_with_it_and_stay_with_their_readers_unless_ticked(cast, wards, rota):
    page = create_page(wards, author=cast.ana, title="Beds", text="x")
    about = start_topic(wards, author=cast.ana, form="question", title="How many?", text="x", about=page)
    assert not relocating.can_move(cast.ana, about)
    relocating.relocate(page, rota, by=cast.ana)
    about = Item.objects.select_related("space").get(pk=about.pk)
    assert about.space == rota and cast.cleo.pk not in seers(cast, about) and cast.dev.pk in seers(cast, about)


@pytest.mark.slow
def test_a_discussion_moves_by_itself_and_keeps_its_address(cast, sign_in, wards, rota):
    topic = start_topic(wards, author=cast.dev, form="question", title="How many?", text="zxfirst")
    add_reply(topic, author=cast.ana, text="zxsecond")
    ana = sign_in(cast.ana)
    assert f"/move/{topic.pk}/" in words(ana.get(topic.get_absolute_url()))
    form = {"space": rota.pk, "sure": "yes", "comments": "on"}
    assert "zxsecond" in words(ana.post(f"/move/{topic.pk}/", form, follow=True))
    assert "zxsecond" in words(sign_in(fresh(cast.cleo)).get(topic.get_absolute_url()))
    assert "How many?" in words(sign_in(fresh(cast.cleo)).get("/s/rota/discussions/"))


@pytest.mark.slow
def test_a_lesson_moves_on_its_rung_and_never_names_who_wrote_it(cast, sign_in, wards, rota):
    lesson = write_lesson(wards, author=cast.dev, texts={"intended": "a", "happened": "b", "why": "c", "next": "zxd"})
    release_lesson(lesson, by=cast.dev, audience="agencies", under_agency=True)
    lesson = type(lesson).objects.select_related("space").get(pk=lesson.pk)
    relocating.relocate(lesson, rota, by=fresh(cast.dev))
    lesson = type(lesson).objects.select_related("space").get(pk=lesson.pk)
    assert lesson.space == rota and cast.ben.pk not in seers(cast, lesson) and cast.cleo.pk in seers(cast, lesson)
    assert Event.objects.get(verb="hub.item_moved").actor is None


@pytest.mark.slow
def test_who_may_move_and_where_to(cast, sign_in, wards, rota):
    page = create_page(wards, author=cast.ana, title="Beds", text="x")
    closed = make_space(cast.ben, "Closed", "members", members=[(cast.dev, "reader")])
    dev = sign_in(cast.dev, fresh=True)
    assert dev.get(f"/move/{page.pk}/").status_code == 200
    said = words(dev.post(f"/move/{page.pk}/", {"space": closed.pk, "sure": "yes"}))
    assert "Select a valid choice" in said or "error" in said
    assert again(page).space == wards
    assert sign_in(cast.cleo, fresh=True).get(f"/move/{page.pk}/").status_code == 404
    lock_page(page, by=cast.ana)
    assert dev.get(f"/move/{page.pk}/").status_code == 403
    with pytest.raises(LookupError):
        relocating.relocate(page, closed, by=fresh(cast.dev))
    set_state(wards, by=cast.ana, state="archived", note="x")
    assert sign_in(cast.ana).get(f"/move/{page.pk}/").status_code == 403


@pytest.mark.slow
def test_a_page_of_that_title_or_a_protected_one_below_stops_the_whole_move(cast, sign_in, wards, rota):
    top = create_page(wards, author=cast.dev, title="Beds", text="x")
    below = create_page(wards, author=cast.dev, title="Night", text="x", parent=top)
    create_page(rota, author=cast.ana, title="Night", text="x")
    dev, form = sign_in(cast.dev), {"space": rota.pk, "sure": "yes"}
    said = words(dev.post(f"/move/{top.pk}/", form))
    assert "There is a page “Night” already" in said
    assert again(top).space == wards and again(below).space == wards and dev.get("/s/wards/beds/").status_code == 200
    lock_page(below, by=cast.ana)
    assert "“Night”, below it, is protected" in words(dev.post(f"/move/{top.pk}/", form))


@pytest.mark.slow
def test_pages_below_that_the_mover_does_not_see_stay_behind_unnamed(cast, sign_in, wards, rota):
    top = create_page(wards, author=cast.ana, title="Beds", text="x")
    hidden = create_page(wards, author=cast.ana, title="Zxhidden", text="x", parent=top)
    seen = create_page(wards, author=cast.ana, title="Night", text="x", parent=hidden)
    opening.set_audience(hidden, by=cast.ana, audience="author")
    gone = create_page(wards, author=cast.ana, title="Gone", text="x", parent=top)
    remove_page(gone, by=cast.ana, reason="x")
    asked = words(sign_in(cast.dev).post(f"/move/{top.pk}/", {"space": rota.pk}))
    assert "1 page below it" in asked and "Zxhidden" not in asked
    relocating.relocate(again(top), rota, by=fresh(cast.dev))
    assert (again(hidden).space, again(hidden).parent, again(hidden).trail) == (wards, None, "")
    assert (again(gone).space, again(gone).parent) == (wards, None)
    assert (again(seen).space, again(seen).parent_id, again(seen).trail) == (rota, top.pk, f"{top.pk}/")


@pytest.mark.slow
def test_a_page_goes_there_and_back(cast, sign_in, wards, rota):
    page = create_page(wards, author=cast.ana, title="Beds", text="x")
    relocating.relocate(page, rota, by=cast.ana)
    relocating.relocate(again(page), wards, by=cast.ana)
    ana = sign_in(cast.ana)
    assert ana.get("/s/wards/beds/").status_code == 200
    assert ana.get("/s/rota/beds/")["Location"] == "/s/wards/beds/"


def test_only_one_space_has_nowhere_to_move_to(cast, sign_in):
    page = create_page(cast.space, author=cast.dev, title="Beds", text="x")
    assert "There is no other space where you may write" in words(sign_in(cast.dev).get(f"/move/{page.pk}/"))
    space = create_space(User.objects.get(pk=cast.dev.pk), title="Hidden", visibility="unlisted")
    assert space.title in words(sign_in(fresh(cast.dev)).get(f"/move/{page.pk}/"))

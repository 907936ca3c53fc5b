"""Lessons: written in four answers, shared rung by rung, and what becomes of them."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub import drafts
from hub.home import needs_of
from hub.models import Draft, Event, Item, User
from lessons import ladder, timeline
from lessons.actions import NotWider, edit_lesson, release_lesson, set_status, write_lesson
from lessons.models import Lesson
from realtime.models import Notification
from tests.cast import make_space
from wiki.actions import create_page

ANSWERS = {
    "meant": "Open the new desk on Monday.",
    "happened": "The keys came on **Wednesday**.",
    "why": "Nobody had asked who keeps them.",
    "next_time": "Ask for the keys a week before. Then test them.",
}
ROWS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}


def write(cast, author=None, space=None, **more):
    return write_lesson(space, author=author or cast.ana, texts={**ANSWERS, **more.pop("texts", {})}, **more)


def share(lesson, by, audience="space", **more):
    return release_lesson(lesson, by=by, audience=audience, **more)


def get(user, address, **more):
    client = Client()
    client.force_login(user, backend="hub.accounts.backend.PersonBackend")
    return client.get(address, **more)


def words(user, address):
    return get(user, address, follow=True).content.decode()


@pytest.mark.slow
def test_four_answers_make_a_draft_that_only_its_writer_sees(cast, sign_in):
    answer = sign_in(cast.ana).post("/lessons/new/", {**ANSWERS, **ROWS}, follow=True)
    lesson = Lesson.objects.get()
    page = answer.content.decode()
    assert lesson.title == "Ask for the keys a week before"
    assert "Only you can see this draft" in page and "<strong>Wednesday</strong>" in page
    assert get(cast.ben, lesson.get_absolute_url()).status_code == 404
    assert lesson.title not in words(cast.ben, "/lessons/")
    assert lesson.title in words(cast.ana, "/lessons/")


def test_each_of_the_four_answers_is_asked_for(cast, sign_in):
    page = sign_in(cast.ana).post("/lessons/new/", {**ROWS, "meant": "A desk"}).content.decode()
    assert "Enter what happened" in page and "Enter why it happened" in page and "Enter what to do next time" in page
    assert "Enter what was meant" not in page and "A desk" in page and not Lesson.objects.exists()


@pytest.mark.slow
def test_the_full_template_is_kept_and_shown(cast, sign_in):
    more = {
        "timeline": "22/11/2026 3:12pm First call\n2026-11-23 Desk opened\nThen quiet",
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "steps-0-text": "List of keys",
        "steps-0-owner": "Site manager",
        "steps-0-due": "2026-12-01",
        "steps-0-state": "doing",
        "phase": "rollout",
        "cause": "handover",
        "rules_until_day": "1",
        "rules_until_month": "4",
        "rules_until_year": "2020",
        "topics": "keys, desks",
        "effect": "Twenty people waited.",
    }
    page = sign_in(cast.ana).post("/lessons/new/", {**ANSWERS, **more}, follow=True).content.decode()
    for said in ("22 November 2026, 3:12pm", "Then quiet", "List of keys", "Site manager", "1 December 2026", "Being done"):
        assert said in page
    for said in ("Going live", "Twenty people waited", "/t/keys/", "Written for rules in force until 1 April 2020"):
        assert said in page


def test_what_is_being_written_is_kept_and_gone_on_with(cast, sign_in):
    client = sign_in(cast.ana)
    fields = {**ANSWERS, "steps-0-text": "A list", "began_on_day": "1", "began_on_month": "2", "began_on_year": "2026"}
    assert client.post("/drafts/", {"kind": "lesson", "fields": json.dumps(fields)}).status_code == 200
    address = drafts.url_of(Draft.objects.get())
    page = client.get(address).content.decode()
    assert "Nobody had asked who keeps them." in page and 'value="A list"' in page and 'value="2026"' in page
    client.post("/lessons/new/", {**ANSWERS, **ROWS})
    assert not Draft.objects.exists()


def test_a_lesson_climbs_rung_by_rung_and_never_down(cast):
    lesson = write(cast)
    readers = [(cast.ana,), (cast.ana, cast.dev), (cast.ana, cast.ben, cast.root), (cast.ana, cast.ben, cast.cleo, cast.dev)]
    rungs = [None, ("people", {"people": [cast.dev]}), ("agencies", {}), ("space", {})]
    for rung, expected in zip(rungs, readers, strict=True):
        if rung:
            lesson = share(lesson, cast.ana, rung[0], **rung[1])
        seen = {person for person in cast.people if get(person, lesson.get_absolute_url()).status_code == 200}
        assert set(expected) <= seen and (rung == rungs[-1] or seen == set(expected))
    assert ladder.rungs_above(lesson, cast.ana) == []


@pytest.mark.slow
def test_the_confirm_page_counts_exactly_who_will_see_it(cast, sign_in):
    client = sign_in(cast.ana)
    for audience, more in (("people", {"people": "@dev, ben@health.gov.example"}), ("agencies", {}), ("space", {})):
        for name in ("mine", "agency"):
            lesson = write(cast)
            sent = {"audience": audience, "name": name, **more}
            page = client.post(f"/lessons/{lesson.pk}/share/", sent).content.decode()
            assert lesson.audience == "author", "the first answer only asks"
            client.post(f"/lessons/{lesson.pk}/share/", {**sent, "sure": "1"})
            lesson.refresh_from_db()
            assert lesson.audience == audience
            assert f"{User.objects.who_can_see(lesson).count()} people in" in page


def test_only_its_writer_shares_and_edits_it(cast, sign_in):
    lesson = share(write(cast), cast.ana)
    for person in (cast.ben, cast.root):
        assert get(person, f"/lessons/{lesson.pk}/share/").status_code == 403
        assert get(person, f"/lessons/{lesson.pk}/edit/").status_code == 403


def test_a_provisional_agency_is_no_rung_and_no_name(cast):
    lesson = write(cast, cast.una)
    assert ladder.rungs_above(lesson, cast.una) == ["people", "space"]
    with pytest.raises(NotWider):
        share(lesson, cast.una, under_agency=True)


OUTLETS = ["/lessons/", "/search/?q=week", "/search/?q=week+author:ana", "/notifications/", "/people/ana/", "/t/keys/"]


@pytest.fixture
def unnamed(cast, work):
    """A lesson that ana shared in the name of Health, and went on working on."""
    lesson = write(cast, topics=["keys"])
    share(lesson, cast.ana, under_agency=True)
    edit_lesson(lesson, editor=cast.ana, texts={**ANSWERS, "effect": "Twenty people waited for @cleo."})
    set_status(lesson, by=cast.ana, status="adopted")
    work()
    return Lesson.objects.get(pk=lesson.pk)


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.slow
def test_under_the_agencys_name_no_outlet_names_the_person(cast, unnamed, outlet):
    page = words(cast.cleo, outlet)
    if outlet == "/people/ana/" or "author:" in outlet:
        assert unnamed.title not in page, "a profile or a search for the author leads to nothing"
    else:
        page = page.replace("<mark>", "").replace("</mark>", "")
        assert unnamed.title in page and "Health" in page
        assert "Ana Lloyd" not in page.replace("/people/ana/", "")


@pytest.mark.slow
def test_under_the_agencys_name_the_page_itself_names_nobody(cast, unnamed):
    page = words(cast.cleo, unnamed.get_absolute_url())
    assert "Department of Health" in page and "Ana" not in page and "imported author" not in page
    assert "You wrote this" in words(cast.ana, unnamed.get_absolute_url())
    assert "Ana" not in json.dumps(unnamed.export())


@pytest.mark.slow
def test_under_the_agencys_name_notices_and_events_have_no_person(cast, unnamed):
    assert not Event.objects.filter(item=unnamed.pk).exclude(actor=None).exists()
    assert Notification.objects.filter(item=unnamed.pk, user=cast.cleo).exists()
    audit = Event.objects.filter(verb="lessons.acted_unnamed", actor=cast.ana)
    assert [event.data["did"] for event in audit.order_by("pk")] == ["lessons.shared", "lessons.edited", "lessons.status_set"]
    assert {(event.item_id, event.space_id) for event in audit} == {(None, None)}


@pytest.mark.slow
def test_under_the_agencys_name_the_columns_of_the_spine_hold_no_author(cast, unnamed):
    item = Item.objects.get(pk=unnamed.pk)
    assert item.author is None and item.hand_name == "Department of Health" and item.agency == cast.health
    assert item.owner == cast.ana, "she can still edit it"


def test_a_name_that_was_read_is_never_taken_back(cast, sign_in):
    lesson = share(write(cast), cast.ana, "agencies")
    page = sign_in(cast.ana).get(f"/lessons/{lesson.pk}/share/").content.decode()
    assert "without my name" not in page
    lesson = share(lesson, cast.ana, "space", under_agency=True)
    assert lesson.author == cast.ana


@pytest.mark.slow
def test_who_is_named_in_it_hears_of_it_when_they_can_see_it(cast, work):
    lesson = write(cast, texts={"why": "Ask @cleo about it."})
    work()
    assert not Notification.objects.exists()
    share(lesson, cast.ana)
    work()
    assert Notification.objects.get(item=lesson.pk).user == cast.cleo


@pytest.mark.slow
def test_facets_count_only_what_the_reader_may_see(cast):
    for title, phase, audience in (("One", "design", "space"), ("Two", "design", "agencies"), ("Three", "running", "agencies")):
        share(write(cast, title=title, phase=phase, topics=[f"about {title}"]), cast.ana, audience)
    assert 'Finding out and designing</span> <span class="hub-count">2<' in words(cast.ben, "/lessons/")
    page = words(cast.cleo, "/lessons/")
    assert 'Finding out and designing</span> <span class="hub-count">1<' in page and "Running it" not in page
    assert "about Two" not in page and "about Two" not in words(cast.cleo, "/lessons/?tag=about-two")
    filtered = words(cast.ben, "/lessons/?phase=running")
    assert "Three" in filtered and "One</a>" not in filtered


@pytest.mark.slow
def test_a_lesson_stands_in_its_space_and_beside_what_it_is_about(cast, sign_in):
    page = create_page(cast.space, author=cast.ana, title="Keys", text="Where they are.")
    sign_in(cast.ana).post("/s/health-practice/lessons/new/", {**ANSWERS, **ROWS, "about": str(page.pk)})
    lesson = share(Lesson.objects.get(), cast.ana)
    assert lesson.title in words(cast.dev, "/s/health-practice/lessons/")
    assert "1 lesson about it" in words(cast.dev, page.get_absolute_url())
    assert lesson.title in words(cast.dev, f"/lessons/?about={page.pk}")
    assert get(cast.ben, lesson.get_absolute_url()).status_code == 404


def test_a_lesson_of_the_whole_hub_may_be_about_a_space_that_its_reader_does_not_know(cast):
    hidden = make_space(cast.ana, "Hidden corner", "unlisted")
    lesson = share(write(cast, about_space=hidden), cast.ana)
    assert "Hidden corner" in words(cast.ana, lesson.get_absolute_url())
    assert "Hidden corner" not in words(cast.cleo, lesson.get_absolute_url())


def test_a_colleague_checks_it_and_another_disputes_it(cast, sign_in):
    lesson = share(write(cast), cast.ana)
    page = words(cast.ana, f"/lessons/{lesson.pk}/status/")
    assert "Checked by a peer" not in page, "nobody checks their own"
    sign_in(cast.ben).post(f"/lessons/{lesson.pk}/status/", {"status": "checked"})
    sign_in(cast.cleo).post(f"/lessons/{lesson.pk}/status/", {"status": "disputed", "note": "The keys were there."})
    page = words(cast.dev, lesson.get_absolute_url())
    assert "Disputed" in page and "The keys were there." in page
    assert "Ben Okoro" in page and "Checked by a peer" in page, "the history stays"
    sign_in(cast.cleo).post(f"/lessons/{lesson.pk}/status/", {"status": "adopted"})
    assert Lesson.objects.get(pk=lesson.pk).status == "disputed"


@pytest.mark.slow
def test_its_writer_is_asked_again_when_its_rules_end(cast, sign_in):
    lesson = share(write(cast, rules_until=timezone.localdate() + timedelta(days=9)), cast.ana)
    assert lesson.review_on == lesson.rules_until
    Lesson.objects.filter(pk=lesson.pk).update(review_on=timezone.localdate())
    assert [need.title for need in needs_of(cast.ana)] == [lesson.title] and not needs_of(cast.ben)
    sign_in(cast.ana).post(f"/review/{lesson.pk}/")
    assert not needs_of(cast.ana)


@pytest.mark.slow
def test_a_removed_lesson_is_gone_for_everybody(cast, sign_in):
    lesson = share(write(cast), cast.ana)
    assert get(cast.ben, f"/lessons/{lesson.pk}/remove/").status_code == 403
    sign_in(cast.ana).post(f"/lessons/{lesson.pk}/remove/")
    gone = get(cast.ana, lesson.get_absolute_url())
    assert (gone.status_code, "Removed by its author" in gone.content.decode()) == (410, True)


@pytest.mark.parametrize(
    ("line", "at", "text"),
    [
        ("2023-06-06 10:26 First seen", "2023-06-06T10:26", "First seen"),
        ("6 June 2023, 3pm – Repaired", "2023-06-06T15:00", "Repaired"),
        ("06/06/2023: 3 people called", "2023-06-06", "3 people called"),
        ("31/02/2023 never", "", "31/02/2023 never"),
        ("2023-06-06 25:99 odd", "2023-06-06", "25:99 odd"),
        ("- in the evening", "", "in the evening"),
    ],
)
def test_a_timeline_is_typed_as_lines(line, at, text):
    assert timeline.read(line) == [{"at": at, "text": text}]
    assert timeline.read(timeline.write(timeline.read(line))) == timeline.read(line)

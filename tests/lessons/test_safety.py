"""Hostile words and file names through every field of a lesson: nothing runs, nothing opens as a page."""

import re

import pytest

from hub.models import File
from lessons import actions
from lessons.models import Lesson
from lessons.parts import PARTS
from tests.dangers import dangers, filled, hostile, hostile_files, opens_as_a_page
from tests.sampling import sampled
from tests.uploads import PDF, get

FIELDS = {
    **{part.name: 20_000 for part in PARTS},
    "title": 150,
    "timeline": 2000,
    "price": 120,
    "topics": 30,
    "steps-0-text": 300,
    "steps-0-owner": 100,
}
FACETS = ("phase", "discipline", "cause", "size", "cost", "about", "about_space", "began_on_0", "steps-0-state", "steps-0-due")
ROWS = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0"}


@sampled(110, once=True)
@pytest.mark.slow
def test_x01_no_payload_runs_from_any_field_of_a_lesson(cast, shared, sign_in, some):
    client, taken = sign_in(cast.ana), 0
    for number, form in enumerate(filled(hostile(shared, some), FIELDS, turns=1 if some.step else 2)):
        answer = client.post("/lessons/new/", {**ROWS, **form}, follow=True)
        assert dangers(answer.content.decode()) == []
        lesson = Lesson.objects.order_by("pk").last()
        if lesson is None or not answer.redirect_chain:
            continue
        taken += 1
        lesson = actions.release_lesson(lesson, by=cast.ana, audience="space")
        note = form["price"]
        actions.set_status(lesson, by=cast.ana, status="adopted", note=note)
        pages = [lesson.get_absolute_url(), f"/lessons/{lesson.pk}/edit/"]
        if number % 8 == 0:
            pages += ["/lessons/", "/", f"/lessons/{lesson.pk}/status/", "/drafts/"]
        for address in pages:
            page = client.get(address)
            assert page.status_code == 200, address
            assert dangers(page.content.decode()) == [], address
    assert taken


@sampled(200, once=True)
def test_x01_no_payload_as_a_facet_runs_or_breaks_the_list_or_the_form(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    answers = dict.fromkeys(("meant", "happened", "why", "next_time"), "Words")
    for form in filled(hostile(shared, some), dict.fromkeys(FACETS, 100)):
        refused = client.post("/lessons/new/", {**ROWS, **answers, **form}, follow=True)
        assert refused.status_code == 200 and dangers(refused.content.decode()) == []
        listed = client.get("/lessons/", form)
        assert listed.status_code == 200 and dangers(listed.content.decode()) == []


@pytest.mark.slow
def test_f02_f03_a_file_of_any_name_beside_a_lesson_is_a_download_and_shown_as_words(cast, shared, sign_in):
    client, answers = sign_in(cast.ana), dict.fromkeys(("meant", "happened", "why", "next_time"), "Words")
    for number, sent in enumerate(hostile_files(shared, PDF)):
        form = {**ROWS, **answers, "title": f"File {number}", "attachments": sent}
        page = client.post("/lessons/new/", form, follow=True)
        assert page.status_code == 200 and dangers(page.content.decode()) == [], sent.name
    for file in File.objects.all():
        assert not opens_as_a_page(get(client, file.get_absolute_url()))
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}", file.blob.path)
    assert File.objects.count() > 20

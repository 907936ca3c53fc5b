"""Incident reports become lessons, as often as one likes, and go again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hub.models import Event, Space
from lessons.actions import edit_lesson
from lessons.imports.reports import read
from lessons.models import Lesson

REPORT = """---
title: Incident on 2023-06-06 - keys lost
---

# Incident on 2023-06-06 - keys lost

- **Key events**
  - First detected: 2023-06-06 10:26
  - Found 2023-06-06 11.21

- **Time to repair**: 0h 55m

- **Identified**: Somebody stood at the door

- **Impact**: Nobody came in

- **Context**:
  - The drawer was open
    - all night

- **Resolution**: A second key

- **Review actions**:
  - Buy a board
"""


@pytest.fixture
def folder(tmp_path):
    source = tmp_path / "reports"
    source.mkdir()
    (source / "keys.md").write_text(REPORT)
    (source / "index.md").write_text("# All incidents\n\n- [keys](keys.md)\n")
    return source


def bring_in(folder, *more):
    said = StringIO()
    call_command("import_lessons", "health-practice", *([str(folder)] if folder else []), *more, stdout=said)
    return said.getvalue()


def test_a_report_is_read_as_the_parts_of_a_lesson():
    report = read(REPORT)
    assert report.title == "Keys lost" and report.day.isoformat() == "2023-06-06"
    assert report.timeline == [
        {"at": "2023-06-06T10:26", "text": "First detected"},
        {"at": "2023-06-06T11:21", "text": "Found"},
    ]
    assert report.texts["happened"].startswith("**Identified:** Somebody stood at the door\n\n**Context:**\n\n- The drawer")
    assert report.texts["effect"] == "Nobody came in"
    assert "A second key" in report.texts["changed"] and "- Buy a board" in report.texts["changed"]
    assert report.price == "Time to repair 0h 55m"


def test_an_import_makes_lessons_with_their_day_and_hand_and_tells_nobody(cast, folder, work):
    said = bring_in(folder, "--hand", "Site team")
    lesson = Lesson.objects.get()
    assert "1 lessons made" in said and "1 left out" in said and "no report of an incident" in said
    assert (lesson.hand_name, lesson.created_at.date().isoformat(), lesson.status) == ("Site team", "2023-06-06", "published")
    assert lesson.owner is None and all(Event.objects.values_list("quiet", flat=True))


def test_a_second_import_changes_nothing_and_a_changed_file_its_lesson(cast, folder):
    bring_in(folder)
    events = Event.objects.count()
    assert "1 as they were" in bring_in(folder) and Event.objects.count() == events
    (folder / "keys.md").write_text(REPORT.replace("A second key", "A third key"))
    bring_in(folder)
    assert "A third key" in Lesson.objects.get().texts["changed"]


def test_what_people_changed_is_left_as_it_is(cast, folder):
    bring_in(folder)
    lesson = Lesson.objects.get()
    edit_lesson(lesson, editor=cast.ana, title="Ours", texts={"happened": "Ours"})
    (folder / "keys.md").write_text(REPORT.replace("A second key", "A third key"))
    assert "It was changed here" in bring_in(folder)
    assert Lesson.objects.get().title == "Ours"


def test_an_import_is_taken_back(cast, folder):
    from hub.models import ImportRun

    bring_in(folder)
    bring_in(None, "--undo", str(ImportRun.objects.get().pk))
    assert Lesson.objects.get().removed_at
    bring_in(folder)
    assert Lesson.objects.filter(removed_at=None).count() == 1


def test_a_folder_that_is_not_there_is_said(cast):
    with pytest.raises(CommandError, match="no folder"):
        bring_in("nowhere")


@pytest.mark.slow
def test_the_incident_reports_of_the_corpus(cast, shared, sign_in):
    said = StringIO()
    call_command("import_lessons", "incidents", str(shared / "corpus" / "lessons"), "--create", "Incidents", stdout=said)
    lessons = Lesson.objects.filter(space=Space.objects.get(slug="incidents"))
    assert "26 lessons made" in said.getvalue() and "3 left out" in said.getvalue()
    assert lessons.count() == 26 and lessons.exclude(timeline=[]).count() == 26
    assert min(lesson.created_at.year for lesson in lessons) == 2020
    for lesson in lessons:
        answer = sign_in(cast.ben).get(lesson.get_absolute_url())
        assert answer.status_code == 200 and lesson.timeline[0]["text"] in answer.content.decode()

"""The demo's lessons: told by people of every agency, one in an agency's name, one for a team, one still a draft."""

from __future__ import annotations

from hub.demo import Demo
from hub.models import Item
from lessons import timeline
from lessons.actions import release_lesson, set_status, write_lesson
from lessons.demo.told import LESSONS
from lessons.models import Lesson

LOUD = 9  # days; what is older has been told and read long ago


def fill(demo: Demo) -> None:
    """Write each lesson on its day, share it as far as it was shared, and say what became of it."""
    for told in LESSONS:
        _tell(demo, told)


def _tell(demo: Demo, told: dict) -> None:
    space = demo.spaces.get(told.get("space"))
    writer = demo.people[told["by"]]
    days, at = told["days"], demo.ago(told["days"], 14, 20)
    about = Item.objects.filter(kind="page", space__slug=told.get("place", told.get("space")), title__in=told.get("about", ()))
    lesson = write_lesson(
        space,
        author=writer,
        title=told["title"],
        texts=told["texts"],
        topics=told.get("topics", ()),
        about=about,
        at=at,
        timeline=[_dated(demo, line) for line in told.get("timeline", ())],
        steps=[_step(demo, *row) for row in told.get("steps", ())],
        about_space=demo.spaces.get(told.get("about_space")),
        **{name: demo.ago(-ahead).date() for name, ahead in told.get("dates", {}).items()},
        **told.get("facts", {}),
    )
    if "audience" not in told:
        return
    people = [demo.people[handle] for handle in told.get("team", ())]
    under_agency = told.get("under_agency", False)
    quiet = days > LOUD
    lesson = release_lesson(
        lesson, by=writer, audience=told["audience"], people=people, under_agency=under_agency, quiet=quiet, at=at
    )
    for handle, status, note in told.get("became", ()):
        set_status(lesson, by=demo.people[handle], status=status, note=note, at=demo.ago(days - 2, 11), quiet=quiet)
    if "review_in" in told:
        Lesson.objects.filter(pk=lesson.pk).update(review_on=demo.ago(-told["review_in"]).date())


def _dated(demo: Demo, line: tuple[float, str, str]) -> dict[str, str]:
    """(days ago, time or "", words) as an event of a timeline."""
    ago, clock, words = line
    return timeline.read(f"{demo.ago(ago).date()} {clock} {words}")[0]


def _step(demo: Demo, text: str, owner: str, due: float, state: str) -> dict[str, str]:
    return {"text": text, "owner": owner, "due": str(demo.ago(-due).date()), "state": state}

"""Reading a lesson."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from hub import links
from hub.actions import watching
from hub.models import Event, Item, Space, User
from hub.prepared import Prepared
from lessons import ladder, policy, reading, timeline
from lessons.models import Lesson, Step
from lessons.parts import CORE, PARTS
from lessons.views.finding import trail_to, with_lesson

_STEP_COLOURS = {"planned": "grey", "doing": "blue", "done": "green", "dropped": "red"}
_BEFORE_TABLE = {"effect", "helped", "worsened", "changed"}  # parts that stand above the table of steps


@require_safe
@with_lesson
def lesson(request: HttpRequest, lesson: Lesson, slug: str = "") -> HttpResponse:
    """The lesson as this reader may see it; any slug leads to it."""
    if slug != (lesson.slug or "-"):
        return redirect(lesson, permanent=False)
    user = request.user
    shown = links.shown_parts(lesson.html, lesson, user)
    parts = [(part, shown[part.name]) for part in PARTS if shown.get(part.name)]
    context = {
        "lesson": lesson,
        "space": lesson.space,
        "next_time": shown.get("next_time"),
        "core": [pair for pair in parts if pair[0] in CORE and pair[0].name != "next_time"],
        "before": [pair for pair in parts if pair[0].name in _BEFORE_TABLE],
        "after": [pair for pair in parts if pair[0] not in CORE and pair[0].name not in _BEFORE_TABLE],
        "timeline": [(timeline.moment_of(entry), entry["text"]) for entry in lesson.timeline],
        "steps": [_step(row) for row in lesson.steps],
        "about": reading.items_about(user, lesson=lesson.pk),
        "about_space": _first(reading.visible_space, user, lesson.about_space_id),
        "later": _first(reading.visible_item, user, lesson.superseded_by_id),
        "topics": lesson.topics,
        "linked_from": reading.linked_from(user, lesson=lesson.pk),
        "history": _history(lesson),
        "team": ladder.team_of(lesson) if policy.is_writer(user, lesson) and lesson.audience == Lesson.To.PEOPLE else [],
        "watching": watching.is_on(lesson.level),
        "can": policy.abilities(user, lesson),
        "trail": trail_to(space=lesson.space),
    }
    return render(request, "lessons/lesson.html", context)


def _step(row: dict) -> dict:
    return {
        **row,
        "due": parse_date(row["due"]) if row["due"] else None,
        "label": Step(row["state"]).label if row["state"] in Step.values else "",
        "colour": _STEP_COLOURS.get(row["state"], "grey"),
    }


def _history(lesson: Lesson) -> list[tuple[Event, str]]:
    """What was said of it: (event, the status that it gave)."""
    labels = dict(Lesson.Status.choices)
    return [(event, labels.get(event.data.get("status", ""), "")) for event in reading.told(None, lesson=lesson.pk)]


def _first(query: Prepared, user: User, key: int | None) -> Item | Space | None:
    return next(iter(query(user, key=key)), None) if key else None

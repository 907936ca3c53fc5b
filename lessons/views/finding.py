"""Finding the lesson of an address, as far as this reader may see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.keys import LONGEST_KEY
from hub.models import Space
from hub.moderation import removing
from lessons.models import Lesson
from lessons.reading import read_lesson


def with_lesson(view: Callable) -> Callable:
    """A view of a lesson; it is called with the lesson instead of its key."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, **more) -> HttpResponse:
        lesson = read_lesson(request.user, min(pk, LONGEST_KEY))
        return view(request, lesson, **more) if lesson else gone(request, pk)

    return found


def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """410, with why, for those who could see a removed lesson; for anybody else the 404 of what never was."""
    rows = Lesson.objects.known_to(request.user).filter(removed_at__isnull=False).select_related("space")
    lesson = get_object_or_404(rows, pk=min(pk, LONGEST_KEY))
    return render(request, "lessons/gone.html", {"lesson": lesson, "removal": removing.last(lesson)}, status=410)


def trail_to(lesson: Lesson | None = None, *, space: Space | None = None) -> list[tuple[str, str]]:
    """The breadcrumb of what lies below the lessons of a space or of the hub, or below a lesson."""
    space = lesson.space if lesson else space
    if space is None:
        trail = [(_("Lessons"), reverse("lessons:list"))]
    else:
        trail = [
            (_("Spaces"), reverse("hub:spaces")),
            (space.title, space.get_absolute_url()),
            (_("Lessons"), reverse("lessons:in_space", args=[space.slug])),
        ]
    return [*trail, (lesson.title, lesson.get_absolute_url())] if lesson else trail

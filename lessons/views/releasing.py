"""Sharing a lesson: choose the rung, read exactly who will see it, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.models.people import UserQuerySet
from hub.policy import require
from hub.readers import count
from lessons import actions, ladder, policy
from lessons.models import Lesson
from lessons.releases import ReleaseForm
from lessons.views.finding import trail_to, with_lesson

NAMED = 30  # people that the page names


@require_http_methods(["GET", "HEAD", "POST"])
@with_lesson
def share(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Open the lesson to more people. The first POST asks again, with the count; the one with `sure` does it."""
    require(policy.can_release(request.user, lesson), lesson.space)
    user = request.user
    agency = ladder.agency_of(lesson, user)
    rungs = ladder.rungs_above(lesson, user)
    wide = [rung for rung in rungs if rung != Lesson.To.PEOPLE]
    hints = {rung: counted(ladder.readers(lesson, rung, agency=agency)) for rung in wide}
    hints[Lesson.To.PEOPLE] = _("They are named below")
    initial = {"people": ", ".join(f"@{person.handle}" for person in ladder.team_of(lesson)), "audience": rungs[0]}
    form = ReleaseForm(request.POST or None, initial=initial, lesson=lesson, user=user, hints=hints)
    context = {"lesson": lesson, "form": form, "agency": agency, "trail": trail_to(lesson)}
    if not form.is_valid() or "back" in request.POST:
        return render(request, "lessons/share.html", context)
    sent = form.cleaned_data
    unnamed = sent.get("name") == "agency"
    if "sure" in request.POST:
        try:
            actions.release_lesson(lesson, by=user, audience=sent["audience"], people=sent["people"], under_agency=unnamed)
        except actions.NotWider:
            messages.info(request, _("It stood on this rung already, or the rung is not open to you"))
        else:
            messages.success(request, _("Shared"))
        return redirect("lessons:short", lesson.pk)
    readers = ladder.readers(lesson, sent["audience"], agency=agency, people=sent["people"], unnamed=unnamed)
    context |= {
        "audience": dict(form.fields["audience"].choices)[sent["audience"]],
        "counted": counted(readers),
        "named": list(readers.order_by("name")[:NAMED]) if sent["audience"] == Lesson.To.PEOPLE else [],
        "unreached": [one for one in sent["people"] if not readers.filter(pk=one.pk).exists()]
        if sent["audience"] == Lesson.To.PEOPLE
        else [],
        "unnamed": unnamed or lesson.under_agency_id is not None,
        "sent": [(name, request.POST.get(name, "")) for name in form.fields],
    }
    return render(request, "lessons/share_sure.html", context)


def counted(people: UserQuerySet) -> str:
    """ "41 people in 3 agencies, you included"; one query."""
    return _("%(readers)s, you included") % {"readers": count(people)}

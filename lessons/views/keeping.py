"""What became of a lesson: its status, that it still holds, taking it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub.moderation.forms import RemoveForm
from hub.policy import require
from lessons import actions, policy
from lessons.models import Lesson
from lessons.releases import StatusForm
from lessons.telling import is_unnamed
from lessons.views.finding import trail_to, with_lesson

_MEANS = {
    "published": gettext_lazy("Shared, and nobody has looked at it closely"),
    "checked": gettext_lazy("You know the matter, you did not write it, and you find it right"),
    "adopted": gettext_lazy("Work is done this way now"),
    "superseded": gettext_lazy("A later lesson says it better or otherwise"),
    "disputed": gettext_lazy("You find that something in it is wrong. Say what"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@with_lesson
def status(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Say what the lesson is now, and why."""
    offered = [
        (value, label)
        for value, label in Lesson.Status.choices
        if value != lesson.status and policy.can_set(request.user, lesson, value)
    ]
    require(bool(offered), lesson.space)
    form = StatusForm(request.POST or None, statuses=offered, user=request.user)
    form.fields["status"].choice_hints = _MEANS
    if form.is_valid():
        sent = form.cleaned_data
        actions.set_status(lesson, by=request.user, status=sent["status"], note=sent["note"], superseded_by=sent["later"])
        messages.success(request, _("Saved"))
        return redirect(lesson)
    context = {
        "question": _("What became of “%(title)s”?") % {"title": lesson.title},
        "form": form,
        "button": _("Save"),
        "told": _("Who watches it is told. The page shows what it was before."),
        "cancel_url": lesson.get_absolute_url(),
        "trail": trail_to(lesson),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_lesson
def remove(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Ask, then take it away."""
    require(policy.can_remove(request.user, lesson), lesson.space)
    is_own = lesson.author_id == request.user.pk or is_unnamed(request.user, lesson)
    form = RemoveForm(request.POST if request.method == "POST" else None, is_own=is_own)
    if form.is_valid():
        actions.remove_lesson(lesson, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Lesson removed"))
        return redirect("lessons:in_space", lesson.space.slug) if lesson.space else redirect("lessons:list")
    context = {
        "question": _("Remove “%(title)s”?") % {"title": lesson.title},
        "happens": [_("Nobody finds or reads it any more, you included.")],
        "form": form,
        "button": _("Remove lesson"),
        "destroys": True,
        "cancel_url": lesson.get_absolute_url(),
        "trail": trail_to(lesson),
    }
    return render(request, "components/confirm.html", context)

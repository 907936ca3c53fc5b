"""Writing a lesson and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub import drafts, files
from hub.models import Draft, Item, Space
from hub.policy import find_space, require
from lessons import actions, policy
from lessons.forms import LessonForm, StepForms, fields_of_draft, steps_of_draft
from lessons.models import Lesson
from lessons.parts import MORE
from lessons.views.finding import trail_to, with_lesson


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, space: str = "") -> HttpResponse:
    """A new lesson, of a space or of the whole hub; `?about=` an item's number, `?title=` where it is known."""
    place = find_space(request.user, space) if space else None
    require(policy.can_create(request.user, place), place)
    mine = Draft.objects.filter(user=request.user, kind="lesson", item=None, space=place)
    return _write(
        request, place, mine, None, {"title": request.GET.get("title", "")[:150], "about": request.GET.get("about", "")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_lesson
def edit(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Change a lesson."""
    require(policy.can_edit(request.user, lesson), lesson.space)
    mine = Draft.objects.filter(user=request.user, kind="lesson", item=lesson.pk)
    return _write(request, lesson.space, mine, lesson, LessonForm.initial_of(lesson))


def _write(
    request: HttpRequest, space: Space | None, mine: QuerySet[Draft], lesson: Lesson | None, initial: dict
) -> HttpResponse:
    if drafts.discarded(request, mine):
        return redirect(request.get_full_path())
    draft = drafts.chosen(request, mine)
    steps = lesson.steps if lesson else []
    if draft:
        initial, steps = initial | fields_of_draft(draft), steps_of_draft(draft)
    sent = request.POST if request.method == "POST" else None
    form = LessonForm(sent, initial=initial, user=request.user, space=space)
    step_forms = StepForms(sent, initial=steps)
    for one in (form, *step_forms.forms):
        one.stands = lesson.words() if lesson else ""
    if form.is_valid() & step_forms.is_valid() and (saved := _saved(request, form, step_forms, space, lesson)):
        return redirect(saved)
    written = {part.name for part in MORE if form[part.name].value()} | {row.get("text") for row in steps}
    context = {
        "form": form,
        "steps": step_forms,
        "lesson": lesson,
        "space": space,
        "draft": drafts.waiting(request, mine),
        "is_long": bool(sent is not None or written or form["timeline"].value()),
        "trail": trail_to(lesson) if lesson else trail_to(space=space),
    }
    return render(request, "lessons/write.html", context)


def _saved(
    request: HttpRequest, form: LessonForm, steps: StepForms, space: Space | None, lesson: Lesson | None
) -> Lesson | None:
    """The lesson that was saved; None where a text was refused, with the reason at its field."""
    words = form.words | {"steps": steps.steps}
    try:
        texts = words["texts"]
        texts["evidence"] = files.with_attachments(
            texts["evidence"], request.FILES.getlist("attachments"), uploader=request.user
        )
        if lesson:
            return actions.edit_lesson(lesson, editor=request.user, **words)
        saved = actions.write_lesson(space, author=request.user, about=_about(request, form), **words)
    except actions.PartRefused as refused:
        form.add_error(refused.part, str(refused))
    except files.FileRefused as refused:
        form.add_error("evidence", str(refused))
    except actions.LessonGone:
        form.add_error(None, _("This lesson was removed meanwhile. Your words are still here: copy what you need"))
    else:
        messages.success(request, _("Saved as a draft. Only you can see it, until you share it"))
        return saved
    return None


def _about(request: HttpRequest, form: Form) -> list[Item]:
    """The items that the address named, as far as the writer may see them."""
    said = [key for key in form.cleaned_data["about"].split(",") if key.isascii() and key.isdigit() and len(key) < 19]
    return list(Item.objects.visible_to(request.user).filter(pk__in=said[:20]))

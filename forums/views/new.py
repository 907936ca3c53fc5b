"""Beginning a discussion: in a space, or about something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from forums import actions, policy
from forums.forms import NewTopicForm, fields_of_draft
from forums.models import Topic
from forums.views.finding import keeps_text, trail_to
from forums.views.writing import begun_form, preview_of, say_who_is_not_told
from hub import drafts, files, markdown
from hub.keys import LONGEST_KEY
from hub.models import Draft, Item, Space
from hub.policy import find_space, require


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text
def new(request: HttpRequest, space: str) -> HttpResponse:
    """A new discussion in a space; `?form=` question, discussion or announcement, `?title=` where it is known."""
    space = find_space(request.user, space)
    require(policy.can_start(request.user, space), space)
    return _begin(request, space)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text
def ask(request: HttpRequest, item: int) -> HttpResponse:
    """A new discussion about an item: where that is, and for the same readers."""
    about = get_object_or_404(Item.objects.visible_to(request.user).select_related("space"), pk=min(item, LONGEST_KEY))
    require(policy.can_discuss(request.user, about), about.space)
    return _begin(request, about.space, about)


def _begin(request: HttpRequest, space: Space | None, about: Item | None = None) -> HttpResponse:
    mine = Draft.objects.filter(user=request.user, kind="topic", item=None, space=space, parent=about and Item(pk=about.pk))
    if drafts.discarded(request, mine):
        return redirect(request.get_full_path())
    draft = drafts.chosen(request, mine)
    form = begun_form(
        NewTopicForm,
        request,
        _initial(request, draft),
        may_announce=about is None and policy.can_announce(request.user, space),
        by=request.user,
        space=None if about else space,
    )
    if form.is_valid() and (topic := _begun(request, form, space, about)):
        return redirect(topic)
    context = {
        "form": form,
        "space": space,
        "about": about,
        "draft": drafts.waiting(request, mine),
        "preview": preview_of(request, space, about),
        "trail": [*trail_to(space=space), (about.title, about.get_absolute_url())] if about else trail_to(space=space),
    }
    return render(request, "forums/new.html", context)


def _begun(request: HttpRequest, form: NewTopicForm, space: Space | None, about: Item | None) -> Topic | None:
    """The discussion that was begun; None where it was refused, with the reason at the field."""
    sent = form.cleaned_data
    try:
        text = files.with_attachments(sent["text"], request.FILES.getlist("attachments"), uploader=request.user)
        topic = actions.start_topic(
            space,
            author=request.user,
            title=sent["title"],
            text=text,
            form=sent["form"],
            topics=sent["topics"],
            about=about,
            **form.readers(),
        )
    except (markdown.RefusedText, files.FileRefused) as refused:
        form.add_error("text", str(refused))
        return None
    say_who_is_not_told(request, topic, topic.opening)
    return topic


def _initial(request: HttpRequest, draft: Draft | None) -> dict:
    form = request.GET.get("form", "")
    initial = {"form": form if form in Topic.Form.values else Topic.Form.QUESTION, "title": request.GET.get("title", "")[:200]}
    return initial | (fields_of_draft(draft) if draft else {})

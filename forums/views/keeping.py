"""Keeping discussions in order: title and topics, closing, pinning, removing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums import actions, policy
from forums.forms import CloseForm, PinForm, TopicForm
from forums.models import Topic
from forums.views.finding import removed_topic, trail_to, with_topic
from hub.keys import LONGEST_KEY
from hub.moderation.forms import RemoveForm
from hub.policy import require
from hub.tagging import topics_of


@require_http_methods(["GET", "HEAD", "POST"])
@with_topic
def change(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Another title, type or topics."""
    require(policy.can_change(request.user, topic), topic.space)
    may_announce = policy.can_announce(request.user, topic.space) or topic.form == Topic.Form.ANNOUNCEMENT
    initial = {"form": topic.form, "title": topic.title, "topics": topics_of(topic)}
    form = TopicForm(request.POST or None, initial=initial, may_announce=may_announce)
    form.stands = topic.title
    if form.is_valid():
        try:
            return redirect(actions.change_topic(topic, by=request.user, **form.cleaned_data))
        except actions.TopicGone:
            raise Http404 from None
    return render(request, "forums/change.html", {"form": form, "topic": topic, "trail": trail_to(topic)})


@require_http_methods(["GET", "HEAD", "POST"])
@with_topic
def close(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Ask when and why, then take no more replies."""
    require(policy.can_close(request.user, topic), topic.space)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        after = form.cleaned_data["when"] or None
        _do(actions.close_topic, topic, by=request.user, note=form.cleaned_data["note"], after=after)
        messages.success(
            request, _("The discussion closes when nobody writes any more") if after else _("The discussion is closed")
        )
        return redirect(topic)
    context = {
        "question": _("Close “%(title)s”?") % {"title": topic.title},
        "happens": [_("Everybody can still read it, nobody can reply. You can open it again.")],
        "told": _("Nobody is told."),
        "form": form,
        "button": _("Close discussion"),
        "cancel_url": topic.get_absolute_url(),
        "trail": trail_to(topic),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@with_topic
def reopen(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Take replies again."""
    require(policy.can_close(request.user, topic), topic.space)
    _do(actions.reopen_topic, topic, by=request.user)
    messages.success(request, _("The discussion is open"))
    return redirect(topic)


@require_http_methods(["GET", "HEAD", "POST"])
@with_topic
def pin(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Keep it on top of the list until a day; `unpin` takes the pin out."""
    require(policy.can_pin(request.user, topic), topic.space)
    if "unpin" in request.POST:
        _do(actions.pin_topic, topic, by=request.user, until=None)
        return redirect(topic)
    everywhere = policy.can_pin_everywhere(request.user, topic)
    initial = {"until": topic.pinned_until, "everywhere": topic.pinned_everywhere}
    form = PinForm(request.POST or None, initial=initial, may_everywhere=everywhere)
    if form.is_valid():
        _do(actions.pin_topic, topic, by=request.user, **form.cleaned_data)
        messages.success(request, _("The discussion is pinned"))
        return redirect(topic)
    context = {
        "question": _("Pin “%(title)s”?") % {"title": topic.title},
        "happens": [_("It stands on top of the discussions of its space until the day you choose.")],
        "form": form,
        "button": _("Pin discussion"),
        "cancel_url": topic.get_absolute_url(),
        "trail": trail_to(topic),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_topic
def remove(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Ask, then take the whole discussion away."""
    require(policy.can_remove_topic(request.user, topic), topic.space)
    form = RemoveForm(request.POST if request.method == "POST" else None, is_own=topic.author_id == request.user.pk)
    if form.is_valid():
        _do(actions.remove_topic, topic, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Discussion removed. You can bring it back from its old address"))
        return redirect("forums:in_space", topic.space.slug) if topic.space else redirect("forums:list")
    context = {
        "question": _("Remove “%(title)s”?") % {"title": topic.title},
        "happens": [
            _("Nobody finds or reads it any more, with everything that was written in it."),
            _("It can be brought back from its old address."),
        ],
        "told": _("Nobody is told."),
        "form": form,
        "button": _("Remove discussion"),
        "destroys": True,
        "cancel_url": topic.get_absolute_url(),
        "trail": trail_to(topic),
    }
    return render(request, "components/confirm.html", context)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a removed discussion again."""
    if pk > LONGEST_KEY:
        raise Http404
    topic = removed_topic(request, pk)
    require(policy.can_bring_back_topic(request.user, topic), topic.space)
    actions.bring_back_topic(topic, by=request.user)
    messages.success(request, _("Discussion brought back"))
    return redirect(topic)


def _do(action, topic: Topic, **more) -> None:
    """An action on a discussion that may have been removed in this moment."""
    try:
        action(topic, **more)
    except actions.TopicGone:
        raise Http404 from None

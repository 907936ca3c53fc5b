"""Small buttons of a post: useful, thanks, agree; accept; verify."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums import actions, policy
from forums.models import Post, Reaction
from forums.views.finding import with_post
from hub.policy import require


@require_POST
@with_post
def react(request: HttpRequest, post: Post) -> HttpResponse:
    """Find a post useful (`kind` is one of Reaction.Kind), or with `off` take that back."""
    require(policy.can_react(request.user, post), post.topic.space)
    kind = request.POST.get("off") or request.POST.get("kind") or ""
    if kind in Reaction.Kind.values and not post.removed_at:
        actions.react(post, user=request.user, kind=kind, on="off" not in request.POST)
    return redirect(post)


@require_POST
@with_post
def accept(request: HttpRequest, post: Post) -> HttpResponse:
    """This reply is the answer; with `off` it is none after all."""
    require(policy.can_accept(request.user, post.topic), post.topic.space)
    on = "off" not in request.POST
    _mark(actions.accept_post, request, post, on)
    if on:
        messages.success(request, _("Accepted. The answer now stands right below your question"))
    return redirect(post)


@require_POST
@with_post
def verify(request: HttpRequest, post: Post) -> HttpResponse:
    """An owner has checked this answer; with `off` takes that back."""
    require(policy.can_verify(request.user, post.topic), post.topic.space)
    _mark(actions.verify_post, request, post, "off" not in request.POST)
    return redirect(post)


def _mark(action, request: HttpRequest, post: Post, on: bool) -> None:
    try:
        action(post, by=request.user, on=on)
    except actions.TopicGone:
        raise Http404 from None

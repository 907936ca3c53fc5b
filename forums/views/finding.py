"""Finding the discussion or the post of an address: there, removed, or nothing that this reader may know of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from forums import policy
from forums.models import Post, Topic
from hub.keys import LONGEST_KEY
from hub.models import Membership, Space
from hub.moderation import removing
from hub.policy import MayNot
from hub.routes import address


def with_topic(view: Callable) -> Callable:
    """A view of a discussion; it is called with the discussion instead of its key."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, **more) -> HttpResponse:
        return view(request, get_object_or_404(_visible(request), pk=_key(pk)), **more)

    return found


def with_post(view: Callable) -> Callable:
    """A view of a post at /d/<pk>/post/<post>/…; it is called with the post, which has its discussion at hand."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, post: int, **more) -> HttpResponse:
        topic = get_object_or_404(_visible(request), pk=_key(pk))
        rows = Post.objects.filter(topic=topic.pk).select_related("author", "agency", "outside_author", "removed_by")
        row = get_object_or_404(rows, pk=_key(post))
        row.topic = topic
        return view(request, row, **more)

    return found


def keeps_text(view: Callable) -> Callable:
    """Whatever happened meanwhile to what a text was sent to, the text comes back on the screen."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **more) -> HttpResponse:
        try:
            return view(request, *args, **more)
        except (Http404, MayNot) as refused:
            if request.method != "POST" or not request.POST.get("text"):
                raise
            if isinstance(refused, MayNot):
                return kept_text(request, _("You may not write here any more: your role in the space changed."), status=403)
            return kept_text(request, _("There is nothing at this address that you can see."), status=404)

    return kept


def kept_text(request: HttpRequest, why: str, *, status: int, topic: Topic | None = None) -> HttpResponse:
    """Says why a text was not taken, with the text."""
    context = {"why": why, "text": request.POST.get("text", ""), "topic": topic, "trail": trail_to(topic) if topic else []}
    return render(request, "forums/kept.html", context, status=status)


def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer where no visible discussion has this key: 410 for those who might see it, else the 404 of all others."""
    topic = removed_topic(request, pk)
    ask = Membership.objects.current().filter(space=topic.space, role__in=["owner", "moderator"]).select_related("user")
    context = {
        "topic": topic,
        "removal": removing.last(topic),
        "ask": [row.user for row in ask.order_by("pk")[:5]] if topic.space_id else [],
        "may_bring_back": policy.can_bring_back_topic(request.user, topic),
    }
    return render(request, "forums/gone.html", context, status=410)


def removed_topic(request: HttpRequest, pk: int) -> Topic:
    """A removed discussion that the reader could see if it were not. Raises Http404."""
    topics = Topic.objects.known_to(request.user).filter(removed_at__isnull=False).select_related("space")
    return get_object_or_404(topics, pk=_key(pk))


def trail_to(topic: Topic | None = None, space: Space | None = None) -> list[tuple[str, str]]:
    """The breadcrumb of what lies below a discussion, or below a space's list of them."""
    space = topic.space if topic else space
    trail = [(_("Discussions"), address("forums:list"))]
    if space:
        trail.append((space.title, address("forums:in_space", space.slug)))
    return [*trail, (topic.title, topic.get_absolute_url())] if topic else trail


def _visible(request: HttpRequest):
    return Topic.objects.visible_to(request.user).select_related("space")


def _key(number: int) -> int:
    if number > LONGEST_KEY:  # more than any database holds
        raise Http404
    return number

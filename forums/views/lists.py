"""Lists of discussions: everywhere, in a space."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forums import lists, policy
from forums.models import Topic
from hub.models import Space, Tag
from hub.paging import cut
from hub.policy import find_space
from hub.texts import tidy

SPACES = 200  # spaces to choose from
_KINDS = {
    "": gettext_lazy("All"),
    "unanswered": gettext_lazy("Unanswered questions"),
    "question": gettext_lazy("Questions"),
    "discussion": gettext_lazy("Discussions"),
    "announcement": gettext_lazy("Announcements"),
}


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every discussion that the reader may see; `?unanswered`, `?kind=`, `?space=` (slug) and `?tag=` (slug) narrow it."""
    topics = Topic.objects.visible_to(request.user)
    spaces = list(Space.objects.visible_to(request.user).order_by("title").values("slug", "title")[:SPACES])
    chosen = request.GET.get("space", "")
    if chosen in {space["slug"] for space in spaces}:
        topics = topics.filter(in_space__slug=chosen)
    else:
        chosen = ""
    return _list(request, topics, "forums/list.html", spaces=spaces, chosen=chosen, everywhere=True)


@require_safe
def in_space(request: HttpRequest, space: str) -> HttpResponse:
    """The discussions of a space."""
    space = find_space(request.user, space)
    topics = Topic.objects.visible_to(request.user).filter(in_space=space)
    return _list(
        request,
        topics,
        "forums/in_space.html",
        space=space,
        can_start=policy.can_start(request.user, space),
        trail=[(_("Spaces"), "/spaces/"), (space.title, space.get_absolute_url())],
    )


def _list(request: HttpRequest, topics, template: str, **context) -> HttpResponse:
    kind = "unanswered" if "unanswered" in request.GET else request.GET.get("kind", "")
    kind = kind if kind in _KINDS else ""
    slug = tidy(request.GET.get("tag", ""))[:100]
    tag = Tag.objects.filter(slug=slug).first() if slug else None
    if tag and not lists.about_tag(topics, tag.slug).exists():
        tag = None  # nothing that this reader may see has it: then they may not know its name either
    found = lists.of_kind(topics, kind)
    if tag:
        found = lists.about_tag(found, tag.slug)
    part = cut(lists.rows_for(found, request.user), request, by="last_post_at")
    first = not (request.GET.get("before") or request.GET.get("after") or kind or tag or context.get("chosen"))
    on_top = list(lists.pinned(lists.rows_for(topics, request.user), everywhere="space" not in context)[:5]) if first else []
    tops = {topic.pk for topic in on_top}
    rows = [*on_top, *(topic for topic in part.rows if topic.pk not in tops)]
    for topic in rows:
        topic.fresh = lists.fresh(topic, request.user)
    return render(
        request,
        template,
        {
            "rows": rows,
            "part": part,
            "kind": kind,
            "tag": tag,
            "chips": [(label, _address(request, name), name == kind) for name, label in _KINDS.items()],
            "filters": [(tag.name, _address(request, kind, tag=False))] if tag else [],
            "is_filtered": bool(kind or tag or context.get("chosen")),
            **context,
        },
    )


def _address(request: HttpRequest, kind: str, *, tag: bool = True) -> str:
    """The list with another type, the space and topic kept."""
    query = request.GET.copy()
    for name in ("unanswered", "kind", "before", "after", *([] if tag else ["tag"])):
        query.pop(name, None)
    if kind == "unanswered":
        return f"?{'&'.join(filter(None, ['unanswered', query.urlencode()]))}"
    if kind:
        query["kind"] = kind
    return f"?{query.urlencode()}" if query else request.path

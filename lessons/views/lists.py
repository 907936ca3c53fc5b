"""Lists of lessons: everywhere, in a space; with facets."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.models import Item
from hub.paging import cut
from hub.policy import find_space
from lessons import lists, policy
from lessons.models import Lesson
from lessons.views.finding import trail_to

DRAFTS = 5


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every lesson that the reader may see; `?about=` an item's number: those about it."""
    lessons = Lesson.objects.visible_to(request.user)
    about = _about(request)
    if about:
        lessons = lessons.filter(about=about.pk)
    return _list(request, lessons, "lessons/list.html", about=about, can_create=policy.can_create(request.user, None))


@require_safe
def in_space(request: HttpRequest, space: str) -> HttpResponse:
    """The lessons of a space: written in it, and of the whole hub about it."""
    space = find_space(request.user, space)
    lessons = Lesson.objects.visible_to(request.user).filter(Q(space=space) | Q(about_space=space))
    return _list(
        request,
        lessons,
        "lessons/in_space.html",
        space=space,
        can_create=policy.can_create(request.user, space),
        trail=trail_to(space=space)[:2],
    )


def _list(request: HttpRequest, lessons: QuerySet[Lesson], template: str, **context) -> HttpResponse:
    drafts = lessons.filter(status=Lesson.Status.DRAFT).select_related("space").order_by("-changed_at")
    shared = lessons.exclude(status=Lesson.Status.DRAFT)
    filters = lists.chosen(request.GET)
    facets = lists.facets(shared, filters)
    labels = {(facet.name, one.value): one.label for facet in facets for one in facet.choices}
    # A topic or agency that no lesson of this reader has is no filter: its name would be told.
    on = [(name, value) for name, values in filters.items() for value in values if (name, value) in labels]
    filters = {name: [value for other, value in on if other == name] for name, _value in on}
    part = cut(lists.rows(lists.narrowed(shared, filters)), request, by="changed_at")
    return render(
        request,
        template,
        {
            "part": part,
            "found": lists.narrowed(shared, filters).count() if filters else None,
            "total": shared.count(),
            "facets": facets,
            "filters": [(labels[pair], _without(request, *pair)) for pair in on],
            "clear_url": request.path,
            "drafts": list(drafts[:DRAFTS]),
            **context,
        },
    )


def _without(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.setlist(name, [one for one in query.getlist(name) if one != value])
    for gone in ("before", "after"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"


def _about(request: HttpRequest) -> Item | None:
    said = request.GET.get("about", "")
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        return None
    return Item.objects.visible_to(request.user).filter(pk=said).select_related("space").first()

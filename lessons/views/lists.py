"""Lists of lessons: everywhere, in a space; with facets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.models import Item
from hub.paging import cut, first, is_first
from hub.policy import find_space
from lessons import lists, policy
from lessons.views.finding import trail_to


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every lesson that the reader may see; `?about=` an item's number: those about it."""
    about = _about(request)
    shelf = lists.Shelf(request.user, about=about.pk if about else None)
    return _list(request, shelf, "lessons/list.html", about=about, can_create=policy.can_create(request.user, None))


@require_safe
def in_space(request: HttpRequest, space: str) -> HttpResponse:
    """The lessons of a space: written in it, and of the whole hub about it."""
    space = find_space(request.user, space)
    return _list(
        request,
        lists.Shelf(request.user, space=space.pk),
        "lessons/in_space.html",
        space=space,
        can_create=policy.can_create(request.user, space),
        trail=trail_to(space=space)[:2],
    )


def _list(request: HttpRequest, shelf: lists.Shelf, template: str, **context) -> HttpResponse:
    filters = lists.chosen(request.GET)
    facets = lists.facets(shelf, filters)
    labels = {(facet.name, one.value): one.label for facet in facets for one in facet.choices}
    # A topic or agency that no lesson of this reader has is no filter: its name would be told.
    on = [(name, value) for name, values in filters.items() for value in values if (name, value) in labels]
    filters = {name: [value for other, value in on if other == name] for name, _value in on}
    if filters or not is_first(request):
        part = cut(lists.rows(lists.narrowed(shelf.shared, filters)), request)
    else:
        part = first(shelf.newest(), request)
    return render(
        request,
        template,
        {
            "part": part,
            "found": lists.narrowed(shelf.shared, filters).count() if filters else None,
            "total": lists.total(facets) if not filters else shelf.shared.count(),
            "facets": facets,
            "filters": [(labels[pair], _without(request, *pair)) for pair in on],
            "clear_url": request.path,
            "drafts": shelf.drafts(),
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

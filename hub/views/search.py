"""Search results."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.models import Item, Space, User
from hub.questions import typed
from hub.search import LONGEST, SearchPage, search

MOST_SPACES = 3


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What answers `?q=`, narrowed by `?kind=` and `?space=`; leads on where nothing does."""
    query = typed(request, longest=LONGEST)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Item.kinds else ""
    slug = typed(request, "space")
    space = Space.objects.visible_to(request.user).filter(slug=slug).first() if slug else None
    number = request.GET.get("page", "")
    found = search(
        request.user, query, kind=kind, space=space, page=int(number) if number.isdecimal() and len(number) < 7 else 1
    )
    asked = {"q": query, "kind": kind, "space": space.slug if space else ""}
    return render(
        request,
        "hub/search.html",
        {
            "query": query,
            "found": found,
            "space": space,
            "kind": kind,
            "chips": _chips(found, asked) if query else [],
            "spaces": _spaces(request.user, query) if query and not space and not kind and found.page == 1 else [],
            "filters": _filters(space, kind, asked),
            "clear_url": _url({"q": query}),
            "newer_url": _url(asked | {"page": found.page - 1}) if found.page > 1 else "",
            "older_url": _url(asked | {"page": found.page + 1}) if found.page < found.pages else "",
        },
    )


def _chips(found: SearchPage, asked: dict) -> list[tuple[str, str, bool]]:
    """(label with count, address, current) for all and for each kind that was found or is chosen."""
    chips = [(f"{_('All')} ({sum(found.kinds.values())})", _url(asked | {"kind": ""}), not asked["kind"])]
    for name, type in Item.kinds.items():
        count = found.kinds.get(name, 0)
        if count or name == asked["kind"]:
            label = f"{capfirst(type._meta.verbose_name_plural)} ({count})"
            chips.append((label, _url(asked | {"kind": name}), name == asked["kind"]))
    return chips if len(chips) > 2 or asked["kind"] else []


def _filters(space: Space | None, kind: str, asked: dict) -> list[tuple[str, str]]:
    filters = [(_("in %(space)s") % {"space": space.title}, _url(asked | {"space": ""}))] if space else []
    if kind:
        filters.append((capfirst(Item.kinds[kind]._meta.verbose_name_plural), _url(asked | {"kind": ""})))
    return filters


def _spaces(user: User, query: str) -> list[Space]:
    """Spaces whose name holds every word of the question."""
    named = Q()
    for word in query.split()[:16]:
        named &= Q(title__icontains=word)
    return list(Space.objects.listed_to(user).filter(named).order_by("title")[:MOST_SPACES])


def _url(asked: dict) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value})

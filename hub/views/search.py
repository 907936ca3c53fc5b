"""Search results."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hub.models import Item, Space, User
from hub.people import known_to
from hub.policy import kinds_to_make, standing
from hub.questions import typed
from hub.search import LONGEST, SearchPage, search
from hub.search.query import parse
from hub.templatetags.components import day

MOST_SPACES = 3
MOST_PEOPLE = 5
# Filters beside the type, which are fields of a question too, and what is said of those in use.
FIELDS = {
    "space": gettext_lazy("in %(what)s"),
    "agency": gettext_lazy("from %(what)s"),
    "author": gettext_lazy("by %(what)s"),
    "tag": gettext_lazy("about %(what)s"),
    "after": gettext_lazy("changed on or after %(what)s"),
    "before": gettext_lazy("changed before %(what)s"),
}


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What answers `?q=`, narrowed by `?kind=`, `?space=` and FIELDS; leads on where nothing does."""
    user = request.user
    query = typed(request, longest=LONGEST)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Item.kinds else ""
    fields = _fields(request)
    slug = fields.get("space")
    space = Space.objects.visible_to(user).filter(slug=slug).first() if slug else None
    if space:
        del fields["space"]  # it is this one, and not whatever has such a name
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 7 else 1
    found = search(user, query, kind=kind, space=space, fields=fields, page=page)
    asked = {"q": query, "kind": kind, "space": space.slug if space else "", **fields}
    filters = _filters(space, kind, fields, asked)
    plain = parse(query)
    by_name = bool(plain.words) and plain.is_plain and not filters and found.page == 1
    return render(
        request,
        "hub/search.html",
        {
            "query": query,
            "asks": bool(query or filters),
            "found": found,
            "asked": asked,
            "chips": _chips(found, asked) if query else [],
            "spaces": _spaces(user, query) if by_name else [],
            "people": _people(user, query) if by_name and not standing(user).staff else [],
            "filters": filters,
            "kinds": [(name, capfirst(type._meta.verbose_name_plural)) for name, type in Item.kinds.items()],
            "space_name": space.title if space else fields.get("space", ""),
            "clear_url": _url({"q": query}),
            "better_url": _url(asked | {"q": found.did_you_mean}),
            "newer_url": _url(asked | {"page": found.page - 1}) if found.page > 1 else "",
            "older_url": _url(asked | {"page": found.page + 1}) if found.page < found.pages else "",
            **_ways_on(user, found, plain.is_plain and bool(plain.words)),
        },
    )


def _fields(request: HttpRequest) -> dict[str, str]:
    """Those of FIELDS that say something that can be looked for."""
    fields = {name: value for name in FIELDS if (value := typed(request, name, longest=100))}
    for name in {"after", "before"} & fields.keys():
        try:
            fields[name] = date.fromisoformat(fields[name]).isoformat()
        except ValueError:
            del fields[name]
    return fields


def _chips(found: SearchPage, asked: dict) -> list[tuple[str, str, bool]]:
    """(label with count, address, current) for all and for each kind that was found or is chosen."""
    chips = [(f"{_('All')} ({sum(found.kinds.values())})", _url(asked | {"kind": ""}), not asked["kind"])]
    for name, type in Item.kinds.items():
        count = found.kinds.get(name, 0)
        if count or name == asked["kind"]:
            label = f"{capfirst(type._meta.verbose_name_plural)} ({count})"
            chips.append((label, _url(asked | {"kind": name}), name == asked["kind"]))
    return chips if len(chips) > 2 or asked["kind"] else []


def _filters(space: Space | None, kind: str, fields: dict, asked: dict) -> list[tuple[str, str]]:
    """(label, address without it) of each filter in use."""
    filters = [(FIELDS["space"] % {"what": space.title}, _url(asked | {"space": ""}))] if space else []
    if kind:
        filters.append((capfirst(Item.kinds[kind]._meta.verbose_name_plural), _url(asked | {"kind": ""})))
    for name, value in fields.items():
        what = day(date.fromisoformat(value)) if name in {"after", "before"} else value
        filters.append((FIELDS[name] % {"what": what}, _url(asked | {name: ""})))
    return filters


def _ways_on(user: User, found: SearchPage, is_title: bool) -> dict:
    """What to make of a question that found nothing; no page of a word that seems to be misspelled."""
    if found.total or found.did_you_mean or not is_title:
        return {}
    kinds = kinds_to_make(user)
    asks = Item.kinds.get("topic")
    return {
        "ask_url": asks.new_url() if asks in kinds else "",
        "makes": [(kind._meta.verbose_name, kind.new_url()) for kind in kinds if kind is not asks],
    }


def _spaces(user: User, query: str) -> list[Space]:
    """Spaces whose name holds every word of the question."""
    named = Q()
    for word in query.split()[:16]:
        named &= Q(title__icontains=word)
    return list(Space.objects.listed_to(user).filter(named).order_by("title")[:MOST_SPACES])


def _people(user: User, query: str) -> list[User]:
    """People that a guest may know of, by name: profiles are of the whole hub, in which guests search nothing."""
    people = known_to(user).exclude(name="")
    for word in query.split()[:16]:
        people = people.filter(name__icontains=word)
    return list(people.order_by("name", "pk")[:MOST_PEOPLE])


def _url(asked: dict) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value})

"""What the editor offers after "[[" and "@", and the box in the masthead: only what the writer may see anyway."""

from __future__ import annotations

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpRequest, JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.models import Affiliation, Item, Space, User
from hub.models.visibility import can_read_space
from hub.people import known_to
from hub.questions import typed
from hub.search import suggest

MOST = 8
MOST_OF_OTHERS = 2  # spaces and people among what search offers
LONGEST = 60  # characters of a half-typed name that are looked at


@require_safe
def pages(request: HttpRequest) -> JsonResponse:
    """Pages whose title holds every word of `?q=`, those of `?space=` first: [{value, label, hint}]."""
    query, words = _asked(request)
    home = typed(request, "space")
    # What stands in [[…]] is a title: one with these characters cannot be written there.
    rows = Item.objects.visible_to(request.user).filter(kind="page").exclude(title__regex=r"[\[\]|#]")
    for word in words:
        rows = rows.filter(title__icontains=word)
    near = Case(When(space__slug=home, then=0), default=1, output_field=IntegerField())
    begins = Case(When(title__istartswith=query, then=0), default=1, output_field=IntegerField())
    rows = rows.select_related("space").order_by(near, begins, "title", "pk")[:MOST] if words else []
    return JsonResponse([_page(row, home) for row in rows], safe=False)


@require_safe
def people(request: HttpRequest) -> JsonResponse:
    """People by the beginning of a name or handle; with `?space=` only those who can read it: [{value, label, hint}]."""
    _query, words = _asked(request)
    found = known_to(request.user).exclude(name="")
    space = Space.objects.visible_to(request.user).filter(slug=typed(request, "space")).first()
    if space is not None:
        found = found.filter(can_read_space(space))
    rows = _with_agency(_named(found, words)).order_by("name", "pk")[:MOST] if words else []
    return JsonResponse([_person(row) for row in rows], safe=False)


@require_safe
def found(request: HttpRequest) -> JsonResponse:
    """What the box of the masthead offers for `?q=`, as it is typed: spaces, people and items, [{label, hint, url}]."""
    query, words = _asked(request)
    if not words:
        return JsonResponse([], safe=False)
    spaces = Space.objects.listed_to(request.user)
    for word in words:
        spaces = spaces.filter(Q(title__istartswith=word) | Q(title__icontains=f" {word}"))
    rows = [_offer(row, row.title, _("Space")) for row in spaces.order_by("title", "pk")[:MOST_OF_OTHERS]]
    people = _with_agency(_named(known_to(request.user).exclude(name=""), words)).order_by("name", "pk")
    rows += [_offer(row, row.name, _person(row)["hint"]) for row in people[:MOST_OF_OTHERS]]
    for item in suggest(request.user, query, limit=MOST - len(rows)):
        kind = capfirst(item.kind_label)
        hint = _("%(kind)s, in %(space)s") % {"kind": kind, "space": item.space.title} if item.space else kind
        rows.append(_offer(item, item.title, hint))
    return JsonResponse(rows, safe=False)


def _named(people: QuerySet[User], words: list[str]) -> QuerySet[User]:
    """Those in whose name or handle every word begins one."""
    for word in words:
        people = people.filter(Q(name__istartswith=word) | Q(name__icontains=f" {word}") | Q(handle__istartswith=word))
    return people


def _with_agency(people: QuerySet[User]) -> QuerySet[User]:
    current = Affiliation.objects.current().filter(user=OuterRef("pk"))
    names = {"short": "agency__short_name", "long": "agency__name"}
    return people.annotate(**{f"agency_{key}": Subquery(current.values(column)[:1]) for key, column in names.items()})


def _offer(row: Item | Space | User, label: str, hint: str) -> dict[str, str]:
    return {"label": label, "hint": str(hint), "url": row.get_absolute_url()}


def _asked(request: HttpRequest) -> tuple[str, list[str]]:
    query = typed(request, longest=LONGEST)
    return query, query.split()


def _page(row: Item, home: str) -> dict[str, str]:
    elsewhere = row.space is not None and row.space.slug != home
    value = f"{row.space.slug}:{row.title}" if elsewhere else row.title
    return {"value": value, "label": row.title, "hint": row.space.title if elsewhere else ""}


def _person(row: User) -> dict[str, str]:
    return {"value": row.handle, "label": row.name, "hint": row.agency_short or row.agency_long or row.mark}

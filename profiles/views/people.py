"""Everybody: one box and filters. A guest reads names, of the people in their spaces."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hub.models import User
from hub.people import known_to
from hub.policy import standing
from hub.questions import typed
from profiles import directory
from profiles.models import Profile

GUESTS_SEE = 200  # names on the one page that a guest has


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who is here, by name; `?q=` words, `?topic=` and `?agency=` slugs, `?after=` the handle the last page ended with."""
    query = typed(request, longest=100)
    if not standing(request.user).staff:
        names = known_to(request.user).exclude(name="")
        for word in query.split():
            names = names.filter(name__icontains=word)
        context = {"names": list(names.order_by("name", "pk")[:GUESTS_SEE]), "query": query}
        return render(request, "profiles/names.html", context)
    topic, agency = typed(request, "topic", longest=100), typed(request, "agency", longest=100)
    last = _last(request)
    asked = {name: value for name, value in (("q", query), ("topic", topic), ("agency", agency)) if value}
    chosen = _everybody(request.user) if not asked and last is None else _chosen(request.user, query, topic, agency, last)
    found = chosen["found"]
    context = {
        "people": found[: directory.SIZE],
        "query": query,
        "topic": topic,
        "agency": agency,
        "topics": sorted(chosen["topics"], key=lambda row: row[1].lower()),
        "agencies": chosen["agencies"],
        "total": chosen["total"],
        "is_start": last is None,
        "more_url": _more(asked, found),
        "is_filtered": bool(asked),
        "is_close": chosen.get("is_close", False),
    }
    return render(request, "profiles/list.html", context)


def _last(request: HttpRequest) -> tuple[str, int] | None:
    """Name and key of the person with whom the page before ended."""
    after = typed(request, "after", longest=100)
    people = directory.people_for(request.user).filter(slug=after) if after else Profile.objects.none()
    return people.values_list("title", "pk").first()


def _more(asked: dict[str, str], found: list[Profile]) -> str:
    more = len(found) > directory.SIZE
    return f"?{urlencode({**asked, 'after': found[directory.SIZE - 1].slug})}" if more else ""


def _everybody(user: User) -> dict:
    return {
        "found": directory.first_people(user),
        "topics": directory.topics_of_all(user),
        "agencies": directory.agencies_of_all(user),
        "total": next(iter(directory.count_of_all(user)), (0,))[0],
    }


def _chosen(user: User, query: str, topic: str, agency: str, last: tuple[str, int] | None) -> dict:
    chosen = _matching(directory.found(directory.people_for(user), user, query), topic, agency, last)
    if query and not chosen["total"]:
        close = directory.found(directory.people_for(user), user, query, misspelt=True)
        chosen = {**_matching(close, topic, agency, last), "is_close": True}
    return chosen


def _matching(matching: QuerySet[Profile], topic: str, agency: str, last: tuple[str, int] | None) -> dict:
    of_topic = directory.about_topic(matching, topic) if topic else matching
    of_agency = directory.of_agency(matching, agency) if agency else matching
    both = directory.of_agency(of_topic, agency) if agency else of_topic
    part = both
    if last:
        part = part.filter(Q(title__gt=last[0]) | Q(title=last[0], pk__gt=last[1]))
    return {
        "found": list(directory.rows(part).order_by("title", "pk")[: directory.SIZE + 1]),
        "topics": directory.topics(of_agency),
        "agencies": directory.agencies(of_topic),
        "total": both.count(),
    }

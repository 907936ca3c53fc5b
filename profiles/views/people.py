"""Everybody: one box and filters. A guest reads names, of the people in their spaces."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hub.people import known_to
from hub.policy import standing
from hub.questions import typed
from profiles import directory

SIZE = 30
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
    everybody = directory.people_for(request.user)
    matching = directory.found(everybody, request.user, query)
    topic, agency = typed(request, "topic", longest=100), typed(request, "agency", longest=100)
    of_topic = directory.about_topic(matching, topic) if topic else matching
    of_agency = directory.of_agency(matching, agency) if agency else matching
    both = directory.of_agency(of_topic, agency) if agency else of_topic
    part = both
    last = everybody.filter(slug=typed(request, "after", longest=100)).values_list("title", "pk").first()
    if last:
        part = part.filter(Q(title__gt=last[0]) | Q(title=last[0], pk__gt=last[1]))
    found = list(directory.rows(part).order_by("title", "pk")[: SIZE + 1])
    asked = {name: value for name, value in (("q", query), ("topic", topic), ("agency", agency)) if value}
    context = {
        "people": found[:SIZE],
        "query": query,
        "topic": topic,
        "agency": agency,
        "topics": directory.topics(of_agency),
        "agencies": directory.agencies(of_topic),
        "total": both.count(),
        "is_start": last is None,
        "more_url": f"?{urlencode({**asked, 'after': found[SIZE - 1].slug})}" if len(found) > SIZE else "",
        "is_filtered": bool(asked),
    }
    return render(request, "profiles/list.html", context)

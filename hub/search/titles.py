"""The plainest engine: every word of the question stands in the title. No index, always up to date."""

from __future__ import annotations

from django.db.models import Case, Count, IntegerField, Q, When

from hub.models import Item, Space, User
from hub.search.limits import Limit, within
from hub.search.marking import marked
from hub.search.results import Hit, SearchPage

MOST_WORDS = 16


def search(
    user: User, query: str, *, kind: str, space: Space | None, page: int, size: int, limits: tuple[Limit, ...] = ()
) -> SearchPage:
    """Exact titles first, then those that begin with the question, then the newest; see `hub.search.search`."""
    words = query.split()[:MOST_WORDS]
    found = within(Item.objects.visible_to(user).filter(kind__in=Item.kinds), limits)
    for word in words:
        found = found.filter(title__icontains=word)
    if space is not None:
        found = found.filter(space=space)
    kinds = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    total = kinds.get(kind, 0) if kind else sum(kinds.values())
    pages = -(-total // size)
    page = min(page, max(pages, 1))
    if kind:
        found = found.filter(kind=kind)
    closeness = Case(
        When(Q(title__iexact=query), then=0), When(title__istartswith=query, then=1), default=2, output_field=IntegerField()
    )
    rows = found.select_related("space", "author", "agency", "outside_author")
    rows = rows.order_by(closeness, "-changed_at", "-pk")[(page - 1) * size : page * size] if total else []
    hits = [Hit(item, marked(item.title, words), marked(item.summary, words)) for item in rows]
    return SearchPage(query, hits, total, page, pages, kinds)

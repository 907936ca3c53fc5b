"""Answering: the index proposes, the database disposes. Every hit is asked of `visible_to` before it is shown."""

from __future__ import annotations

import logging

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When

from hub.models import IndexEntry, Item, Space, User
from hub.prepared import Prepared
from hub.search import index, matching, titles
from hub.search.hits import hits_of
from hub.search.query import Query, parse
from hub.search.results import EMPTY, SearchPage
from hub.search.scope import scope_of

log = logging.getLogger("hub.search")

LONGEST = 200  # characters of a question
SIZE = 20


def search(
    user: User, query: str, *, kind: str = "", space: Space | None = None, page: int = 1, size: int = SIZE
) -> SearchPage:
    """One page of what `query` finds among what `user` may see, best first.

    Words (all must be there), "phrases", -not, and type: space: agency: author: tag: before: after:. `kind` and `space`
    narrow. Never fails on what is typed; where the index is missing or broken, titles alone answer, and it says so.
    """
    asked = parse(query)
    if asked.is_empty:
        return EMPTY
    scope = scope_of(user)
    if not scope:
        return SearchPage(query)
    kind = kind or asked.fields.get("type", "")
    space = space or _space_of(user, asked)
    if asked.fields.get("space") and space is None:
        return SearchPage(query)
    try:
        return _from_index(user, asked, query, scope, kind, space, page, size)
    except Exception:
        # A torn file raises whatever it likes, and only when it is read: any error means "make it anew".
        if index.current() is not None:
            log.exception("the search index cannot be read; it will be made anew")
            index.give_up()
    found = titles.search(user, " ".join(asked.terms), kind=kind, space=space, page=page, size=size)
    return SearchPage(query, found.hits, found.total, found.page, found.pages, found.kinds, by_title_only=True)


def _from_index(user, asked: Query, query: str, scope, kind: str, space, page: int, size: int) -> SearchPage:
    folder = index.current()
    if folder is None:
        raise FileNotFoundError("no index yet")
    place = space.pk if space else 0
    matched = matching.match(folder, asked, scope, hidden=_just_hidden(user), kind=kind, space=place, page=page, size=size)
    total = len(matched.items)
    better = "" if total else _other_spelling(folder, asked, scope)
    return SearchPage(
        query, hits_of(user, asked, matched.shown), total, matched.page, -(-total // size), dict(matched.kinds), better
    )


def _just_hidden(user: User) -> set[int]:
    """Items that changed since they were indexed and that this person may not see now: taken out of hits and counts."""
    return {item for (item,) in _waiting_unseen(user)}


@Prepared
def _waiting_unseen(user: User) -> QuerySet:
    seen = Item.objects.visible_to(user).filter(pk=OuterRef("item"))
    return IndexEntry.objects.waiting().exclude(item=None).exclude(Exists(seen)).values_list("item")[:5000]


def _other_spelling(folder, asked: Query, scope) -> str:
    """The question with one word spelled otherwise, if this reader finds something by it."""
    for place, word in enumerate(asked.words):
        for other in matching.spelled(folder, word):
            words = (*asked.words[:place], other, *asked.words[place + 1 :])
            if matching.match(folder, Query(words=words, fields=asked.fields), scope, hidden=set()).items:
                return " ".join(words)
    return ""


def _space_of(user: User, asked: Query) -> Space | None:
    slug = asked.fields.get("space")
    return Space.objects.visible_to(user).filter(slug=slug).first() if slug else None


def suggest(user: User, prefix: str, *, limit: int = 7) -> list[Item]:
    """Items whose title goes on from what was typed: from the database, so nothing is offered that may not be seen.

    People are not among them: whom somebody may know of is asked of `known_to`. Nor is anything for a question with
    fields or -not, which titles alone cannot answer.
    """
    asked = parse(prefix)
    if not asked.words or not asked.is_plain:
        return []
    named = Q()
    for word in asked.words:
        named &= Q(title__istartswith=word) | Q(title__icontains=f" {word}")
    begins = Case(When(title__istartswith=" ".join(asked.words), then=0), default=1, output_field=IntegerField())
    rows = Item.objects.visible_to(user).filter(named, kind__in=Item.kinds).exclude(kind="profile").select_related("space")
    return list(rows.order_by(begins, "-changed_at", "-pk")[:limit])

"""Answering: the index proposes, the database disposes. Every hit is asked of `visible_to` before it is shown."""

from __future__ import annotations

import logging

from django.db.models import Q

from hub.models import IndexEntry, Item, Space, User, specific
from hub.search import index, matching, titles
from hub.search.documents import read_parts
from hub.search.excerpts import excerpt
from hub.search.marking import marked
from hub.search.query import Query, parse
from hub.search.results import EMPTY, Hit, SearchPage
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
    matched = matching.match(folder, asked, scope, hidden=_just_hidden(user), kind=kind, space=space.pk if space else 0)
    total = len(matched.items)
    pages = -(-total // size)
    page = min(max(page, 1), max(pages, 1))
    hits = _hits(user, asked, matched.items[(page - 1) * size : page * size])
    better = "" if total else _other_spelling(folder, asked, scope)
    return SearchPage(query, hits, total, page, pages, dict(matched.kinds), better)


def _just_hidden(user: User) -> set[int]:
    """Items that changed since they were indexed and that this person may not see now: taken out of hits and counts."""
    waiting = set(IndexEntry.objects.waiting().exclude(item=None).values_list("item", flat=True)[:5000])
    if not waiting:
        return set()
    return waiting - set(Item.objects.visible_to(user).filter(pk__in=waiting).values_list("pk", flat=True))


def _hits(user: User, asked: Query, found: list[tuple[int, str]]) -> list[Hit]:
    rows = Item.objects.visible_to(user).filter(pk__in=[pk for pk, _anchor in found])
    rows = rows.select_related("space", "author", "agency", "outside_author")
    items = {item.pk: item for item in rows}
    if len(items) < len(found):
        log.warning("the index proposed %s items that their reader may not see", len(found) - len(items))
    types = {item.pk: item for item in specific(list(items.values()))}
    read_parts(list(types.values()))
    hits = []
    for pk, anchor in found:
        if pk not in items:
            continue
        parts = {name: (title, words) for name, title, words in types[pk].search_parts()} if pk in types else {}
        _title, words = parts.get(anchor) or next(iter(parts.values()), ("", items[pk].summary))
        words = words.removeprefix(items[pk].title).strip()
        hits.append(Hit(items[pk], marked(items[pk].title, asked.terms), excerpt(words, asked.terms), anchor))
    return hits


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
    """Items whose title goes on from what was typed: from the database, so nothing is offered that may not be seen."""
    words = parse(prefix).words
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(title__istartswith=word) | Q(title__icontains=f" {word}")
    return list(Item.objects.visible_to(user).filter(named).select_related("space").order_by("-changed_at")[:limit])

"""Answering: the index proposes, the database disposes. Every hit is asked of `visible_to` before it is shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When

from hub.models import IndexEntry, Item, Space, User
from hub.prepared import Prepared
from hub.search import index, matching, titles
from hub.search.hits import hits_of
from hub.search.limits import limits_of
from hub.search.query import Query, parse
from hub.search.results import EMPTY, SearchPage
from hub.search.scope import scope_of

log = logging.getLogger("hub.search")

LONGEST = 200  # characters of a question
SIZE = 20


def search(
    user: User,
    query: str,
    *,
    kind: str = "",
    space: Space | None = None,
    fields: Mapping[str, str] = MappingProxyType({}),
    page: int = 1,
    size: int = SIZE,
) -> SearchPage:
    """One page of what `query` finds among what `user` may see, best first.

    Words (all must be there), "phrases", and type: space: agency: author: tag: before: after:, by the names that people
    know; each with a minus leaves out. `kind`, `space` and `fields` ({name: value} of the same) narrow. Never fails on
    what is typed; where the index is missing or broken, titles alone answer, and it says so.
    """
    asked = parse(query)
    if asked.is_empty:
        # Without words a chosen type or space is all that is asked for.
        fields = {**fields, **({"type": kind} if kind else {}), **({"space": space.slug} if space else {})}
    if asked.is_empty and not fields:
        return EMPTY
    scope = scope_of(user)
    if not scope:
        return SearchPage(query)
    asked = replace(asked, limits=limits_of(user, [*asked.fields.items(), *fields.items()], asked.but_not))
    try:
        return _from_index(user, asked, query, scope, kind, space, page, size)
    except Exception:
        # A torn file raises whatever it likes, and only when it is read: any error means "make it anew".
        if index.current() is not None:
            log.exception("the search index cannot be read; it will be made anew")
            index.give_up()
    found = titles.search(user, " ".join(asked.terms), kind=kind, space=space, page=page, size=size, limits=asked.limits)
    return SearchPage(query, found.hits, found.total, found.page, found.pages, found.kinds, by_title_only=True)


def _from_index(user, asked: Query, query: str, scope, kind: str, space, page: int, size: int) -> SearchPage:
    folder = index.current()
    if folder is None:
        raise FileNotFoundError("no index yet")
    place = space.pk if space else 0
    hidden = _just_hidden(user)
    matched = matching.match(folder, asked, scope, hidden=hidden, kind=kind, space=place, page=page, size=size)
    total = len(matched.items)
    better = "" if total else _other_spelling(folder, asked, scope, hidden, kind, place)
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


def _other_spelling(folder, asked: Query, scope, hidden: set[int], kind: str, place: int) -> str:
    """The whole question with one word of it spelled otherwise, if this reader finds something by it."""
    for number, word in enumerate(asked.words):
        for other in matching.spelled(folder, word):
            better = replace(asked, words=(*asked.words[:number], other, *asked.words[number + 1 :]))
            if matching.match(folder, better, scope, hidden=hidden, kind=kind, space=place).items:
                return _said(asked, word, other, better)
    return ""


def _said(asked: Query, word: str, other: str, better: Query) -> str:
    """What to type for `better`: what was typed, with the word exchanged where it is a word, and no field or phrase."""
    for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", asked.raw, re.IGNORECASE):
        said = f"{asked.raw[: found.start()]}{other}{asked.raw[found.end() :]}"
        if replace(parse(said), raw=asked.raw, limits=asked.limits) == better:
            return said
    return ""


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

"""Search: one question, whatever engine answers it. Only what the reader may see is found, counted or suggested.

    page = search(ana, "council tax", kind="page", space=benefits)
    page.total, [hit.item for hit in page.hits]
"""

from __future__ import annotations

from hub.models import Space, User
from hub.policy import standing
from hub.search import titles
from hub.search.results import EMPTY, Hit, SearchPage

__all__ = ["EMPTY", "LONGEST", "Hit", "SearchPage", "search"]

SIZE = 20
LONGEST = 200  # characters of a question


def search(user: User, query: str, *, kind: str = "", space: Space | None = None, page: int = 1, size: int = SIZE) -> SearchPage:
    """One page of what `query` finds among what `user` may see, best first; narrowed to a kind of item and to a space.

    `page` counts from 1. An empty question, or one of a person who may see nothing, finds nothing.
    """
    query = " ".join(query.split())[:LONGEST]
    if not query or not standing(user).anybody:
        return EMPTY
    return titles.search(user, query, kind=kind, space=space, page=max(page, 1), size=size)

"""Long lists, cut by a cursor: as quick on the last page as on the first, and steady while rows are added."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SIZE = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")


@dataclass(frozen=True)
class Slice:
    """Some rows of a list, newest first, and the addresses of those around them ("" where there are none)."""

    rows: list = field(default_factory=list)
    newer_url: str = ""
    older_url: str = ""


def cut(rows: QuerySet, request: HttpRequest, *, by: str = "changed_at", size: int = SIZE) -> Slice:
    """The part of `rows` that `?before=` or `?after=` asks for; `by` is a moment, and the key breaks ties.

    A cursor that makes no sense is the first page. The rest of the page's query stays in the addresses.
    """
    before, after = _cursor(request)
    upwards = after is not None and before is None
    if upwards:
        rows = rows.filter(_beyond(by, "gt", after)).order_by(by, "pk")
    elif before is not None:
        rows = rows.filter(_beyond(by, "lt", before)).order_by(f"-{by}", "-pk")
    else:
        rows = rows.order_by(f"-{by}", "-pk")
    return _slice(list(rows[: size + 1]), request, by, size, upwards=upwards, before=before)


def is_first(request: HttpRequest) -> bool:
    """Whether `cut` would answer the first page."""
    return _cursor(request) == (None, None)


def first(found: list, request: HttpRequest, *, by: str = "changed_at", size: int = SIZE) -> Slice:
    """The first page of a list of which `found` are the newest rows, one more than `size` of them where there are as many."""
    return _slice(found, request, by, size, upwards=False, before=None)


def _slice(found: list, request: HttpRequest, by: str, size: int, *, upwards: bool, before: tuple | None) -> Slice:
    more, found = len(found) > size, found[:size]
    if not found:
        return Slice()
    if upwards:
        found.reverse()
    is_newer, is_older = (more, True) if upwards else (before is not None, more)
    return Slice(
        found,
        _url(request, "after", found[0], by) if is_newer else "",
        _url(request, "before", found[-1], by) if is_older else "",
    )


def _cursor(request: HttpRequest) -> tuple[tuple[datetime, int] | None, tuple[datetime, int] | None]:
    return _read(request.GET.get("before", "")), _read(request.GET.get("after", ""))


def _read(cursor: str) -> tuple[datetime, int] | None:
    found = _CURSOR.fullmatch(cursor)
    return (_EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None


def _beyond(by: str, side: str, cursor: tuple[datetime, int]) -> Q:
    moment, key = cursor
    return Q(**{f"{by}__{side}": moment}) | Q(**{by: moment, f"pk__{side}": key})


def _url(request: HttpRequest, side: str, row: Model, by: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[side] = f"{(getattr(row, by) - _EPOCH) // timedelta(microseconds=1)}-{row.pk}"
    return f"?{query.urlencode()}"

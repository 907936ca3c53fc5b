"""Queries that every page view asks: their SQL is written once and kept, only the values change.

    page_at = Prepared(lambda user, slug: Page.objects.visible_to(user).filter(slug=slug))
    page_at(user, slug="council-tax")           # a list of rows, as the queryset would give

Writing the SQL of a query that asks `visible_to` takes the ORM 5 to 20 ms, the database answers it in half a
millisecond. The queryset stays the only place where it is said what a person may see: it is built by the same functions,
for a stand-in with the same standing, and the stand-in's key is exchanged for the person's.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from hub import clock
from hub.models import Agency, Standing, User

# Marks that stand for a value while the SQL is written; no row has them.
_NUMBER = -7_700_000_000_000_000
_WORD = "\ue000"
_MOMENT = datetime(9998, 12, 31, 23, 58, 57, 654_321, tzinfo=UTC)
# A list is filled up to one of these lengths, so that a few texts of SQL do for all.
_LENGTHS = (1, 4, 16, 64, 256, 1024)


class Prepared:
    """A query of a person and of named values: whole numbers, words, days, moments, lists of numbers or of words, or None.

    `build(user, **values)` makes the queryset. It must use each value as it is, ask the person for nothing but key and
    standing, and depend on nothing else that changes but `hub.clock`. Rows are instances with their annotations and
    `select_related`, or tuples for `values_list`.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self.known: dict[tuple, _Written] = {}

    def __call__(self, user: User | None, **values: Any) -> list:
        """The rows, for `user`: one query. Nobody who has no standing sees anything; None asks for nobody in particular."""
        standing = user.standing if user else Standing()
        if user and not standing.anybody:
            return []
        values = {name: _filled_up(value) if isinstance(value, list) else value for name, value in values.items()}
        lengths = tuple(len(value) for value in values.values() if isinstance(value, list))
        agency = standing.trusted_agency_id
        missing = tuple(name for name, value in values.items() if value is None)
        shape = (standing.staff, standing.guest, agency is not None, *lengths, *missing)
        if shape not in self.known:
            self.known[shape] = self._write(standing, values)
        return self.known[shape].ask({"user": user and user.pk, "agency": agency, **values})

    def _write(self, standing: Standing, values: dict[str, Any]) -> _Written:
        marks: dict[str, Any] = {"user": _NUMBER, "agency": _NUMBER + 1}
        given = {name: value for name, value in values.items() if value is not None}
        for number, (name, value) in enumerate(given.items(), 1):
            marks[name] = _marked(value, _NUMBER + 10_000 * number)
        stand_in = None
        if standing.anybody:
            stand_in = User(pk=marks["user"])
            agency = Agency(pk=marks["agency"]) if standing.trusted_agency_id else None
            stand_in.standing = Standing(standing.staff, standing.guest, agency)
            stand_in.affiliation = None  # whatever else somebody is must not be asked
        own = {name: marks.get(name) for name in values}
        with clock.standing_at(_MOMENT):
            rows = self.build(stand_in, **own)
            compiler = rows.query.get_compiler(using=rows.db)
            sql, params = compiler.as_sql()
            again = self.build(stand_in, **own).query.get_compiler(using=rows.db).as_sql()
        if again != (sql, params):
            raise TypeError("the query depends on something that changes: name it as a value, and ask hub.clock for the time")
        ops = compiler.connection.ops
        places: dict[Any, tuple] = {_MOMENT: ("now", None), _adapted(_MOMENT, ops): ("now", None)}
        for name, mark in marks.items():
            if isinstance(mark, list):
                places.update({one: (name, at) for at, one in enumerate(mark)})
            else:
                places.update({mark: (name, None), _adapted(mark, ops): (name, None)})
        used = [places.get(param) if param.__hash__ else None for param in params]
        if lost := set(given) - {place[0] for place in used if place}:
            raise TypeError(f"the query does not use {', '.join(sorted(lost))} as it was given")
        return _Written(rows, compiler, sql, list(zip(params, used, strict=True)))


@dataclass(frozen=True)
class _Written:
    """The SQL of one shape of a query, and which of its parameters are exchanged."""

    rows: QuerySet
    compiler: SQLCompiler
    sql: str
    params: list[tuple]

    def ask(self, values: dict[str, Any]) -> list:
        # The compiler makes rows of what the database answers; it is told what to ask, on this thread's connection.
        compiler = copy(self.compiler)
        compiler.connection = connections[self.rows.db]
        ops = compiler.connection.ops
        values = {name: _adapted(value, ops) for name, value in [*values.items(), ("now", clock.now())]}
        params = tuple(param if place is None else _value(values, *place) for param, place in self.params)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        if not issubclass(self.rows._iterable_class, ModelIterable):
            return list(compiler.results_iter(tuple_expected=True))
        ready = SimpleNamespace(get_compiler=lambda using: compiler)
        return list(ModelIterable(SimpleNamespace(db=self.rows.db, query=ready, _known_related_objects={})))


def _marked(value: Any, number: int) -> Any:
    """What stands for a value: a number, a word, a day, a moment, or a list of as many."""
    if isinstance(value, list):
        return [_marked(one, number + at) for at, one in enumerate(value)]
    if isinstance(value, date):
        before = _MOMENT - timedelta(days=(number - _NUMBER) // 10_000)
        return before if isinstance(value, datetime) else before.date()
    return f"{_WORD}{number}" if isinstance(value, str) else number


def _adapted(value: Any, ops: BaseDatabaseOperations) -> Any:
    """A day or a moment as this database takes it."""
    if isinstance(value, datetime):
        return ops.adapt_datetimefield_value(value)
    return ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _value(values: dict[str, Any], name: str, at: int | None) -> Any:
    return values[name] if at is None else values[name][at]


def _filled_up(values: list) -> list:
    """The list, which is not empty, with its last value repeated up to the next length: a value twice finds nothing more."""
    length = next(length for length in _LENGTHS if length >= len(values))
    return values + values[-1:] * (length - len(values))

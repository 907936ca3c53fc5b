"""Columns that hold what a row has many of, so that a page and its small lists come in one query."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import IntegerField, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class Listed(Subquery):
    """The rows of a queryset, in its order, as a list of dicts: `Listed(revisions[:3], number="number", by="author__name")`.

    The names are the dicts' keys, the values are field paths or expressions. Moments come as text: see `moment`.
    """

    output_field = JSONField()

    def __init__(self, rows: QuerySet, **fields) -> None:
        # A slice cannot be annotated: it is taken off and put back.
        query = rows.query
        low, high = query.low_mark, query.high_mark
        rows = rows.all()
        rows.query.clear_limits()
        rows = rows.annotate(row=JSONObject(**fields)).values("row")
        rows.query.set_limits(low, high)
        super().__init__(rows)

    def as_sqlite(self, compiler, connection, **extra):
        template = '(SELECT json_group_array(json("row")) FROM (%(subquery)s))'
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler, connection, **extra):
        template = '(SELECT coalesce(jsonb_agg("row"), \'[]\') FROM (%(subquery)s) AS "listed")'
        return self.as_sql(compiler, connection, template=template, **extra)


class CountUpTo(Subquery):
    """How many rows a queryset has, counted no further than `most`: a count that stays cheap on a long list."""

    output_field = IntegerField()
    template = '(SELECT count(*) FROM (%(subquery)s) AS "counted")'

    def __init__(self, rows: QuerySet, most: int) -> None:
        super().__init__(rows.order_by().values("pk")[:most])


def moment(text: str) -> datetime:
    """A moment of a `Listed` row; databases without time zones write it in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""Rows in a form that belongs to no database: one JSON list a line, its values in the order of the table's columns."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models
from django.db.models import QuerySet, Value

from hub import mails
from hub.backup.manifest import Refused

BATCH = 500

# Who is signed in, tries that limits count, codes on their way: none of it is in a backup, and nobody needs it after one.
LEFT_OUT = {"django_session", "accounts_signin", "accounts_try", "hub_addressproof", "account_emailconfirmation"} | {
    "alerts_alert",  # nor what was wrong with the machine then
    "alerts_tally",
}


def tables(apps: Apps) -> dict[str, type[models.Model]]:
    """{name: model} of every table that a backup holds, in the order of the names."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return {table: model for table, model in sorted(found.items()) if table not in LEFT_OUT and not model._meta.proxy}


def columns(model: type[models.Model]) -> list[str]:
    """The columns of one table, by name; those of the table that it extends are not among them."""
    return [field.column for field in _fields(model)]


def dump(model: type[models.Model], using: str) -> Iterator[bytes]:
    """Every row of a table, a line each; sign-in codes in mails stay where they are."""
    fields = _fields(model)
    rows = QuerySet(model, using=using).order_by("pk")
    if model._meta.db_table == "hub_mail":
        rows = rows.exclude(kind__in=[name for name, kind in mails.kinds.items() if kind.is_secret])
    for row in rows.values_list(*(field.attname for field in fields)).iterator(chunk_size=BATCH):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def load(model: type[models.Model], lines: Iterable[bytes], using: str) -> Iterator[int]:
    """Put rows into an empty table, past everything that the models would do; yields how many there are so far.

    Raises Refused. Foreign keys are checked by the database when the transaction around ends.
    """
    connection = connections[using]
    fields = _fields(model)
    quoted = [connection.ops.quote_name(name) for name in (model._meta.db_table, *columns(model))]
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted[0]} ({', '.join(quoted[1:])}) VALUES ({places})"
    done = 0
    lines = iter(lines)
    with connection.cursor() as cursor:
        while batch := list(islice(lines, BATCH)):
            try:
                cursor.executemany(statement, [_row(fields, line, connection) for line in batch])
            except (ValueError, TypeError, ValidationError, RecursionError, OverflowError, DatabaseError) as error:
                table = model._meta.db_table
                raise Refused(f"rows {done + 1} to {done + len(batch)} of {table} cannot be restored: {error}") from None
            done += len(batch)
            yield done


def last_keys(found: dict[str, type[models.Model]], using: str) -> dict[str, int]:
    """{table: the highest number given out so far}, for tables that count: a number is never given to something else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {table: last for table, last in cursor.fetchall() if table in found and last}
        known = {}
        for table, model in found.items():
            if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', model._meta.pk.column])
                cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]} WHERE is_called")
                known.update((table, last) for (last,) in cursor.fetchall())
        return known


def go_on_after(last: dict[str, int], found: dict[str, type[models.Model]], using: str) -> None:
    """Have each table count on from its highest row, and from `last` where that is higher."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for statement in connection.ops.sequence_reset_sql(no_style(), list(found.values())):
                cursor.execute(statement)
        now = last_keys(found, using)
        for table, number in last.items():
            if table not in found or number <= now.get(table, 0):
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
            else:
                key = found[table]._meta.pk.column
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', key, number])


def _fields(model: type[models.Model]) -> list[models.Field]:
    """Sorted: in a database that grew over many versions the columns stand in another order than in the code."""
    return sorted(model._meta.local_concrete_fields, key=lambda field: field.column)


def _row(fields: list[models.Field], line: bytes, connection: Any) -> list[Any]:
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(fields):
        raise ValueError("a row has another number of columns")
    return [_value(field, value, connection) for field, value in zip(fields, values, strict=True)]


def _value(field: models.Field, value: Any, connection: Any) -> Any:
    if isinstance(field, models.JSONField):
        if value is None and not field.null:
            value = Value(None, models.JSONField())  # JSON's own null
    elif isinstance(field, models.BinaryField):
        value = None if value is None else base64.b64decode(value, validate=True)
    else:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")

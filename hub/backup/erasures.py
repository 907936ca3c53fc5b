"""What was erased for good, in a journal beside the database: a restored backup, which is older, loses it again.

The row that says so is written in the transaction that erases; the worker moves it into the journal within a second.
The journal holds tables, keys and moments, never what was erased.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.dateparse import parse_datetime

from hub.backup.models import Erasure, Identity
from hub.worker import sweep

BATCH = 500


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    hub: str
    table: str
    key: str
    at: datetime


# How to lose it again, where deleting the row with that key is not all; the second argument is the alias of the database.
Eraser = Callable[[Entry, str], None]
_again: dict[str, Eraser] = {}


def again(table: str) -> Callable[[Eraser], Eraser]:
    """Register how what was erased from `table` ("hub.Blob") is erased from a restored database."""

    def register(erase: Eraser) -> Eraser:
        _again[table] = erase
        return erase

    return register


def note(table: str, keys: Iterable[object]) -> None:
    """Remember that these rows of `table` ("hub.User") are erased: call it in the transaction that does it."""
    Erasure.objects.bulk_create([Erasure(table=table, key=str(key)) for key in keys])


def journal() -> Path:
    """Where the journal lies: outside the database, and kept when that is replaced."""
    return Path(settings.ERASURES or Path(settings.DATA) / "erasures.jsonl")


@sweep("erasures", hurry=False)
def write_down() -> int:
    """Move one batch into the journal; killed in between, lines stand there twice, which changes nothing."""
    rows = list(Erasure.objects.order_by("pk")[:BATCH])
    if rows:
        hub = Identity.get()
        _append({"hub": hub, "table": row.table, "key": row.key, "at": row.at.isoformat()} for row in rows)
        Erasure.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def merge(lines: Iterable[bytes]) -> None:
    """Add what the journal in a backup knows and ours does not."""
    known = set(read(journal()))
    _append({**vars(entry), "at": entry.at.isoformat()} for entry in entries_of(lines) if entry not in known)


def read(path: Path) -> list[Entry]:
    """All entries, oldest first; none where there is no journal."""
    try:
        with path.open("rb") as file:
            return list(entries_of(file))
    except FileNotFoundError:
        return []


def entries_of(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of lines; one that was torn when the disk was full or the machine stopped was written again after it."""
    for line in lines:
        try:
            row = json.loads(line)
            entry = Entry(str(row["hub"]), str(row["table"]), str(row["key"]), parse_datetime(row["at"]))
        except (ValueError, KeyError, TypeError):
            continue
        if entry.at is not None:
            yield entry


def erase_again(entries: Iterable[Entry], using: str) -> list[str]:
    """Erase all of them in a restored database; what could not be, a line each."""
    faults = []
    for entry in dict.fromkeys(entries):
        try:
            with transaction.atomic(using=using):
                _again.get(entry.table, _delete)(entry, using)
        except (ProtectedError, RestrictedError) as error:
            faults.append(f"{entry.table} {entry.key} is still referred to: {error.args[0]}")
        except (LookupError, ValueError) as error:
            faults.append(f"{entry.table} {entry.key}: {error}")
    return faults


def _delete(entry: Entry, using: str) -> None:
    apps.get_model(entry.table)._base_manager.using(using).filter(pk=entry.key).delete()


def _append(rows: Iterable[dict]) -> None:
    written = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    if not written:
        return
    descriptor = os.open(journal(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file.fileno()).st_size
        torn = size and os.pread(file.fileno(), 1, size - 1) != b"\n"
        file.write((b"\n" if torn else b"") + written)
        file.flush()
        os.fsync(file.fileno())

"""Restoring a backup: everything is checked and put together beside the hub's own data, then takes its place at once.

Killed at any moment, the old hub is whole, or the new one is. What was erased since the backup is erased again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection

from hub.backup import archive, beside, building, erasures, manifest, rows, uploads
from hub.backup.erasures import Entry
from hub.backup.making import Say
from hub.backup.manifest import Manifest, Refused
from hub.models import Blob, Installation, User
from hub.search import index, indexing

_SPARE = 64 * 1024 * 1024  # bytes that stay free on the disk
# An erasure is dated when it begins, and its end may be in no backup that was made meanwhile.
_BEGINS_BEFORE = timedelta(hours=1)


@dataclass(frozen=True)
class Restored:
    """What came back."""

    rows: int
    files: int
    lost: int  # files that the backup could not hold, because the storage had lost them
    erased: int  # erasures made since the backup, and made again
    faults: list[str]  # those that could not be made again


def examine(path: Path, say: Say) -> archive.Reader:
    """Check a backup to the last byte, and whether this version can restore it. Raises Refused; changes nothing."""
    reader = archive.Reader(path)
    building.migrations_wanted(reader.manifest)
    reader.check(say)
    return reader


def restore(path: Path, say: Say, *, replace: bool = False) -> Restored:
    """Put the hub of a backup in the place of what is here. The caller holds the lock of HUB_DATA. Raises Refused.

    A hub that is here already is only replaced if `replace` says so.
    """
    beside.refuse_while_used()
    reader = examine(path, say)
    _refuse_wrong_kind(reader.manifest, replace)
    _refuse_without_room(reader)
    clear_up()
    beside.folder().mkdir(mode=0o700)
    try:
        with beside.empty_database() as using:
            since = _since(reader)
            count = building.build(reader, _last_keys(since), using, say)
            faults = erasures.erase_again(since, using)
            files = uploads.bring(reader, using, say)
            erasures.merge(_journal_in(reader))
            index.give_up()
            beside.swap()
    except (OSError, DatabaseError) as error:
        raise Refused(f"the restore was not finished: {error}") from None
    finally:
        clear_up()
    cache.clear()  # where there is Redis, sessions are kept there too
    with index.sole_indexer() as alone:
        if alone:
            indexing.rebuild()
    return Restored(count, files, len(reader.manifest.missing), len(since) - len(faults), faults)


def clear_up() -> None:
    """After a restore, also one that was interrupted: its folder goes, and files that no row names."""
    if beside.folder().exists():
        if _has_hub():
            uploads.drop_unnamed()
        shutil.rmtree(beside.folder())


def _refuse_wrong_kind(made: Manifest, replace: bool) -> None:
    if made.demo and not settings.HUB_DEMO:
        raise Refused("this is the backup of a demo, whose sign-in codes anybody can read: HUB_DEMO=1 restores it, as a demo")
    if not _holds_something():
        return
    place = connection.settings_dict["NAME"]
    if _has_hub() and Installation.objects.filter(is_demo=True).exists() != made.demo:
        here, there = ("a real hub", "a demo") if made.demo else ("a demo", "a real hub")
        raise Refused(f"{place} holds {here}, and this is the backup of {there}: name an empty place for it")
    if not replace:
        raise Refused(f"there is a hub in {place} already: --replace puts the backup in its place")


def _refuse_without_room(reader: archive.Reader) -> None:
    for place in {Path(settings.DATA), Path(settings.FILES)}:
        if place.is_dir() and (free := shutil.disk_usage(place).free) < reader.size + _SPARE:
            raise Refused(f"the backup holds {reader.size:,} bytes, and {place} has {free:,} free")


def _holds_something() -> bool:
    """Whether there is anything that a restore would destroy."""
    if connection.vendor == "sqlite" and beside.is_file() and not beside.is_readable():
        return True
    return _has_hub() and (Installation.objects.exists() or User.objects.exists())


def _has_hub() -> bool:
    """Whether the tables of a hub are there and can be read."""
    if connection.vendor == "sqlite" and not (beside.is_file() and beside.is_readable()):
        return False
    try:
        Blob.objects.exists(), Installation.objects.exists()
    except DatabaseError:
        return False
    return True


def _since(reader: archive.Reader) -> list[Entry]:
    """Erasures of this hub since the backup, by the journal here, the one in the backup, and the database to be replaced."""
    if _has_hub():
        with suppress(DatabaseError):  # a hub from before there was a journal
            while erasures.write_down():
                pass
    begin = reader.manifest.moment - _BEGINS_BEFORE
    known = {*erasures.read(erasures.journal()), *erasures.entries_of(_journal_in(reader))}
    return sorted(
        (entry for entry in known if entry.hub == reader.manifest.hub and entry.at >= begin),
        key=lambda entry: (entry.table == "hub.Blob", entry.at),  # bytes last: only those that no file has any more go
    )


def _journal_in(reader: archive.Reader) -> Iterator[bytes]:
    yield from reader.lines(manifest.JOURNAL) if manifest.JOURNAL in reader.manifest.members else ()


def _last_keys(since: list[Entry]) -> dict[str, int]:
    """{table: highest number} that the hub to be replaced has given out, and what was erased had: none is given again."""
    highest: dict[str, int] = {}
    if _has_hub():
        there = set(connection.introspection.table_names())
        here = {table: model for table, model in rows.tables(apps).items() if table in there}
        highest = rows.last_keys(here, "default")
    tables = {model._meta.label: table for table, model in rows.tables(apps).items()}
    for entry in since:
        if entry.table in tables and entry.key.isdecimal():
            table = tables[entry.table]
            highest[table] = max(highest.get(table, 0), int(entry.key))
    return highest

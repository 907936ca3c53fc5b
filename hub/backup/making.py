"""Making a backup while people write: the rows of one moment, and all files that those rows name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver
from django.utils import timezone

import hub
from hub.alerts import counting
from hub.alerts.models import Tally
from hub.backup import archive, erasures, manifest, rows
from hub.backup.manifest import Manifest, Refused
from hub.backup.models import Identity
from hub.models import Blob, Installation

_IN_MEMORY = 8 * 1024 * 1024  # bytes of a file; a larger one is checked on the disk

# Hears how far it is: (what, so far, of how many).
Say = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Made:
    """What a backup holds."""

    rows: int
    files: int
    lost: list[str]  # hashes of files that the storage does not have, or not as they were


def back_up(target: Path, say: Say) -> Made:
    """Write the whole hub into `target`, which must not exist. Raises Refused; there is a whole file then, or none."""
    list(get_resolver().url_patterns)  # whoever sends secrets by mail has said so once everything is imported
    _refuse_half_migrated()
    identity = Identity.get()
    try:
        with archive.finished(target) as file:
            made = _write(file, identity, say)
    except OSError as error:
        raise Refused(f"{target} was not written: {error}") from None
    counting.count(Tally.What.BACKUP, at_once=True)  # alerts ask how old the last one is
    return made


def _write(file: BinaryIO, identity: str, say: Say) -> Made:
    writer = archive.Writer(file)
    made_at = timezone.now().isoformat()  # before the rows: what is erased from here on is erased again
    with snapshot():
        made = Manifest(identity, hub.__version__, made_at, Installation.objects.filter(is_demo=True).exists(), _applied())
        found = rows.tables(apps)
        made.last_keys = rows.last_keys(found, "default")
        for number, (table, model) in enumerate(found.items(), 1):
            made.columns[table] = rows.columns(model)
            made.rows[table] = writer.add(manifest.table_name(table), rows.dump(model, "default"), packed=True)
            say("Tables", number, len(found))
        hashes = list(Blob.objects.order_by("sha256").values_list("sha256", flat=True))
    made.missing = _add_files(writer, hashes, say)
    # After the files: one that was erased while they were copied is known here, and erased again.
    while erasures.write_down():
        pass
    journal = erasures.journal()
    writer.add(manifest.JOURNAL, iter([journal.read_bytes()] if journal.exists() else []), packed=True)
    writer.finish(made)
    lost = list(Blob.objects.filter(sha256__in=made.missing).values_list("sha256", flat=True))
    return Made(sum(made.rows.values()), len(hashes) - len(made.missing), lost)


@contextmanager
def snapshot() -> Iterator[None]:
    """Within this block the database answers as it stood at the first question; nobody waits for us."""
    if connection.vendor == "sqlite":
        # By hand: Django's own transactions begin by taking the lock for writing.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _refuse_half_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("the tables are not those of this version: start the hub once, or run manage.py migrate")
    bare = {model._meta.app_label for model in rows.tables(apps).values()} - executor.loader.migrated_apps
    if bare:
        raise Refused(f"{', '.join(sorted(bare))} has tables without migrations, which nobody could restore")


def _applied() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationExecutor(connection).loader.applied_migrations)


def _add_files(writer: archive.Writer, hashes: list[str], say: Say) -> list[str]:
    """Add the files with these hashes; those that are not there, or are not what they were."""
    missing = []
    for number, sha256 in enumerate(hashes, 1):
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            if _copied(sha256, copy):
                copy.seek(0)
                writer.add(f"files/{sha256}", iter(lambda source=copy: source.read(archive.PIECE), b""), packed=False)
            else:
                missing.append(sha256)
        say("Files", number, len(hashes))
    return missing


def _copied(sha256: str, copy: BinaryIO) -> bool:
    digest = hashlib.sha256()
    try:
        with default_storage.open(Blob(sha256=sha256).path) as source:
            while piece := source.read(archive.PIECE):
                digest.update(piece)
                copy.write(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256

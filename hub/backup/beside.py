"""A second database beside the hub's own, in which a backup is put together; then the one takes the other's place at once.

SQLite: a file in HUB_DATA/restoring, which is renamed. PostgreSQL: a schema, whose tables change place in one transaction.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from copy import deepcopy
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from hub.backup.manifest import Refused

ALIAS = "restored"
SCHEMA = "hub_restoring"


def folder() -> Path:
    """Where a restore works; while it is there, a restore runs or was interrupted."""
    return Path(settings.DATA) / "restoring"


def refuse_while_used() -> None:
    """Raise Refused while any other process is connected to a PostgreSQL database; SQLite is asked at the swap."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise Refused(f"the database has {others} other connections: stop every process of the hub first")


@contextmanager
def empty_database() -> Iterator[str]:
    """The alias of a database with no tables, which is gone when the block ends unless it took the hub's place."""
    given = deepcopy(connections.settings["default"])
    if connection.vendor == "sqlite":
        # Half of it is worth nothing: it is built without waiting for the disk, and written out before it is used.
        build = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-20000;"
        given |= {"NAME": str(folder() / "hub.sqlite3"), "OPTIONS": {**given["OPTIONS"], "init_command": build}}
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        options = given["OPTIONS"].get("options", "")
        given["OPTIONS"] = {**given["OPTIONS"], "options": f"{options} -c search_path={SCHEMA}".strip()}
    connections.settings[ALIAS] = given
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def swap() -> None:
    """Put the database beside in the place of the hub's own: at once, whatever happens. Raises Refused, and nothing changed."""
    connections[ALIAS].close()
    if connection.vendor == "sqlite":
        _swap_files(folder() / "hub.sqlite3", Path(connection.settings_dict["NAME"]))
    else:
        _swap_tables()


def is_file() -> bool:
    """Whether the SQLite database is there, as more than a name."""
    path = Path(connection.settings_dict["NAME"])
    return path.exists() and path.stat().st_size > 0


def is_readable() -> bool:
    """Whether SQLite can read its database. Raises Refused where it may not, or another process keeps it from it."""
    path = connection.settings_dict["NAME"]
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=5)) as database:
            return database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.OperationalError as error:
        raise Refused(f"{path} cannot be opened: {error}") from None
    except sqlite3.DatabaseError:
        return False


def _swap_files(new: Path, old: Path) -> None:
    connection.close()
    for path in (new, new.parent):
        _write_out(path)
    with _alone(old) if is_file() and is_readable() else nullcontext():
        for log in ("-wal", "-shm"):  # of a database that is past reading, or gone
            Path(f"{old}{log}").unlink(missing_ok=True)
        if old.exists():
            os.chmod(new, old.stat().st_mode & 0o777)
            os.chown(new, old.stat().st_uid, old.stat().st_gid)
        os.replace(new, old)
    _write_out(old.parent)


@contextmanager
def _alone(old: Path) -> Iterator[None]:
    """Take the write-ahead log into its database, since beside another one it would be read into that, and let nobody in."""
    try:
        with closing(sqlite3.connect(old, timeout=5, isolation_level=None)) as database:
            (mode,) = database.execute("PRAGMA journal_mode=DELETE").fetchone()
            if mode != "delete":
                raise Refused(f"{old} is used by another process: stop it first")
            database.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.Error as error:
        raise Refused(f"{old} is used by another process: {error}") from None


def _write_out(path: Path) -> None:
    """Have what was written to a file or folder on the disk before anything else is."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _swap_tables() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        tables = [connection.ops.quote_name(table) for (table,) in cursor.fetchall()]
        try:
            # In one statement they may name each other; a view that somebody made of them is not lost silently.
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(tables)}")
        except DatabaseError as error:
            raise Refused(f"the old tables cannot be replaced: {error}") from None
        cursor.execute("SELECT current_schema()")
        (home,) = cursor.fetchone()
        for table in tables:
            cursor.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA {connection.ops.quote_name(home)}")

"""What a backup says of itself; everything else in it is held to this."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

FORMAT = 1
NAME = "manifest.json"
JOURNAL = "erasures.jsonl"
LONGEST = 256 * 1024 * 1024  # bytes of a manifest: that of a million files is half of it

_HASH = re.compile(r"[0-9a-f]{64}")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


class Refused(Exception):
    """Why a backup is not made, or a file not restored: one line for whoever runs the hub."""


@dataclass(frozen=True)
class Member:
    """What one member of the archive has to be."""

    size: int
    sha256: str


@dataclass
class Manifest:
    """Which hub this is of, when it was made, and every member with its size and hash."""

    hub: str  # its identity
    version: str
    made_at: str
    demo: bool
    migrations: list[list[str]]  # [app, name] of each that was applied
    format: int = FORMAT
    rows: dict[str, int] = field(default_factory=dict)  # by table
    columns: dict[str, list[str]] = field(default_factory=dict)  # by table, in the order of its rows
    last_keys: dict[str, int] = field(default_factory=dict)  # by table: numbers up to this one were given out
    missing: list[str] = field(default_factory=list)  # hashes of files that the storage had lost or damaged
    members: dict[str, Member] = field(default_factory=dict)  # by name, this manifest aside

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def files(self) -> list[str]:
        """The hashes of the uploaded files."""
        return [name.removeprefix("files/") for name in self.members if name.startswith("files/")]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


def parse(text: bytes) -> Manifest:
    """A manifest that is what it should be in every part. Raises Refused."""
    try:
        given = json.loads(text)
        if given.get("format") != FORMAT:
            raise Refused(f"the backup has format {given.get('format')}, and this version of the hub reads format {FORMAT}")
        made = Manifest(**given)
        made.members = {name: Member(**member) for name, member in made.members.items()}
        _check(made)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"the backup's manifest is not one that a hub writes: {error}") from None
    return made


def table_name(table: str) -> str:
    """The member that holds the rows of a table."""
    return f"tables/{table}.jsonl"


def _check(made: Manifest) -> None:
    _all(made.rows.items(), lambda row: _TABLE.fullmatch(row[0]) and _count(row[1]), "rows")
    _all(made.last_keys.items(), lambda row: _TABLE.fullmatch(row[0]) and _count(row[1]), "keys")
    _all(made.columns.items(), lambda row: row[0] in made.rows and _words(row[1]), "columns")
    _all(made.migrations, lambda pair: _words(pair) and len(pair) == 2, "migrations")
    _all(made.missing, lambda hash: isinstance(hash, str) and _HASH.fullmatch(hash), "missing files")
    _all(made.members.items(), lambda row: _fits(*row), "members")
    tables = {table_name(table) for table in made.rows}
    _all(tables, lambda name: name in made.members, "tables")
    _all(made.members, lambda name: name in tables or name == JOURNAL or name.startswith("files/"), "members")
    _all(made.rows, lambda table: table in made.columns, "columns")
    _all([made.hub, made.version, made.made_at], lambda word: isinstance(word, str), "names")
    if not isinstance(made.demo, bool) or made.moment.tzinfo is None:
        raise ValueError("moment")


def _fits(name: str, member: Member) -> bool:
    if not (_count(member.size) and isinstance(member.sha256, str) and _HASH.fullmatch(member.sha256)):
        return False
    return not name.startswith("files/") or name == f"files/{member.sha256}"


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _all(values: Any, holds: Callable[[Any], Any], what: str) -> None:
    if not all(holds(value) for value in values):
        raise ValueError(what)

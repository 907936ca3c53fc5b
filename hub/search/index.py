"""The Whoosh index on disk: generations, one writer, and readers that cache what never changes in a segment.

Postings are pickles: the folder is for the hub's own user only, never restored from elsewhere, never backed up; it
is rebuilt from the database.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import whoosh
from django.conf import settings
from whoosh import fields, index
from whoosh.reading import IndexReader

from hub.search import analysis

if whoosh.__version__ != (2, 7, 4):  # the forks return deleted documents after a refresh
    raise ImportError("search needs whoosh 2.7.4 itself; a fork is installed in its place")

SCHEMA = fields.Schema(
    key=fields.ID(unique=True),
    item=fields.NUMERIC(int, bits=64, sortable=True, stored=True),
    anchor=fields.ID(stored=True),
    token=fields.ID(sortable=True),
    kind=fields.ID(sortable=True),
    space=fields.NUMERIC(int, bits=64, sortable=True),
    changed=fields.NUMERIC(int, bits=64, sortable=True),
    tags=fields.KEYWORD(lowercase=True),
    author=fields.ID(),
    agency=fields.ID(),
    title=fields.ID(),
    text=fields.TEXT(analyzer=analysis.stemmed(), phrase=False),
    words=fields.TEXT(analyzer=analysis.exact(), phrase=True, spelling=False),
)
FORMAT = "2"  # raise it with SCHEMA and with what documents carry: an index of another format is built anew


def root() -> Path:
    return Path(settings.DATA) / "index"


def current() -> Path | None:
    """The folder of the generation in use, or None where there is none of this format."""
    try:
        name = (root() / "current").read_text()
    except OSError:
        return None
    return root() / name if name.endswith(f"-{FORMAT}") and (root() / name).is_dir() else None


def give_up() -> None:
    """The generation in use cannot be read: have it made anew."""
    (root() / "current").unlink(missing_ok=True)


@contextmanager
def sole_indexer() -> Iterator[bool]:
    """True while this process alone writes; False where another does. The lock dies with its process."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def begin_generation() -> Path:
    """A new, empty generation beside the one in use."""
    folder = root() / f"{time.time_ns()}-{FORMAT}"
    folder.mkdir(parents=True, mode=0o700)
    index.create_in(folder, SCHEMA)
    return folder


def use_generation(folder: Path) -> None:
    """Swap to a generation, keeping the one before for readers that are still in it."""
    before = current()
    pointer = root() / "next"
    pointer.write_text(folder.name)
    os.replace(pointer, root() / "current")
    for old in root().iterdir():
        if old.is_dir() and old not in {folder, before}:
            shutil.rmtree(old, ignore_errors=True)


def write(folder: Path, removed: Iterable[int], removed_keys: Iterable[str], documents: Iterable[dict]) -> None:
    """One commit: drop all documents of `removed` items and single `removed_keys`, then add `documents`."""
    writer = index.open_dir(folder).writer(timeout=30, delay=0.05, limitmb=64)
    try:
        for pk in removed:
            writer.delete_by_term("item", pk)
        for key in removed_keys:
            writer.delete_by_term("key", key)
        for document in documents:
            writer.add_document(**document)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def forget_soon() -> None:
    """What documents said that are gone has to leave the disk too: once nothing waits for the index, it is written anew."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    (root() / "forget").touch()


def has_to_forget() -> bool:
    return (root() / "forget").exists()


def forget(folder: Path) -> None:
    """Write all segments into one, without what was deleted; older generations go. Killed in between, it is done again."""
    index.open_dir(folder).writer(timeout=30, delay=0.05, limitmb=64).commit(optimize=True)
    for other in root().iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
    (root() / "forget").unlink(missing_ok=True)


class Segment:
    """What the searches of one segment share: who may find which document, and its columns as plain arrays."""

    def __init__(self, name: tuple[str, str], reader: IndexReader) -> None:
        count = reader.doc_count_all()
        self.name = name
        self.items = array("q", self._column(reader, "item", count))
        self.spaces = array("q", self._column(reader, "space", count))
        self.changed = array("q", self._column(reader, "changed", count))
        kinds = [value.decode() if isinstance(value, bytes) else value for value in self._column(reader, "kind", count)]
        self.kinds = [sys.intern(kind) for kind in kinds]
        self.lengths = {
            field: array("I", [reader.doc_field_length(doc, field) or 0 for doc in range(count)]) for field in ("words", "text")
        }
        self.words_in = {field: sum(lengths) for field, lengths in self.lengths.items()}
        self.by_token: dict[str, array] = {}
        for doc, token in enumerate(self._column(reader, "token", count)):
            self.by_token.setdefault(token, array("I")).append(doc)
        self._allowed: dict[tuple[frozenset[str], int], bytes] = {}
        self._anchors: dict[int, str] = {}

    @staticmethod
    def _column(reader, name: str, count: int) -> list:
        column = reader.column_reader(name)
        return [column[doc] for doc in range(count)]

    def allowed(self, reader: IndexReader, scope: frozenset[str]) -> bytes:
        """A byte for each document: 1 where the scope holds its token and it is not deleted. Kept for scopes asked lately."""
        # Documents of a segment only ever come to be deleted: as many are the same ones.
        asked = (scope, reader.segment().deleted_count())
        mask = self._allowed.get(asked)
        if mask is None:
            found = bytearray(len(self.items))
            for token in scope & self.by_token.keys():
                for doc in self.by_token[token]:
                    found[doc] = not reader.is_deleted(doc)
            mask = bytes(found)
            for other in list(self._allowed)[: 1 - _SCOPES]:
                self._allowed.pop(other, None)
            self._allowed[asked] = mask
        return mask

    def anchor(self, reader: IndexReader, doc: int) -> str:
        """The part of its item that a document is: stored, not a column, so dear to read, and read once."""
        if doc not in self._anchors:
            self._anchors[doc] = reader.stored_fields(doc).get("anchor", "")
        return self._anchors[doc]


_SCOPES = 32  # of which a segment keeps what they may find: a byte a document each
_segments: dict[tuple, Segment] = {}
_KEPT = 64  # segments: a generation has some eight


def segment_of(folder: Path, reader: IndexReader) -> Segment:
    """The shared part of a segment, made at its first search. Deleted documents never match, so none are left out here."""
    name = (folder.name, str(reader.segment().segment_id()))
    if name not in _segments:
        while len(_segments) >= _KEPT:
            _segments.pop(next(iter(_segments)))
        _segments[name] = Segment(name, reader)
    return _segments[name]

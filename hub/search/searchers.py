"""Open searchers of the index, each lent to one search at a time and kept for the next: opening costs more than searching."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher

MOST = 4  # kept while nobody searches


@dataclass(frozen=True, eq=False)
class Opened:
    """A searcher, which shows one commit of one folder for as long as it is open."""

    folder: Path
    index: FileIndex
    commit: int
    files: dict[str, tuple[int, ...]]
    searcher: Searcher

    def is_current(self, folder: Path) -> bool:
        """Whether it shows the newest commit of `folder`, and its files are what they were."""
        if folder != self.folder or self.index.latest_generation() != self.commit:
            return False
        # They are mapped into memory: to read one that was cut off meanwhile would kill the process.
        return all(known and _identity(name) == known for name, known in self.files.items())


_idle: list[Opened] = []  # all of one folder and commit, by what was given back last
_lock = Lock()


@contextmanager
def searcher(folder: Path) -> Iterator[Searcher]:
    """A searcher of the newest commit in `folder`, for the caller alone. What fails in a search is not lent again."""
    opened = _lend(folder)
    try:
        yield opened.searcher
    except BaseException:
        opened.searcher.close()
        raise
    _keep(opened)


def _lend(folder: Path) -> Opened:
    while True:
        with _lock:
            opened = _idle.pop() if _idle else None
        if opened is None:
            return _open(folder)
        if opened.is_current(folder):
            return opened
        opened.searcher.close()


def _keep(opened: Opened) -> None:
    with _lock:
        alike = [other for other in _idle if (other.folder, other.commit) == (opened.folder, opened.commit)]
        spare = [other for other in _idle if other not in alike]
        if len(alike) < MOST:
            alike.append(opened)
        else:
            spare.append(opened)
        _idle[:] = alike
    for other in spare:
        other.searcher.close()


def _open(folder: Path) -> Opened:
    index = FileStorage(str(folder)).open_index()
    commit = index.latest_generation()  # before the files are: what is committed in between is noticed by the next search
    opened = index.searcher()
    segments = [leaf.reader().segment() for leaf, _offset in opened.leaf_searchers()]
    names = [str(folder / segment.make_filename(Segment.COMPOUND_EXT)) for segment in segments if segment is not None]
    return Opened(folder, index, commit, {name: _identity(name) for name in names}, opened)


def _identity(name: str) -> tuple[int, ...]:
    """What tells a file from another, or from itself when it is written to; empty where there is none."""
    try:
        found = os.stat(name)
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns

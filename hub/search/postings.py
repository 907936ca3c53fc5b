"""Which documents of a segment hold a word, and where: read once from the index, then kept as plain arrays within a budget.

A segment never changes, only more of its documents come to be deleted; whoever matches leaves those out.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from whoosh.reading import IndexReader, TermNotFound

BUDGET = 32 * 2**20  # bytes of arrays that a process keeps, the longest unused given up first
PLACES = 20  # bits of a place in a text: as many words as a document can have


@dataclass(frozen=True)
class Postings:
    """Document numbers, in order, and how often each holds the word."""

    docs: array = field(default_factory=lambda: array("I"))
    counts: array = field(default_factory=lambda: array("f"))


class _Kept:
    """What was read, by what it is."""

    def __init__(self) -> None:
        self.found: OrderedDict[tuple, tuple[object, int]] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, key: tuple, read: Callable[[], tuple[object, int]]):
        """What is kept under `key`; else what `read` answers: a value, and its bytes."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key][0]
        value, size = read()
        size += 300
        with self.lock:
            if key not in self.found:
                self.found[key] = (value, size)
                self.size += size
            while self.size > BUDGET:
                self.size -= self.found.popitem(last=False)[1][1]
        return value

    def clear(self) -> None:
        with self.lock:
            self.found.clear()
            self.size = 0


kept = _Kept()


def postings(segment: tuple, reader: IndexReader, name: str, word: str) -> Postings:
    """The documents of a segment (its name, its reader) whose field `name` holds `word`."""

    def read() -> tuple[Postings, int]:
        found = Postings()
        try:
            matcher = reader.postings(name, word)
        except TermNotFound:
            return found, 0
        while matcher.is_active():
            found.docs.append(matcher.id())
            found.counts.append(matcher.weight())
            matcher.next()
        return found, 8 * len(found.docs)

    return kept.get((*segment, name, word), read)


def places(segment: tuple, reader: IndexReader, word: str) -> array:
    """Every place of `word` in the texts of a segment, in order: document << PLACES | number of the word."""

    def read() -> tuple[array, int]:
        found = array("Q")
        try:
            matcher = reader.postings("words", word)
        except TermNotFound:
            return found, 0
        while matcher.is_active():
            document = matcher.id() << PLACES
            found.extend(document | place for place in matcher.value_as("positions"))
            matcher.next()
        return found, 8 * len(found)

    return kept.get((*segment, "places", word), read)


def beginning_with(segment: tuple, reader: IndexReader, beginning: str, most: int) -> tuple[str, ...]:
    """The first `most` words of a segment that begin so."""

    def read() -> tuple[tuple[str, ...], int]:
        found = tuple(text.decode() for text in islice(reader.expand_prefix("words", beginning), most))
        return found, 100 * len(found)

    return kept.get((*segment, "beginning", beginning), read)

"""What holding a word is worth: BM25 over the segments of a search."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from whoosh.reading import IndexReader

from hub.search.index import Segment
from hub.search.postings import Postings, postings

SATURATION, SHORTNESS = 1.2, 0.75  # k1 and b


@dataclass
class Part:
    """A segment within a scope: a byte for each document, 1 where it may be found."""

    reader: IndexReader
    segment: Segment
    allowed: bytes

    def holding(self, name: str, word: str) -> Postings:
        return postings(self.segment.name, self.reader, name, word)


class Weights:
    """Rare words count more, and those of short texts."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.documents = sum(len(part.segment.items) for part in parts)
        self.mean = {
            name: (sum(part.segment.words_in[name] for part in parts) / self.documents if self.documents else 0) or 1
            for name in ("words", "text")
        }
        self.known: dict[tuple[str, str], float] = {}

    def rarity(self, name: str, term: str) -> float:
        """The idf of a term."""
        if (name, term) not in self.known:
            holding = sum(len(part.holding(name, term).docs) for part in self.parts)
            self.known[name, term] = log(self.documents / (holding + 1)) + 1
        return self.known[name, term]

    def add(self, scores: dict[int, float], part: Part, name: str, found: Postings, weight: float) -> None:
        """Add to the scores of the documents in `scores` what holding a term of this weight is worth."""
        lengths = part.segment.lengths[name]
        weight *= SATURATION + 1
        flat, slope = SATURATION * (1 - SHORTNESS), SATURATION * SHORTNESS / self.mean[name]
        for doc, count in zip(found.docs, found.counts, strict=True):
            if doc in scores:
                scores[doc] += weight * count / (count + flat + slope * lengths[doc])

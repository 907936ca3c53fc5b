"""One pass over the index: what matches, of what is allowed, best first, with the counts. Fails closed."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from whoosh import query as w
from whoosh.reading import IndexReader

from hub.search import index, searchers
from hub.search.analysis import fold, stem_of
from hub.search.query import Query

HALF_LIFE = 180 * 86400  # seconds until the bonus of the new is half as much
MOST_BEGINNINGS = 50  # words that one beginning may stand for
TITLE_BONUS = 12.0


@dataclass
class Matched:
    """Items that match, best first, with the anchor of their best part; counts over items."""

    items: list[tuple[int, str]] = field(default_factory=list)
    kinds: Counter = field(default_factory=Counter)
    spaces: Counter = field(default_factory=Counter)


def match(folder: Path, query: Query, scope: frozenset[str], *, hidden: set[int], kind: str = "", space: int = 0) -> Matched:
    """Everything in the index that answers `query` within `scope`, without the `hidden` items.

    Whoosh's own filter is never used: an empty one would let everything through. Here a document counts only if its
    number is in a set that this function made from the scope.
    """
    if not scope or query.is_empty:
        return Matched()
    best: dict[int, tuple[float, int, IndexReader, index.Segment]] = {}
    with searchers.searcher(folder) as searcher:
        for leaf, _offset in searcher.leaf_searchers():
            reader = leaf.reader()
            if not reader.doc_count_all():
                continue
            segment = index.segment_of(folder, reader)
            allowed = segment.allowed(scope)
            if not allowed:
                continue
            matcher = build(query, reader).matcher(leaf)
            while matcher.is_active():
                doc = matcher.id()
                if doc in allowed and not reader.is_deleted(doc):
                    item = segment.items[doc]
                    score = matcher.score() * _recency(segment.changed[doc])
                    if item not in hidden and (item not in best or score > best[item][0]):
                        best[item] = (score, doc, reader, segment)
                matcher.next()
        return _ranked(best, kind, space)


def _ranked(best: dict, kind: str, space: int) -> Matched:
    matched = Matched()
    rows = []
    for item, (score, doc, reader, segment) in best.items():
        of_kind, of_space = segment.kinds[doc], segment.spaces[doc]
        if not space or of_space == space:
            matched.kinds[of_kind] += 1
        if not kind or of_kind == kind:
            matched.spaces[of_space] += 1
        if (not kind or of_kind == kind) and (not space or of_space == space):
            rows.append((-score, -item, reader, segment, doc))
    rows.sort(key=lambda row: row[:2])
    # Read only for what can be shown.
    matched.items = [
        (-item, segment.anchor(reader, doc) if place < 400 else "")
        for place, (_score, item, reader, segment, doc) in enumerate(rows)
    ]
    return matched


def build(query: Query, reader: IndexReader) -> w.Query:
    """The engine's query: every word or phrase must be there, in the stemmed field or, as typed, in the exact one."""
    must: list[w.Query] = [_word(word, reader, last=word is query.words[-1]) for word in query.words]
    must += [w.Phrase("words", [fold(word) for word in phrase]) for phrase in query.phrases]
    must += [found for name, value in query.fields.items() if (found := _field(name, value))]
    if not must:
        return w.NullQuery
    asked: w.Query = w.And(must) if len(must) > 1 else must[0]
    if query.without:
        asked = w.AndNot(asked, w.Or([w.Term("words", fold(word)) for word in query.without]))
    if query.words and not query.phrases:
        asked = w.AndMaybe(asked, w.Term("title", " ".join(query.words), boost=TITLE_BONUS))
    return asked


def _word(word: str, reader, *, last: bool) -> w.Query:
    folded = fold(word)
    either: list[w.Query] = [w.Term("words", folded)]
    if stemmed := stem_of(word):
        either.append(w.Term("text", stemmed))
    if last and len(folded) >= 3:
        beginnings = []
        for text in reader.expand_prefix("words", folded):
            beginnings.append(text.decode() if isinstance(text, bytes) else text)
            if len(beginnings) >= MOST_BEGINNINGS:
                break
        either += [w.Term("words", text, boost=0.3) for text in beginnings if text != folded]
    return w.Or(either)


def _field(name: str, value: str) -> w.Query | None:
    if name == "type":
        return w.Term("kind", value)
    if name == "tag":
        return w.Term("tags", value.replace(" ", "-"))
    if name in {"author", "agency"}:
        return w.Term(name, value)
    if name in {"before", "after"}:
        moment = int(datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC).timestamp())
        low, high = (None, moment - 1) if name == "before" else (moment, None)
        return w.NumericRange("changed", low, high)
    return None


def _recency(changed: int) -> float:
    """1.3 for what is new, near 1 for what is old."""
    return 1 + 0.3 * 2 ** (-max(0.0, time.time() - changed) / HALF_LIFE)


def spelled(folder: Path, word: str) -> list[str]:
    """Words of the index that `word` may have meant, nearest first. From everybody's words: check each under a scope."""
    with searchers.searcher(folder) as searcher:
        if searcher.doc_frequency("words", fold(word)):
            return []
        return searcher.suggest("words", fold(word), limit=5, maxdist=2, prefix=1)

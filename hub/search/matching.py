"""One pass over the index: what matches, of what is allowed, best first, with the counts. Fails closed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from hub.search import index, searchers
from hub.search.analysis import fold, stem_of
from hub.search.limits import FORM, Limit, moment_of
from hub.search.postings import PLACES, Postings, beginning_with, places
from hub.search.query import Query
from hub.search.weights import Part, Weights

HALF_LIFE = 180 * 86400  # seconds until the bonus of the new is half as much
MOST_BEGINNINGS = 50  # words that one beginning may stand for
OF_BEGINNINGS = 0.3  # what such a word counts beside the word itself
TITLE_BONUS = 12.0


class Found(NamedTuple):
    """An item, by its key, and the part of it that answers best."""

    item: int
    kind: str
    anchor: str = ""


@dataclass
class Matched:
    """Keys of the items that match, best first; one page of them; counts over items."""

    items: list[int] = field(default_factory=list)
    kinds: Counter = field(default_factory=Counter)
    page: int = 1
    shown: list[Found] = field(default_factory=list)


# A word of the question as the index has it: (field, term, what it counts).
_Term = tuple[str, str, float]


def match(
    folder: Path,
    query: Query,
    scope: frozenset[str],
    *,
    hidden: set[int],
    kind: str = "",
    space: int = 0,
    page: int = 1,
    size: int = 20,
) -> Matched:
    """Everything in the index that answers `query` within `scope`, without the `hidden` items, and the parts of one page.

    Beyond the last page is the last one.

    Whoosh's own queries and filters are never used: an empty filter would let everything through. Here a document counts
    only where a byte says so that was set from the scope.
    """
    if not scope or query.is_empty or ((query.fields or query.but_not) and not query.limits):
        return Matched()
    with searchers.searcher(folder) as searcher:
        parts = list(_parts(folder, searcher, scope))
        weights = Weights(parts)
        best: dict[int, tuple[float, int, Part]] = {}
        now = time.time()
        for part in parts:
            items, changed = part.segment.items, part.segment.changed
            for doc, relevance in _scores(query, part, weights).items():
                # 1.3 times for what is new, near 1 for what is old.
                score = relevance * (1 + 0.3 * 2 ** (min(0.0, changed[doc] - now) / HALF_LIFE))
                item = items[doc]
                if item not in hidden and (item not in best or score > best[item][0]):
                    best[item] = (score, doc, part)
        return _page(_ranked(best, kind, space), best, page, size)


def _parts(folder: Path, searcher, scope: frozenset[str]) -> Iterator[Part]:
    """The segments in which the scope holds anything."""
    for leaf, _offset in searcher.leaf_searchers():
        reader = leaf.reader()
        if reader.doc_count_all():
            segment = index.segment_of(folder, reader)
            allowed = segment.allowed(reader, scope)
            if 1 in allowed:
                yield Part(reader, segment, allowed)


def _ranked(best: dict[int, tuple[float, int, Part]], kind: str, space: int) -> Matched:
    matched = Matched()
    rows = []
    for item, (score, doc, part) in best.items():
        of_kind = part.segment.kinds[doc]
        if not space or part.segment.spaces[doc] == space:
            matched.kinds[of_kind] += 1
            if not kind or of_kind == kind:
                rows.append((-score, -item))
    rows.sort()
    matched.items = [-item for _score, item in rows]
    return matched


def _page(matched: Matched, best: dict[int, tuple[float, int, Part]], page: int, size: int) -> Matched:
    matched.page = min(max(page, 1), max(-(-len(matched.items) // size), 1))
    for item in matched.items[(matched.page - 1) * size : matched.page * size]:
        _score, doc, part = best[item]
        matched.shown.append(Found(item, part.segment.kinds[doc], part.segment.anchor(part.reader, doc)))
    return matched


def _scores(query: Query, part: Part, weights: Weights) -> dict[int, float]:
    """{document: how well it answers}, of the allowed ones that hold every word, phrase and field, and none of the others."""
    words = [_terms(part, word, is_open=place == len(query.words)) for place, word in enumerate(query.words, 1)]
    phrases = [_phrase(part, [fold(word) for word in phrase]) for phrase in query.phrases]
    must: list[Iterable[int]] = [_holding_any(part, terms) for terms in words] + [phrase.docs for phrase in phrases]
    must += [_within(part, limit) for limit in query.limits if not limit.is_out]
    if not must and not query.limits:
        return {}
    found = set(min(must, key=len)).intersection(*must) if must else set(range(len(part.segment.items)))
    for limit in query.limits:
        if limit.is_out:
            found.difference_update(_within(part, limit))
    for word in query.without:
        found.difference_update(part.holding("words", fold(word)).docs)
    for phrase in query.without_phrases:
        found.difference_update(_phrase(part, [fold(word) for word in phrase]).docs)
    allowed = part.allowed
    scores = {doc: 0.0 for doc in found if allowed[doc]}
    if not words and not phrases:
        return dict.fromkeys(scores, 1.0)
    for name, term, worth in dict.fromkeys(term for terms in words for term in terms):
        weights.add(scores, part, name, part.holding(name, term), worth * weights.rarity(name, term))
    for phrase, typed in zip(phrases, query.phrases, strict=True):
        weights.add(scores, part, "words", phrase, sum(weights.rarity("words", fold(word)) for word in typed))
    if query.words and not query.phrases:
        for doc in part.holding("title", " ".join(query.words)).docs:
            if doc in scores:
                scores[doc] += TITLE_BONUS
    return scores


def _terms(part: Part, word: str, *, is_open: bool) -> list[_Term]:
    """What stands for a word: itself or its stem; for one that may go on also what it begins."""
    folded = fold(word)
    terms: list[_Term] = [("words", folded, 1.0)]
    if stemmed := stem_of(word):
        terms.append(("text", stemmed, 1.0))
    if is_open and len(folded) >= 3:
        begun = beginning_with(part.segment.name, part.reader, folded, MOST_BEGINNINGS)
        terms += [("words", text, OF_BEGINNINGS) for text in begun if text != folded]
    return terms


def _holding_any(part: Part, terms: list[_Term]) -> set[int]:
    return set().union(*(part.holding(name, term).docs for name, term, _worth in terms))


def _phrase(part: Part, words: list[str]) -> Postings:
    """The documents in which the words follow each other, and how often they do."""
    by_rarity = sorted(enumerate(words), key=lambda at: len(part.holding("words", at[1]).docs))
    first, rarest = by_rarity[0]
    starts = [place - first for place in places(part.segment.name, part.reader, rarest)] if rarest else []
    for offset, word in by_rarity[1:]:
        if not starts:
            break
        there = set(places(part.segment.name, part.reader, word))
        starts = [start for start in starts if start + offset in there]
    often = Counter(start >> PLACES for start in starts)
    found = Postings()
    found.docs.extend(often)
    found.counts.extend(often.values())
    return found


def _within(part: Part, limit: Limit) -> set[int]:
    """The documents that carry any value of a limit."""
    if limit.name == "space":
        return {doc for doc, space in enumerate(part.segment.spaces) if space in limit.values}
    if limit.name in {"before", "after"}:
        moment = int(moment_of(limit).timestamp())
        return {doc for doc, changed in enumerate(part.segment.changed) if (changed < moment) == (limit.name == "before")}
    name = {"type": "kind", "tag": "tags"}.get(limit.name, limit.name)
    fields = [("tags" if value.startswith(FORM) and name == "kind" else name, value) for value in limit.values]
    return set().union(*(part.holding(field, value).docs for field, value in fields))


def spelled(folder: Path, word: str) -> list[str]:
    """Words of the index that `word` may have meant, nearest first. From everybody's words: check each under a scope."""
    with searchers.searcher(folder) as searcher:
        if searcher.doc_frequency("words", fold(word)):
            return []
        return searcher.suggest("words", fold(word), limit=5, maxdist=2, prefix=1)

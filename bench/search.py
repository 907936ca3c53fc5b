"""What a search costs on the imported collections, beside SQLite FTS5 over the same documents:
`python bench/search.py [FOLDER] [--part NAME]`.

FOLDER is what bench/corpora.py keeps; without one everything is imported first, which takes minutes (`--part` takes only the
collections whose name begins so, like `--part gds`). One collection is closed to the reader, so that the scope has work to
do. Both engines answer in this process, in turn, query by query: all the matching items with counts a kind, then also the
first twenty with excerpts. CPU milliseconds; p50 and p95 over the queries of each query's median.
"""

import argparse
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

import corpora

ROUNDS, EACH = 5, 12  # times a query is asked, queries of a class
CLOSED = "18f"  # the collection that the reader may not see
TARGETS = {"p95": 3.0, "p50": 8.0, "excerpts p95": 2.5, "phrase": 1.5}  # SEARCH.md, part 11, set for 50,000 documents
FOUND = """
    WITH raw AS MATERIALIZED (SELECT rowid AS doc, bm25(fts, 5, 1) AS score FROM fts WHERE fts MATCH ?),
    found AS MATERIALIZED (
        SELECT d.item, d.kind, min(raw.score) AS score, raw.doc
        FROM raw JOIN docs d ON d.rowid = raw.doc WHERE d.token IN ({marks}) GROUP BY d.item
    )
"""
COUNTS = FOUND + "SELECT kind, count(*), group_concat(item) FROM (SELECT * FROM found ORDER BY score) GROUP BY kind"
EXCERPTS = """SELECT snippet(fts, 1, char(2), char(3), '…', 30) FROM fts WHERE fts MATCH ? AND rowid IN ({marks})"""


class Fts:
    """SQLite's own full text of the same documents."""

    def __init__(self, path: Path, documents: list[dict]) -> None:
        self.path = path
        self.database = sqlite3.connect(path)
        self.database.execute("CREATE TABLE docs (item, kind, token)")
        self.database.execute(
            "CREATE VIRTUAL TABLE fts USING fts5(title, text, prefix='2 3', tokenize='porter unicode61 remove_diacritics 2')"
        )
        with self.database:
            for document in documents:
                row = (document["item"], document["kind"], document["token"])
                doc = self.database.execute("INSERT INTO docs VALUES (?, ?, ?)", row).lastrowid
                words = (doc, document["title"], document["words"])
                self.database.execute("INSERT INTO fts (rowid, title, text) VALUES (?, ?, ?)", words)
        self.database.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        self.database.commit()

    def counts(self, asked: str, scope: frozenset[str]) -> dict[str, int]:
        """{kind: items}, of all that match within the scope."""
        sql = COUNTS.format(marks=",".join("?" * len(scope)))
        return {kind: count for kind, count, _items in self.database.execute(sql, (asked, *scope))}

    def page(self, asked: str, scope: frozenset[str]) -> list[str]:
        """The counts, and the excerpts of the first twenty."""
        self.counts(asked, scope)
        sql = FOUND.format(marks=",".join("?" * len(scope))) + "SELECT doc FROM found ORDER BY score LIMIT 20"
        docs = [doc for (doc,) in self.database.execute(sql, (asked, *scope))]
        rows = self.database.execute(EXCERPTS.format(marks=",".join("?" * len(docs))), (asked, *docs))
        return [excerpt for (excerpt,) in rows]


def queries_of(documents: list[dict], chance: Random) -> dict[str, list[str]]:
    """Twelve queries of each class: common, middling and rare words, two and three words of one document, phrases."""
    texts = [words for document in documents if len(words := [w for w in document["words"].split() if w.isalpha()]) > 30]
    often = Counter(word for words in texts for word in {word.lower() for word in words if len(word) > 3})
    ranked = [word for word, count in often.most_common() if count > 1]
    parts = {"common": ranked[10:60], "mid": ranked[200:1200], "rare": ranked[-2000:]}
    classes = {name: chance.sample(words, min(EACH, len(words))) for name, words in parts.items()}
    middling = set(ranked[:1500])
    for name, count in (("two words", 2), ("three words", 3)):
        chosen = [[w.lower() for w in words if w.lower() in middling] for words in chance.sample(texts, EACH * 3)]
        classes[name] = [" ".join(chance.sample(sorted(set(w)), count)) for w in chosen if len(set(w)) >= count][:EACH]
    phrases = []
    for document in chance.sample(documents, EACH * 4):
        words = document["words"].split()
        runs = [words[at : at + 2] for at in range(len(words) - 2)]
        if plain := [run for run in runs if all(word.isalpha() and len(word) > 3 for word in run)]:
            phrases.append('"{}"'.format(" ".join(chance.choice(plain)).lower()))
    return {**classes, "phrase": phrases[:EACH]}


def cost(act: Callable[[], object]) -> float:
    """CPU milliseconds of one call."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def measure(reader, folder: Path) -> None:
    """Fill FTS5, ask both in turn, print."""
    from hub import search
    from hub.models import Item, specific
    from hub.search import index, matching
    from hub.search.documents import documents_of, read_parts
    from hub.search.query import parse
    from hub.search.scope import scope_of

    items = specific(list(Item.objects.filter(kind__in=Item.kinds, removed_at=None).select_related("space")))
    read_parts(items)
    documents = [document for item in items for document in documents_of(item)]
    scope, place = scope_of(reader), index.current()
    with tempfile.TemporaryDirectory() as theirs:
        fts = Fts(Path(theirs) / "fts.sqlite3", documents)
        ours_size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
        readable = sum(document["token"] in scope for document in documents)
        print(f"{len(documents)} documents of {len(items)} items, {readable} of them in the reader's scope")
        print(f"index {ours_size / 2**20:.1f} MiB; FTS5 {fts.path.stat().st_size / 2**20:.1f} MiB, with the text")
        found: dict[str, dict[str, list[float]]] = {}
        for name, queries in queries_of(documents, Random(5)).items():
            for query in queries:
                asked = parse(query)
                match = query if name == "phrase" else " ".join(f'"{word}"' for word in query.split())
                acts = {
                    "hub": lambda a=asked: matching.match(place, a, scope, hidden=set()),
                    "fts": lambda m=match: fts.counts(m, scope),
                    "hub excerpts": lambda q=query: search.search(reader, q),
                    "fts excerpts": lambda m=match: fts.page(m, scope),
                }
                costs = {engine: [] for engine in acts}
                for _round in range(ROUNDS + 1):
                    for engine, act in acts.items():
                        costs[engine].append(cost(act))
                for engine, times in costs.items():
                    found.setdefault(name, {}).setdefault(engine, []).append(median(times[1:]))
    report(found)


def report(found: dict[str, dict[str, list[float]]]) -> None:
    """A line for each class, then each ratio with its target."""
    print(f"{'CPU ms, p50 / p95':<20}" + "".join(f"{engine:>20}" for engine in next(iter(found.values()))))
    whole = {engine: [time for by in found.values() for time in by[engine]] for engine in next(iter(found.values()))}
    for name, by in {**found, "all": whole}.items():
        print(f"{name:<20}" + "".join(f"{at(times, 0.5):11.2f} /{at(times, 0.95):7.2f}" for times in by.values()))
    ratios = {
        "p95": at(whole["hub"], 0.95) / at(whole["fts"], 0.95),
        "p50": at(whole["hub"], 0.5) / at(whole["fts"], 0.5),
        "excerpts p95": at(whole["hub excerpts"], 0.95) / at(whole["fts excerpts"], 0.95),
    }
    for name, ratio in ratios.items():
        print(f"{name + ', of FTS5':<24} {ratio:6.1f}x (at most {TARGETS[name]}x) {_met(ratio, TARGETS[name])}")
    phrase = at(found["phrase"]["hub"], 0.95) / at(found["three words"]["hub"], 0.95)
    print(f"{'phrase of three words':<24} {phrase:6.1f}x (at most {TARGETS['phrase']}x) {_met(phrase, TARGETS['phrase'])}")


def at(times: list[float], share: float) -> float:
    """The value below which `share` of the times lie."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def _met(value: float, most: float) -> str:
    return "met" if value <= most else "NOT MET"


def main(folder: Path, part: str) -> None:
    """Import what is missing, close one collection, measure."""
    folder.mkdir(parents=True, exist_ok=True)
    corpora.bring_in(folder, part)
    reader = corpora.set_up(folder)
    from hub.models import Space

    closed = Space.objects.filter(slug=CLOSED)
    was = closed.values_list("visibility", flat=True).first()
    closed.update(visibility=Space.Visibility.MEMBERS)
    try:
        measure(reader, folder)
    finally:
        closed.update(visibility=was)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--part", default="")
    given = parser.parse_args()
    if given.folder:
        main(given.folder.resolve(), given.part)
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made), given.part)

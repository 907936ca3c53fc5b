"""What an import takes from the pages of a source: their order, places, topics and moments, and by what it knows them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from django.utils import timezone

from wiki.markdown_source import SourcePage

MOST_TOPICS = 20


def parents_first(pages: list[SourcePage]) -> Iterator[SourcePage]:
    """Each page after the one above it."""
    by_path = {page.path: page for page in pages}
    done: set[str] = set()
    for page in pages:
        chain = []
        while page and page.path not in done and page not in chain:
            chain.append(page)
            page = by_path.get(page.parent)
        for one in reversed(chain):
            done.add(one.path)
            yield one


def positions(pages: list[SourcePage]) -> dict[str, int]:
    """Places below each parent, where front matter gives weights; else all are 0, in the order of the alphabet."""
    weighted = {page.parent for page in pages if page.weight is not None}
    ordered = sorted(pages, key=lambda page: (page.weight is None, page.weight or 0, page.title))
    counts: dict[str | None, int] = {}
    positions = {}
    for page in ordered:
        counts[page.parent] = counts.get(page.parent, 0) + 1
        positions[page.path] = counts[page.parent] if page.parent in weighted else 0
    return positions


def topics(source: SourcePage) -> list[str]:
    return [tag[:50] for tag in source.tags if any(c.isalnum() for c in tag)][:MOST_TOPICS]


def _content_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def moment(day: date | None) -> datetime | None:
    """Noon of a day; nothing is dated in the future."""
    if day is None:
        return None
    return min(timezone.make_aware(datetime.combine(day, time(12))), timezone.now())


def digest_of(page: SourcePage, position: int, folder: Path) -> str:
    """Stands for all that a page is made of; it is the same while neither its file nor an attachment changed."""
    own = {name: value for name, value in vars(page).items() if name not in {"lost", "links"}}
    own["position"] = position
    own["attachments"] = [[a.path, a.alt, _content_hash(folder / a.path)] for a in page.attachments]
    return hashlib.sha256(json.dumps(own, default=str, sort_keys=True).encode()).hexdigest()


def fields_of(page: SourcePage) -> dict:
    """`Page.fields`: front matter that has no column."""
    fields = dict(page.fields)
    if page.owner:
        fields["owner"] = page.owner
    if page.reviewed_on:
        fields["last_reviewed_on"] = page.reviewed_on.isoformat()
    if len(page.authors) > 1:
        fields["authors"] = list(page.authors)
    return fields

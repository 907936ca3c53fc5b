"""Keeping the index true: the sweep over what is not yet indexed, and the making of a whole new index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from hub.models import IndexEntry, Item, specific
from hub.search import forgetting, index
from hub.search.documents import documents_of, key_of, read_parts
from hub.worker import sweep

BATCH = 500  # entries a commit


@sweep("index", hurry=False)
def index_waiting() -> int:
    """One commit of what is not yet indexed; the number of entries done. Only one process at a time indexes."""
    waits = IndexEntry.objects.waiting().exists()
    if not waits and not index.has_to_forget() and index.current() is not None:
        return 0
    with index.sole_indexer() as alone:
        if not alone:
            return 0
        folder = index.current()
        if folder is None:
            return rebuild()
        if not waits:
            index.forget(folder)
            return 1
        return _drain(folder)


def _drain(folder: Path) -> int:
    if wiped := forgetting.wipe(folder):
        return wiped
    entries = list(IndexEntry.objects.waiting().order_by("pk")[:BATCH])
    whole = {entry.item_id for entry in entries if entry.item_id and not entry.anchor}
    parts = {(entry.item_id, entry.anchor) for entry in entries if entry.anchor and entry.item_id not in whole}
    items = _read(whole | {item for item, _anchor in parts})
    documents = [
        document
        for item in items
        for document in documents_of(item)
        if item.pk in whole or (item.pk, document["anchor"]) in parts
    ]
    index.write(folder, whole, [key_of(item, anchor) for item, anchor in parts], documents)
    # Written back as it was read: what changed meanwhile differs still, and is found again.
    with transaction.atomic():
        for entry in entries:
            IndexEntry.objects.filter(pk=entry.pk).update(indexed_version=entry.version)
    return len(entries)


def _read(ids: set[int]) -> list[Item]:
    items = specific(list(Item.objects.filter(pk__in=ids, kind__in=Item.kinds).select_related("space")))
    read_parts(items)
    return items


def rebuild() -> int:
    """Make a new generation of everything from the database, and swap to it. The caller is the sole indexer.

    What changes meanwhile stays waiting, since versions are read before the items are. Answers how many items.
    """
    versions = dict(IndexEntry.objects.difference(forgetting.asked()).values_list("pk", "version"))
    folder = index.begin_generation()
    count = 0
    for items in _batches():
        index.write(folder, [], [], [document for item in items for document in documents_of(item)])
        count += len(items)
    index.use_generation(folder)
    by_version: dict[int, list[int]] = {}
    for pk, version in versions.items():
        by_version.setdefault(version, []).append(pk)
    for version, keys in by_version.items():
        for start in range(0, len(keys), BATCH):
            IndexEntry.objects.filter(pk__in=keys[start : start + BATCH]).update(indexed_version=version)
    return max(count, 1)


def _batches() -> Iterator[list[Item]]:
    last = 0
    while ids := list(Item.objects.filter(pk__gt=last, removed_at=None).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield _read(set(ids))
        last = ids[-1]

"""What search must not remember: items destroyed for good. Their words leave the files of the index, not only its answers."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db.models import QuerySet
from whoosh import index as whoosh_index

from hub.models import IndexEntry
from hub.search import index
from hub.search.documents import key_of

_MARK = "gone-"  # in place of an anchor: the item itself is no more


def ask(item: int, part: str = "") -> None:
    """Have the worker wipe an item out, or one part of it, in the transaction that destroys it."""
    IndexEntry.objects.create(anchor=f"{_MARK}{key_of(item, part) if part else item}")


def asked() -> QuerySet[IndexEntry]:
    """The entries that say so; they go once it is done."""
    return IndexEntry.objects.filter(item=None, space=None, tag=None, anchor__startswith=_MARK)


def wipe(folder: Path) -> int:
    """Wipe out all that is asked for, and write the index anew without it; how many. The caller is the sole indexer.

    An index only marks what is deleted, and older generations know nothing of it: both would keep the words on the disk.
    """
    rows = dict(asked().values_list("pk", "anchor"))
    if not rows:
        return 0
    writer = whoosh_index.open_dir(folder).writer(timeout=30, delay=0.05, limitmb=64)
    for anchor in rows.values():
        which = anchor.removeprefix(_MARK)
        if which.isdigit():
            writer.delete_by_term("item", int(which))
        else:
            writer.delete_by_term("key", which)
    writer.commit(optimize=True)
    for other in index.root().iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return IndexEntry.objects.filter(pk__in=rows).delete()[0]

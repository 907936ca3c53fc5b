"""The uploaded files of a restored hub: brought beside those of the old one, whose own go when it is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

from django.core.files.base import File as Content
from django.core.files.storage import default_storage

from hub.backup import archive
from hub.backup.making import Say
from hub.files import sha256 as hash_of
from hub.models import Blob

_IN_MEMORY = 8 * 1024 * 1024  # bytes of a file; a larger one waits on the disk until its hash is known
_HASH = re.compile(r"[0-9a-f]{64}")


def bring(reader: archive.Reader, using: str, say: Say) -> int:
    """Add to the storage what the rows of a restored database name; how many. What is there already is compared."""
    named = set(Blob.objects.using(using).values_list("sha256", flat=True))
    wanted = [sha256 for sha256 in reader.manifest.files if sha256 in named]
    for number, sha256 in enumerate(wanted, 1):
        path = Blob(sha256=sha256).path
        if not _is_there(path, sha256):
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
                for piece in reader.pieces(f"files/{sha256}"):
                    copy.write(piece)
                copy.seek(0)
                default_storage.delete(path)
                default_storage.save(path, Content(copy))
        say("Files", number, len(wanted))
    return len(wanted)


def drop_unnamed() -> int:
    """Delete what lies in the storage and no row names; how many files."""
    known = set(Blob.objects.values_list("sha256", flat=True))
    unnamed = [path for path in _stored("", 2) if path.rsplit("/", 1)[-1] not in known]
    for path in unnamed:
        default_storage.delete(path)
    return len(unnamed)


def _is_there(path: str, sha256: str) -> bool:
    try:
        with default_storage.open(path) as file:
            return hash_of(file) == sha256
    except FileNotFoundError:
        return False


def _stored(folder: str, depth: int) -> Iterator[str]:
    """The paths of all files kept by their hash, which lie two folders deep; whatever else is there is not ours."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    if not depth:
        yield from (f"{folder}/{name}" for name in files if _HASH.fullmatch(name))
        return
    for name in folders:
        yield from _stored(f"{folder}/{name}".lstrip("/"), depth - 1)

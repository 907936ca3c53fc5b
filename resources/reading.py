"""Having a file read: by a process of its own that can be killed, which knows nothing but the file."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hub import files
from hub.models import File

log = logging.getLogger("resources")

PATIENCE = 15  # seconds, start of the process included
_PROJECT = Path(__file__).resolve().parent.parent
_KINDS = {"application/pdf": "pdf", "text/plain": "text", "text/markdown": "text", "text/csv": "text"}


@dataclass(frozen=True)
class Reading:
    """What is in a file; `reason` says why nothing is known (a Version.Reason), or is empty."""

    texts: tuple[str, ...] = ()
    pages: int | None = None
    title: str = ""
    picture: bytes | None = None
    reason: str = ""


def read(file: File) -> Reading:
    """Read a file in a process of its own. Raises FileNotFoundError where the storage has lost it; nothing in it raises."""
    with files.open_file(file) as content:
        return read_bytes(content.read(), kind_of(file))


def kind_of(file: File) -> str:
    """The word by which the reader knows what to do with a file."""
    if file.is_picture:
        return "picture"
    return _KINDS.get(file.blob.type) or files.types.ending_of(file.blob.type)[1:]


def read_bytes(content: bytes, kind: str) -> Reading:
    """The same of bytes in hand."""
    command = [sys.executable, "-m", "resources.reader", kind]
    try:
        # An empty environment: whatever a document might do in there, it finds no key and no address.
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE, cwd=_PROJECT, env={}, start_new_session=True
        )
    except subprocess.TimeoutExpired:
        return Reading(reason="too_slow")
    if done.returncode:
        # Killed by its limits (time: SIGKILL or SIGXCPU), or by a fault in what reads.
        log.warning("the reader ended with %s on a %s of %s bytes", done.returncode, kind, len(content))
        return Reading(reason="too_slow" if done.returncode in {-9, -24} else "damaged")
    found = json.loads(done.stdout)
    picture = base64.b64decode(found["picture"]) if found["picture"] else None
    return Reading(tuple(found["texts"]), found["pages"], found["title"], picture, found["reason"])

"""Telling which kind of archive a file is, and reading it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from forums.archives import dumps, mails
from forums.archives.threads import Archive, Unreadable

LARGEST = 500 * 1024 * 1024  # bytes, unpacked


def read_archive(path: Path) -> Archive:
    """Read a dump (one thread as JSON a line, perhaps packed) or a mailbox. Raises Unreadable and OSError."""
    content = path.read_bytes()
    name = path.name
    if content.startswith(b"\x1f\x8b"):
        content, name = _unpacked(path), name.removesuffix(".gz")
    if not content.strip():
        raise Unreadable(_("The file is empty"))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return dumps.read(content, name)
    if mails.looks_like(content):
        return mails.read(content, name)
    raise Unreadable(_("This is neither a dump of discussions, one JSON object a line, nor a mailbox"))


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as packed:
            content = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(_("The packed file is damaged")) from error
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 500 MB when it is unpacked"))
    return content

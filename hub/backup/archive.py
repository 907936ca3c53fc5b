"""The one file of a backup: a zip whose every member is named in its manifest. It is written whole or not at all, and
nothing in it is believed before it was checked; no member is ever unpacked under its own name."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hub.backup import manifest
from hub.backup.manifest import Manifest, Member, Refused

PIECE = 1024 * 1024  # bytes read at once
LONGEST_LINE = 64 * 1024 * 1024  # bytes of one row
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@contextmanager
def finished(target: Path) -> Iterator[BinaryIO]:
    """A file to write that gets its name once it is whole and on the disk; whatever happens before, there is none.

    Raises Refused where the name is taken, or another process is writing under it.
    """
    if os.path.lexists(target):
        raise Refused(f"{target} exists already: a backup is never written over")
    if not target.parent.is_dir():
        raise Refused(f"{target.parent} is no folder")
    part = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another process is writing {target}") from None
        if os.path.lexists(target) or not os.path.samestat(os.fstat(file.fileno()), os.lstat(part)):
            raise Refused(f"another process has just written {target}")
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate(0)  # what one that was killed has left
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.rename(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


class Writer:
    """Writes members one after the other and notes what they are."""

    def __init__(self, file: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.members: dict[str, Member] = {}

    def add(self, name: str, pieces: Iterator[bytes], *, packed: bool) -> int:
        """Write one member, packed or as it is; the number of pieces."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        digest, size, count = hashlib.sha256(), 0, 0
        with self.zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
                count += 1
        self.members[name] = Member(size, digest.hexdigest())
        return count

    def finish(self, made: Manifest) -> None:
        """Write the manifest and the end of the archive."""
        made.members = dict(self.members)
        self.add(manifest.NAME, iter([made.to_json()]), packed=True)
        self.zip.close()


class Reader:
    """A backup to restore. Making one checks names, kinds and sizes; `check` then reads every byte. Both raise Refused."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise Refused(f"{path} is not there") from None
        except _DAMAGE as error:
            raise Refused(f"{path} is no backup of a hub, or its end is missing: {error}") from None
        infos = self.zip.infolist()
        self.infos = {info.filename: info for info in infos}
        if len(self.infos) != len(infos):
            raise Refused("the backup is damaged: two of its members have the same name")
        info = self.infos.get(manifest.NAME)
        if info is None:
            raise Refused(f"{path} is no backup of a hub: it has no manifest")
        if info.file_size > manifest.LONGEST:
            raise Refused("the backup is damaged: its manifest is too long")
        _plain(info)
        self.manifest = manifest.parse(b"".join(self._pieces(info)))
        self._compare()

    def _compare(self) -> None:
        said = self.manifest.members
        for name in self.infos.keys() - said.keys() - {manifest.NAME}:
            raise Refused(f"the backup is damaged: its manifest does not know {name!r}")
        for name in said.keys() - self.infos.keys():
            raise Refused(f"the backup is damaged: {name} is missing")
        for name, member in said.items():
            _plain(self.infos[name])
            if self.infos[name].file_size != member.size:
                raise Refused(f"the backup is damaged: {name} has another size than its manifest says")

    @property
    def size(self) -> int:
        """Bytes of everything in it, unpacked."""
        return sum(member.size for member in self.manifest.members.values())

    def check(self, say: Callable[[str, int, int], None]) -> None:
        """Read everything and compare the hashes; `say` hears (what, bytes so far, bytes in all)."""
        done, whole = 0, self.size
        for name in self.manifest.members:
            for piece in self.pieces(name):
                done += len(piece)
                say("Checking", done, whole)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member. Raises Refused at their end where they are not what the manifest says."""
        digest = hashlib.sha256()
        for piece in self._pieces(self.infos[name]):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != self.manifest.members[name].sha256:
            raise Refused(f"the backup is damaged: {name} is not what was written")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise Refused(f"the backup is damaged: a line of {name} is too long")
        if rest:
            raise Refused(f"the backup is damaged: the last line of {name} has no end")

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        left = info.file_size
        try:
            with self.zip.open(info) as member:
                while piece := member.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Refused(f"the backup is damaged: {info.filename} is longer than it says")
                    yield piece
        except _DAMAGE as error:
            raise Refused(f"the backup is damaged: {info.filename} cannot be read: {error}") from None
        if left:
            raise Refused(f"the backup is damaged: {info.filename} is shorter than it says")


def _plain(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.is_dir() or kind not in {0, stat.S_IFREG}:
        raise Refused(f"the backup is damaged: {info.filename!r} is no plain file")
    if info.compress_type not in _PACKED or info.flag_bits & 0x1:
        raise Refused(f"the backup is damaged: {info.filename!r} is packed in a way that no hub uses")

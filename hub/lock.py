"""The folder of a hub belongs to one serving process: whoever serves or restores holds its lock."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Another process holds the folder; `pid` is its number as it wrote it down, 0 where that cannot be read."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self.pid = pid


@contextmanager
def held(folder: Path, address: str = "") -> Iterator[None]:
    """Hold `folder/serve.lock` as long as the block runs; `address` is where the hub answers meanwhile. Raises Held at once.

    The kernel gives the lock back when the process ends, however it ends: there is no stale lock to remove.
    """
    with open(folder / "serve.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            number = file.readline().strip()
            raise Held(int(number) if number.isdigit() else 0) from None
        file.truncate(0)
        file.write("\n".join(filter(None, (str(os.getpid()), address))))
        file.flush()
        yield


def served_at(folder: Path) -> str:
    """Where the hub of `folder` answers now, like "http://127.0.0.1:8001"; "" where none runs or that is not known."""
    try:
        with open(folder / "serve.lock") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().partition("\n")[2].strip()
    except OSError:
        pass
    return ""

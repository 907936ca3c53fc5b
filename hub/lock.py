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
def held(folder: Path) -> Iterator[None]:
    """Hold `folder/serve.lock` as long as the block runs. Raises Held at once where another process has it.

    The kernel gives the lock back when the process ends, however it ends: there is no stale lock to remove.
    """
    with open(folder / "serve.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            written = file.read().strip()
            raise Held(int(written) if written.isdigit() else 0) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield

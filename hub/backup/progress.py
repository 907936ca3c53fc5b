"""Saying how far it is, on a terminal and in a log."""

from __future__ import annotations

import time
from typing import TextIO

_EVERY = 5.0  # seconds between two lines about the same thing


class Progress:
    """Hears (what, so far, of how many), and writes a line every five seconds and when all of it is done."""

    def __init__(self, out: TextIO, *, quiet: bool = False) -> None:
        self.out, self.quiet = out, quiet
        self.said_at = time.monotonic()

    def __call__(self, what: str, done: int, whole: int) -> None:
        """`done` of `whole` are done."""
        now = time.monotonic()
        if self.quiet or (done < whole and now - self.said_at < _EVERY):
            return
        self.said_at = now
        self.out.write(f"{what}: {done:,} of {whole:,}")

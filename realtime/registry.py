"""The sockets of this process: who has a window open, and on which items. Lives in the server's event loop."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

PAUSE_AFTER = 200  # sockets written before other work of the loop gets its turn


@dataclass(eq=False)
class Window:
    """One open socket: whose, by which session, and the items it shows.

    `write` takes a whole frame as bytes, where the server offers that; `send` takes what any ASGI server does.
    """

    send: Callable[[dict], Awaitable[None]]
    person: int
    session: str
    epoch: int
    items: set[int] = field(default_factory=set)
    write: Callable[[bytes], None] | None = None


class Registry:
    """People and items → windows. Everything here runs in one event loop, so nothing needs a lock."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.people: dict[int, set[Window]] = defaultdict(set)
        self.items: dict[int, set[Window]] = defaultdict(set)

    def join(self, window: Window) -> None:
        """A window opened."""
        self.people[window.person].add(window)

    def show(self, window: Window, items: set[int]) -> None:
        """A window shows these items now, and no others."""
        self._hide(window)
        window.items = items
        for item in items:
            self.items[item].add(window)

    def leave(self, window: Window) -> None:
        """A window closed."""
        self._hide(window)
        self.people[window.person].discard(window)
        if not self.people[window.person]:
            del self.people[window.person]

    def _hide(self, window: Window) -> None:
        for item in window.items:
            self.items[item].discard(window)
            if not self.items[item]:
                del self.items[item]
        window.items = set()

    async def say(self, windows: Iterable[Window], frame: dict) -> None:
        """Write one frame, prepared once, to each window; one that is gone leaves."""
        text = json.dumps(frame)
        message, ready = {"type": "websocket.send", "text": text}, _on_the_wire(text.encode())
        for count, window in enumerate(list(windows), 1):
            try:
                if window.write:
                    window.write(ready)
                else:
                    await window.send(message)
            except Exception:
                # Whatever a broken socket raises, the others still get theirs.
                self.leave(window)
            if count % PAUSE_AFTER == 0:
                await asyncio.sleep(0)


def _on_the_wire(payload: bytes) -> bytes:
    """One text frame of a server (RFC 6455, 5.2): not masked, not compressed."""
    size = len(payload)
    length = bytes([size]) if size < 126 else bytes([126]) + size.to_bytes(2, "big")
    return b"\x81" + length + payload


registry = Registry()

"""What was worked out before, kept while there is room: for texts that many readers are shown alike.

    texts = Memory(room=8_000_000)
    texts.recall((html, links, language), lambda: fill(html, links))   # works it out, or remembers

Nothing is ever stale and nothing is anybody's: the key holds everything that the answer is made of, the words included, so
whoever may not see them cannot ask for them. What a reader may see is asked of the database before, every time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Text = TypeVar("Text", bound=str)


class Memory:
    """Texts by what they were made of; the longest unused make room. For all threads of a process."""

    def __init__(self, room: int, longest: int | None = None) -> None:
        """`room` in characters of all texts together; one longer than `longest` (else a hundredth of it) is not kept."""
        self.room, self.longest = room, longest or room // 100
        self.kept: OrderedDict[Hashable, str] = OrderedDict()
        self.used = 0
        self.lock = Lock()

    def recall(self, key: Hashable, make: Callable[[], Text]) -> Text:
        """What `make` answers, or answered before to the same key."""
        with self.lock:
            text = self.kept.get(key)
            if text is not None:
                self.kept.move_to_end(key)
                return text
        text = make()
        if len(text) <= self.longest:
            with self.lock:
                if key not in self.kept:
                    self.kept[key] = text
                    self.used += len(text)
                while self.used > self.room:
                    self.used -= len(self.kept.popitem(last=False)[1])
        return text

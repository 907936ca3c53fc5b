"""A word difference, in the shape that components/diff.html shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from wiki.diff import Block, Diff

_CHANGES = {"same": "same", "ins": "added", "del": "removed"}


@dataclass(frozen=True)
class Passage:
    """Text with its changes, or `folded` unchanged lines that are not shown."""

    parts: list[tuple[str, str]]
    folded: int = 0


class Passages:
    """The passages of a comparison, and what is said above them."""

    def __init__(self, diff: Diff) -> None:
        self.count, self.cut, self.coarse = diff.passages, diff.cut, diff.coarse
        self.shown = [
            _passage(list(blocks), folded) for folded, blocks in groupby(diff.blocks, key=lambda block: block.kind == "folded")
        ]


def _passage(blocks: list[Block], folded: bool) -> Passage:
    if folded:
        return Passage([], sum(block.lines for block in blocks))
    parts = [(_CHANGES[span.kind], span.text) for block in blocks for span in block.spans]
    # Empty lines round a passage say nothing.
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while parts and parts[end][0] == "same":
            kept = strip(parts[end][1], "\n")
            if kept:
                parts[end] = ("same", kept)
                break
            del parts[end]
    return Passage(parts)

"""What differs between two versions of a page: passages with words added and removed, and what stayed folded away.

    diff = diff_words(old, new)
    for block in diff.blocks:
        block.kind    same: context; changed: show its spans; folded: show "{block.lines} lines unchanged"
        block.spans   each has a kind (same, del, ins) and a text, in which line ends are to be shown

This module gives data only. Whoever shows it escapes the texts and puts "Added:" and "Removed:" in words beside the colours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from wiki.lines import Effort, changes, split_lines
from wiki.words import Span, compare_words

# Characters of changed text and context that are shown at most: twice the longest page that can be written here.
MOST_SHOWN = 450_000
# Fewer unchanged lines than this are shown rather than folded away.
LEAST_FOLDED = 2


@dataclass(frozen=True)
class Block:
    """A passage: `same` (context), `changed`, or `folded` (unchanged lines that need not be shown).

    `old_line` and `new_line` are the numbers, from 1, of the line at which it starts in either version; `lines` is how
    many lines of the new version it has (of the old one, if it was removed).
    """

    kind: str
    spans: tuple[Span, ...]
    old_line: int
    new_line: int
    lines: int

    @property
    def old_spans(self) -> tuple[Span, ...]:
        """The left side of two columns: what the old version has here."""
        return tuple(span for span in self.spans if span.kind != "ins")

    @property
    def new_spans(self) -> tuple[Span, ...]:
        """The right side of two columns: what the new version has here."""
        return tuple(span for span in self.spans if span.kind != "del")


@dataclass(frozen=True)
class Diff:
    """A comparison. `passages` counts the changed places, `added` and `removed` the characters that came and went.

    `coarse`: too much differs to compare all of it word by word, some passages are shown as replaced.
    `cut`: passages beyond the first 450,000 characters are left out of `blocks`; the counts are those of all.
    """

    blocks: list[Block] = field(default_factory=list)
    passages: int = 0
    added: int = 0
    removed: int = 0
    coarse: bool = False
    cut: bool = False


def diff_words(old: str, new: str, *, context: int = 3, most_shown: int = MOST_SHOWN) -> Diff:
    """Compares two versions of a text line by line, and word by word within the lines that changed.

    `context` is how many unchanged lines are shown around each change. The work is bounded for any text.
    """
    effort = Effort()
    blocks = list(_blocks(split_lines(old), split_lines(new), effort))
    spans = [span for block in blocks for span in block.spans]
    shown, cut = _cut(list(_folded(blocks, context)), most_shown)
    return Diff(
        blocks=shown,
        passages=sum(changed for changed, _ in groupby(blocks, key=lambda block: block.kind == "changed")),
        added=sum(len(span.text) for span in spans if span.kind == "ins"),
        removed=sum(len(span.text) for span in spans if span.kind == "del"),
        coarse=effort.fell_short,
        cut=cut,
    )


def _blocks(old: list[str], new: list[str], effort: Effort) -> Iterator[Block]:
    """The whole of both texts as `same` and `changed` blocks, in turn or several changed ones in a row."""
    i = j = 0
    for change in changes(old, new, effort):
        if change.old_start > i:
            yield _block([Span("same", "".join(old[i : change.old_start]))], i, j)
        i, j = change.old_start, change.new_start
        gone, come = "".join(old[i : change.old_end]), "".join(new[j : change.new_end])
        for spans in _lines(compare_words(gone, come, effort)):
            yield (block := _block(spans, i, j))
            i += sum(span.text.count("\n") for span in block.old_spans)
            j += sum(span.text.count("\n") for span in block.new_spans)
        i, j = change.old_end, change.new_end
    if i < len(old):
        yield _block([Span("same", "".join(old[i:]))], i, j)


def _block(spans: list[Span], i: int, j: int) -> Block:
    kind = "same" if all(span.kind == "same" for span in spans) else "changed"
    text = "".join(span.text for span in spans if span.kind != "del") or "".join(span.text for span in spans)
    return Block(kind, tuple(spans), i + 1, j + 1, len(split_lines(text)))


def _lines(spans: list[Span]) -> Iterator[list[Span]]:
    """Spans line by line: parted at each line end that stayed, and after lines that came or went as a whole."""
    line: list[Span] = []
    for span in spans:
        if span.kind == "same" and line and all(before.text.endswith("\n") for before in line):
            yield line
            line = []
        for piece in split_lines(span.text) if span.kind == "same" else [span.text]:
            line.append(Span(span.kind, piece))
            if span.kind == "same" and piece.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _folded(blocks: list[Block], context: int) -> Iterator[Block]:
    """Unchanged blocks in a row as one, of which `context` lines stay on each side that has a change."""
    runs = [list(run) for _, run in groupby(blocks, key=lambda block: block.kind)]
    for number, run in enumerate(runs):
        if run[0].kind == "changed":
            yield from run
            continue
        first = run[0]
        lines = split_lines("".join(span.text for block in run for span in block.spans))
        start = context if number else 0
        end = len(lines) - (context if number < len(runs) - 1 else 0)
        if end - start < LEAST_FOLDED:
            start = end = len(lines)
        for kind, at, to in (("same", 0, start), ("folded", start, end), ("same", end, len(lines))):
            if to > at:
                text = "".join(lines[at:to])
                yield Block(kind, (Span("same", text),), first.old_line + at, first.new_line + at, to - at)


def _cut(blocks: list[Block], most: int) -> tuple[list[Block], bool]:
    """The blocks up to `most` characters, not counting folded ones; and whether anything was left out."""
    shown: list[Block] = []
    for block in blocks:
        if block.kind == "folded":
            shown.append(block)
            continue
        spans = []
        for span in block.spans:
            spans.append(Span(span.kind, span.text[:most]))
            most -= len(span.text)
            if most < 0:
                return [*shown, replace(block, spans=tuple(spans))], True
        shown.append(block)
    return shown, False

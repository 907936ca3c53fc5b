"""Which words differ between two versions of a passage, as spans that people can read."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from wiki.lines import Change, Effort, changes

# Scripts that put no spaces between words are compared letter by letter.
_LETTERS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = r"!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\u3001-\u3011"
_PIECE = re.compile(rf"\s+|[{_LETTERS}][\u0300-\u036f\ufe0f]*|[{_SIGNS}]|[^\s{_SIGNS}{_LETTERS}]+")
# Where less than this part of the shorter version stays, what stays is chance: it reads better as replaced.
_LEAST_COMMON = 0.3
# Characters of both versions together: twice the longest page that can be written here. Only imports are longer.
_MOST_COMPARED = 450_000


Words = list[tuple[str, str]]


class Span(NamedTuple):
    """A stretch of text. `kind` is `same`, `del` (only in the old version) or `ins` (only in the new one)."""

    kind: str
    text: str


def compare_words(old: str, new: str, effort: Effort) -> list[Span]:
    """The spans from `old` to `new`: without `ins` they spell the old text exactly, without `del` the new one.

    Where the effort ends, or the texts are too long, what is left counts as replaced.
    """
    if len(old) + len(new) > _MOST_COMPARED:
        effort.fell_short = True
        return [Span("del", old), Span("ins", new)]
    before, after = _words(old), _words(new)
    changed = _joined(changes([word for _, word in before], [word for _, word in after], effort), before, after)
    common = _size(before) - sum(_size(before[change.old_start : change.old_end]) for change in changed)
    if old and new and common < _LEAST_COMMON * min(_size(before), _size(after)):
        return [Span("del", old), Span("ins", new)]
    return _tidied(_spelled(changed, before, after, old, new))


def _words(text: str) -> Words:
    """Each word with the white space before it; what white space ends the text is left out."""
    words, space = [], ""
    for piece in _PIECE.findall(text):
        if piece.isspace():
            space = piece
        else:
            words.append((space, piece))
            space = ""
    return words


def _size(words: Words) -> int:
    return sum(len(word) for _, word in words)


def _joined(changed: list[Change], before: Words, after: Words) -> list[Change]:
    """Changes with next to nothing between them become one: a lone "the" that stayed only disturbs."""
    joined: list[tuple[Change, int]] = []
    for change in changed:
        size = max(_size(before[change.old_start : change.old_end]), _size(after[change.new_start : change.new_end]))
        while joined:
            last, last_size = joined[-1]
            between = _size(before[last.old_end : change.old_start])
            if between * 2 > min(size, last_size):
                break
            change = Change(last.old_start, change.old_end, last.new_start, change.new_end)
            size += between + last_size
            joined.pop()
        joined.append((change, size))
    return [change for change, _ in joined]


def _spelled(changed: list[Change], before: Words, after: Words, old: str, new: str) -> Iterator[Span]:
    """Every character of both texts: the words by `changed`, the white space between them by comparing it where words stay."""
    before, after = [*before, (_space_after(old), "")], [*after, (_space_after(new), "")]
    i = j = 0
    for change in (*changed, Change(len(before), len(before), len(after), len(after))):
        for (old_space, word), (new_space, _) in zip(before[i : change.old_start], after[j : change.new_start], strict=True):
            yield from _replaced(old_space, new_space)
            yield Span("same", word)
        i, j = change.old_end, change.new_end
        gone = "".join(space + word for space, word in before[change.old_start : i])
        come = "".join(space + word for space, word in after[change.new_start : j])
        if i < len(before) and before[i] != after[j]:
            # The white space before the next word belongs to the change, so that "a b" to "a (b" is an added sign.
            gone, come = gone + before[i][0], come + after[j][0]
            before[i] = after[j] = ("", before[i][1])
        yield from _replaced(gone, come)


def _replaced(gone: str, come: str) -> list[Span]:
    """Both as spans, the white space that both begin with (or all, if they are the same) kept."""
    kept = gone if gone == come else ""
    if not kept and gone and come:
        space = _space_before(gone)
        kept = space if space == _space_before(come) else ""
    return [Span("same", kept), Span("del", gone[len(kept) :]), Span("ins", come[len(kept) :])]


def _space_before(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _space_after(text: str) -> str:
    return text[len(text.rstrip()) :]


def _tidied(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of a kind as one span; a line that came or went ends with its line end instead of beginning with one."""
    whole = (span for span in spans if span.text)
    joined = [Span(kind, "".join(span.text for span in run)) for kind, run in groupby(whole, key=attrgetter("kind"))]
    for at in range(1, len(joined) - 1):
        before, edit, after = joined[at - 1 : at + 2]
        space = _space_before(edit.text)
        if "\n" in space and before.kind == after.kind == "same" and _space_before(after.text) == space:
            joined[at - 1 : at + 2] = [
                Span("same", before.text + space),
                Span(edit.kind, edit.text[len(space) :] + space),
                Span("same", after.text[len(space) :]),
            ]
    return [span for span in joined if span.text]

"""Which words differ between two versions of a passage, as spans that people can read."""

import re
from time import monotonic, time
from typing import NamedTuple

from diff_match_patch import diff_match_patch

# Scripts that put no spaces between words are compared letter by letter, each with its marks.
_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = r"!-/:-@\[-`{-~\u2010-\u2027\u2030-\u205e\u3001-\u3011"
_WORD = re.compile(
    rf"(\s*)([{_LETTERS}][\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\ufe0f]*|[{_SIGNS}]|[^\s{_SIGNS}{_LETTERS}]+)"
)
# The comparison sees each distinct word as one character of the private planes, of which there are this many.
_FIRST, _MOST_WORDS = 0xF0000, 0xFFFE
# Where less than this part of the shorter version stays, the words in common are chance: it reads better as replaced.
_LEAST_COMMON = 0.3


class Span(NamedTuple):
    """A stretch of text. `kind` is `same`, `del` (only in the old version) or `ins` (only in the new one)."""

    kind: str
    text: str


class Clock:
    """The seconds that a whole comparison may take; once they are over, passages are shown as replaced."""

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds

    @property
    def left(self) -> float:
        return self.until - monotonic()


def compare_words(old: str, new: str, clock: Clock) -> list[Span] | None:
    """The spans from `old` to `new`: without `ins` they spell the old text, without `del` the new one.

    None if there was no time left, or if the passages are too long, to find them.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    numbers: dict[str, int] = {}
    for _space, word in (*before, *after):
        numbers.setdefault(word, _FIRST + len(numbers))
    if len(numbers) > _MOST_WORDS or clock.left <= 0:
        return None
    engine = diff_match_patch()
    diffs = engine.diff_main(
        "".join(chr(numbers[word]) for _space, word in before),
        "".join(chr(numbers[word]) for _space, word in after),
        False,
        time() + clock.left,
    )
    if clock.left <= 0:
        return None
    engine.diff_cleanupSemantic(diffs)
    return _readable(_spell(diffs, old, new, before, after), old, new)

"""Names that somebody may have meant: two letters off at most, one in a short name."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 12  # names that are tried for one word
_SHORT = 3  # letters of a word that is taken as it stands


def close_words(words: Iterable[str], names: Iterable[str]) -> dict[str, list[str]]:
    """{word: words of `names` that are spelt nearly so, the closest first}, all in small letters."""
    there = {part for name in names for part in name.lower().split()}
    return {word: _closest(word, there) for word in words}


def _closest(word: str, there: set[str]) -> list[str]:
    most = 0 if len(word) <= _SHORT else 1 if len(word) == _SHORT + 1 else 2
    letters = set(word)
    # A letter put for another is missing here and new there: few words are left to compare in full.
    near = [one for one in there if abs(len(one) - len(word)) <= most and len(letters ^ set(one)) <= 2 * most]
    found = sorted((off, one) for one in near if (off := distance(word, one)) <= most)
    return [one for _off, one in found[:MOST]]


def distance(one: str, other: str) -> int:
    """How many letters are to be put in, left out, changed or swapped with the next to make one of the other."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]

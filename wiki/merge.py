"""Three-way merge of texts, line by line: what two people made of one page, with no line of either lost."""

from dataclasses import dataclass, field
from typing import NamedTuple

from wiki.lines import Change, changes, split_lines

OPEN, MIDDLE, CLOSE = "<<<<<<<", "=======", ">>>>>>>"


class Conflict(NamedTuple):
    """A place that both changed differently: the lines of each side, as text, and where it stands in the merged text.

    `base`, `mine` and `theirs` may be empty (one side removed the lines, or both added here).
    `Merge.text[start:end]` is the whole place with its markers; `line` is the number of its first line, from 1.
    """

    base: str
    mine: str
    theirs: str
    start: int
    end: int
    line: int


class Merge(NamedTuple):
    """The merged text, and the conflicts in it in order.

    In the text a conflict stands as both versions between marker lines of their own:
    `<<<<<<< mine`, my lines, `=======`, their lines, `>>>>>>> theirs`. Without conflicts the text has no markers.
    """

    text: str
    conflicts: list[Conflict]


def merge3(base: str, mine: str, theirs: str, *, labels: tuple[str, str] = ("mine", "theirs")) -> Merge:
    """Merges two texts that were made from `base`.

    A change that only one side made is taken; the same change on both sides counts once; changes that overlap or touch
    and differ are conflicts. `labels` name the two sides in the marker lines. Lines end in a line feed: texts with other
    line ends are to be made uniform before. Takes under two seconds for any texts of a page's size.
    """
    if mine == theirs or theirs == base:
        return Merge(mine, [])
    if mine == base:
        return Merge(theirs, [])
    result = _Result(labels)
    base_lines, my_lines, their_lines = split_lines(base), split_lines(mine), split_lines(theirs)
    at = 0
    for place in _places(changes(base_lines, my_lines), changes(base_lines, their_lines)):
        result.add(base_lines[at : place.start])
        my_version = _version(place, place.mine, base_lines, my_lines)
        their_version = _version(place, place.theirs, base_lines, their_lines)
        if not place.theirs or my_version == their_version:
            result.add(my_version)
        elif not place.mine:
            result.add(their_version)
        else:
            result.add_conflict(base_lines[place.start : place.end], my_version, their_version)
        at = place.end
    result.add(base_lines[at:])
    return Merge("".join(result.parts), result.conflicts)


def has_markers(text: str) -> bool:
    """Whether a conflict still stands in a text, so that nobody saves one unseen."""
    starts = [line[:7] for line in text.split("\n") if line.startswith((OPEN + " ", CLOSE + " ")) or line == MIDDLE]
    return any(starts[at : at + 3] == [OPEN, MIDDLE, CLOSE] for at in range(len(starts)))


@dataclass
class _Place:
    """A stretch of the base, and the changes that each side made in it."""

    start: int
    end: int
    mine: list[Change] = field(default_factory=list)
    theirs: list[Change] = field(default_factory=list)


def _places(mine: list[Change], theirs: list[Change]) -> list[_Place]:
    """The stretches that somebody changed, in order. Those that overlap or touch are one."""
    places: list[_Place] = []
    for change, side in sorted([(change, "mine") for change in mine] + [(change, "theirs") for change in theirs]):
        if not places or change.old_start > places[-1].end:
            places.append(_Place(change.old_start, change.old_end))
        place = places[-1]
        place.end = max(place.end, change.old_end)
        (place.mine if side == "mine" else place.theirs).append(change)
    return places


def _version(place: _Place, side: list[Change], base: list[str], lines: list[str]) -> list[str]:
    """What one side has at this place."""
    if not side:
        return base[place.start : place.end]
    before, after = side[0].old_start - place.start, place.end - side[-1].old_end
    return lines[side[0].new_start - before : side[-1].new_end + after]


class _Result:
    def __init__(self, labels: tuple[str, str]) -> None:
        self.labels = labels
        self.parts: list[str] = []
        self.conflicts: list[Conflict] = []
        self.length = 0
        self.line = 1

    def add(self, lines: list[str]) -> None:
        self.parts += lines
        self.length += sum(map(len, lines))
        self.line += len(lines)

    def add_conflict(self, base: list[str], mine: list[str], theirs: list[str]) -> None:
        """Lines that both versions begin or end with are no part of the quarrel."""
        same_start, same_end = _same_ends(mine, theirs)
        self.add(mine[:same_start])
        kept = mine[len(mine) - same_end :]
        mine, theirs = mine[same_start : len(mine) - same_end], theirs[same_start : len(theirs) - same_end]
        start, line = self.length, self.line
        self.add([f"{OPEN} {self.labels[0]}\n", *_ended(mine), MIDDLE + "\n", *_ended(theirs), f"{CLOSE} {self.labels[1]}\n"])
        self.conflicts.append(Conflict("".join(base), "".join(mine), "".join(theirs), start, self.length, line))
        self.add(kept)


def _same_ends(mine: list[str], theirs: list[str]) -> tuple[int, int]:
    shorter = min(len(mine), len(theirs))
    start = next((at for at in range(shorter) if mine[at] != theirs[at]), shorter)
    end = next((at for at in range(shorter - start) if mine[-at - 1] != theirs[-at - 1]), shorter - start)
    return start, end


def _ended(lines: list[str]) -> list[str]:
    return lines if not lines or lines[-1].endswith("\n") else [*lines[:-1], lines[-1] + "\n"]

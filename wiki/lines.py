"""Which lines of two texts differ: Myers' comparison in linear space, with a bound on the work that hostile texts can cause."""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

# How many edits a search may follow before it settles for the best split so far: fewer, the more there is to compare.
MOST_REACH, LEAST_REACH = 256, 16


class Change(NamedTuple):
    """`old[old_start:old_end]` became `new[new_start:new_end]`; one of the two may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Effort:
    """How many steps comparisons may still take: hostile texts get a coarser answer instead of a slow one.

    A page of a thousand lines, half of them new, takes some 100,000 steps; the default takes about half a second.
    `fell_short` tells afterwards that something was not compared.
    """

    def __init__(self, steps: int = 500_000) -> None:
        self.left = steps
        self.fell_short = False


def split_lines(text: str) -> list[str]:
    """The lines of a text with their line ends. Only a line feed ends a line, so joining them gives the text back."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def changes(old: Sequence[Hashable], new: Sequence[Hashable], effort: Effort | None = None) -> list[Change]:
    """What has to change for `old` to become `new`: in order, with at least one common line between any two.

    The same two sequences always give the same answer. Once the effort is spent, what has not been compared yet counts
    as changed as a whole: coarser, never wrong.
    """
    a, b = _number(old, new)
    return _settle(_hunks(*_compare(a, b, effort or Effort())), a, b)


def _number(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(line, len(numbers)) for line in old], [numbers.setdefault(line, len(numbers)) for line in new]


def _compare(a: list[int], b: list[int], effort: Effort) -> tuple[bytearray, bytearray]:
    """One byte a line, 1 where the line is not common to both."""
    gone, come = bytearray(b"\1") * len(a), bytearray(b"\1") * len(b)
    a_from, a_to, b_from, b_to = _trim(a, b, 0, len(a), 0, len(b))
    gone[:a_from] = come[:b_from] = bytes(a_from)
    gone[a_to:] = come[b_to:] = bytes(len(a) - a_to)
    # Lines that the other side has nowhere cannot be common: left out, they cost nothing.
    in_a, in_b = set(a[a_from:a_to]), set(b[b_from:b_to])
    a_at = [i for i in range(a_from, a_to) if a[i] in in_b]
    b_at = [j for j in range(b_from, b_to) if b[j] in in_a]
    for i, j in _common([a[i] for i in a_at], [b[j] for j in b_at], effort):
        gone[a_at[i]] = come[b_at[j]] = 0
    return gone, come


def _trim(a: list[int], b: list[int], a_lo: int, a_hi: int, b_lo: int, b_hi: int) -> tuple[int, int, int, int]:
    while a_lo < a_hi and b_lo < b_hi and a[a_lo] == b[b_lo]:
        a_lo, b_lo = a_lo + 1, b_lo + 1
    while a_lo < a_hi and b_lo < b_hi and a[a_hi - 1] == b[b_hi - 1]:
        a_hi, b_hi = a_hi - 1, b_hi - 1
    return a_lo, a_hi, b_lo, b_hi


def _common(a: list[int], b: list[int], effort: Effort) -> Iterator[tuple[int, int]]:
    """The pairs of places that stay, box by box."""
    reach = min(MOST_REACH, max(LEAST_REACH, effort.left // (len(a) + len(b) + 1)))
    a_back, b_back = a[::-1], b[::-1]
    boxes = [(0, len(a), 0, len(b))]
    while boxes:
        a_lo, a_hi, b_lo, b_hi = box = boxes.pop()
        a_from, a_to, b_from, b_to = _trim(a, b, *box)
        yield from zip(range(a_lo, a_from), range(b_lo, b_from), strict=True)
        yield from zip(range(a_to, a_hi), range(b_to, b_hi), strict=True)
        if a_from == a_to or b_from == b_to:
            continue
        if effort.left <= 0:
            effort.fell_short = True
            continue
        n, m = a_to - a_from, b_to - b_from
        rounds = min(reach, (n + m + 1) // 2)
        ahead = _Walk(a, a_from, n, b, b_from, m, rounds, order=-1)
        back = _Walk(a_back, len(a) - a_to, n, b_back, len(b) - b_to, m, rounds, order=1)
        x, y = _split(ahead, back, n, m, rounds)
        effort.left -= ahead.steps + back.steps
        boxes += [(a_from + x, a_to, b_from + y, b_to), (a_from, a_from + x, b_from, b_from + y)]


def _split(ahead: "_Walk", back: "_Walk", n: int, m: int, rounds: int) -> tuple[int, int]:
    """A point on a shortest way through a box of `n` by `m`: where a walk from its start and one from its end meet.

    If they have not met after `rounds` edits each, the point that one of them got furthest with.
    """
    odd = (n - m) % 2 == 1
    for edits in range(rounds + 1):
        if met := ahead.go_on(edits, back.places if odd else None, edits - 1):
            return met
        if met := back.go_on(edits, None if odd else ahead.places, edits):
            return n - met[0], m - met[1]
    reached, left = ahead.furthest(), back.furthest()
    return reached if sum(reached) >= sum(left) else (n - left[0], m - left[1])


class _Walk:
    """How far into `a` one gets on each diagonal (place in `a` less place in `b`) with a number of edits.

    It walks a box: `n` places of `a` from `a_from`, `m` of `b` from `b_from`; places are counted from there.

    `order` is 1 for diagonals from the lowest up, -1 from the highest down: it decides between equally short ways.
    The walks of both sides of a merge, and those of git, decide alike, so that moved lines merge as people expect.
    """

    def __init__(self, a: list[int], a_from: int, n: int, b: list[int], b_from: int, m: int, rounds: int, order: int) -> None:
        self.a, self.a_from, self.n = a, a_from, n
        self.b, self.b_from, self.m = b, b_from, m
        self.order = order
        self.zero = rounds + 1
        self.places = [-1] * (2 * self.zero + 1)
        self.low = self.high = 0  # Diagonals at either end that have left the box.
        self.steps = 0

    def go_on(self, edits: int, others: list[int] | None, others_edits: int) -> tuple[int, int] | None:
        """Follows each diagonal after one more edit; the point where this walk meets the other's places, if it does."""
        a, a_from, n, b, m, zero, places = self.a, self.a_from, self.n, self.b, self.m, self.zero, self.places
        for diagonal in range(self.low - edits, edits + 1 - self.high, 2)[:: self.order]:
            at = zero + diagonal
            start = x = max(places[at + 1], places[at - 1] + 1)
            b_shift = self.b_from - diagonal
            end = min(n, m + diagonal)
            while x < end and a[a_from + x] == b[b_shift + x]:
                x += 1
            y = x - diagonal
            places[at] = x
            self.steps += x - start + 1
            if x > n:
                self.high += 2
            elif y > m:
                self.low += 2
            elif others is not None and abs(n - m - diagonal) <= others_edits:
                left = others[zero + n - m - diagonal]
                if left >= 0 and x + left >= n:
                    return x, y
        return None

    def furthest(self) -> tuple[int, int]:
        points = ((x, x - at + self.zero) for at, x in enumerate(self.places) if x >= 0)
        return max((point for point in points if point[0] <= self.n and 0 <= point[1] <= self.m), key=sum)


def _hunks(gone: bytearray, come: bytearray) -> list[Change]:
    found, i, j = [], 0, 0
    while i < len(gone) or j < len(come):
        old_end, new_end = gone.find(0, i), come.find(0, j)
        old_end, new_end = old_end if old_end >= 0 else len(gone), new_end if new_end >= 0 else len(come)
        if old_end > i or new_end > j:
            found.append(Change(i, old_end, j, new_end))
        i, j = old_end + 1, new_end + 1
    return found


def _settle(hunks: list[Change], a: list[int], b: list[int]) -> list[Change]:
    """Puts each insertion or deletion that could stand in several places in one place, the same on every side of a merge.

    It slides up as far as it can, joining a change that it meets, and then down as far as it can.
    """
    settled: list[Change] = []
    waiting = hunks[::-1]
    while waiting:
        hunk = waiting.pop()
        if hunk.old_start == hunk.old_end:
            lines, start, end = b, hunk.new_start, hunk.new_end
        elif hunk.new_start == hunk.new_end:
            lines, start, end = a, hunk.old_start, hunk.old_end
        else:
            settled.append(hunk)
            continue
        room = hunk.old_start - settled[-1].old_end if settled else min(hunk.old_start, hunk.new_start)
        up = next((by for by in range(room) if lines[start - by - 1] != lines[end - by - 1]), room)
        if settled and up == room:
            waiting.append(_join(settled.pop(), _shift(hunk, -up)))
            continue
        room = waiting[-1].old_start - hunk.old_end if waiting else len(lines) - end
        down = next((by for by in range(room) if lines[start + by] != lines[end + by]), room)
        if waiting and down == room:
            waiting.append(_join(_shift(hunk, down), waiting.pop()))
        else:
            settled.append(_shift(hunk, down))
    return settled


def _shift(hunk: Change, by: int) -> Change:
    return Change(*(place + by for place in hunk))


def _join(first: Change, second: Change) -> Change:
    return Change(first.old_start, second.old_end, first.new_start, second.new_end)

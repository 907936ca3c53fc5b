"""The tree of a discussion as it is shown: branches of one level, cut into screens. Pure: knows posts only by their paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

STEP = 6  # digits of a post's number in a path
SIZE = 60  # posts on one screen
OPEN = 5  # replies in a branch that are all shown; of more the first ones are, the rest can be opened
FIRST = 3


class Placed:
    """Where a post stands, by its key, number and path."""

    __slots__ = ()

    @property
    def anchor(self) -> str:
        """What it is called inside the discussion."""
        return f"post-{self.pk}"

    @property
    def is_opening(self) -> bool:
        return self.number == 1

    @property
    def depth(self) -> int:
        """0 for the opening, 1 for what answers the discussion itself, 2 and more for replies to replies."""
        return len(self.path) // STEP

    @property
    def branch(self) -> str:
        """The path of the post that its branch begins with."""
        return self.path[:STEP]


@dataclass(frozen=True)
class Place:
    """Where a post stands: its key, its number and the path of the post that its branch begins with ("" for the opening)."""

    pk: int
    number: int
    branch: str


@dataclass
class Branch:
    """A post that answers the discussion itself, and all below it in order; `top` is None where an earlier screen has it."""

    top: Placed | None
    replies: list[Placed] = field(default_factory=list)
    is_open: bool = False  # nothing in it is folded away

    @property
    def posts(self) -> list[Placed]:
        return [*([self.top] if self.top else []), *self.replies]

    @property
    def shown(self) -> list[Placed]:
        return self.replies if self.is_open or len(self.replies) <= OPEN else self.replies[:FIRST]

    @property
    def folded(self) -> list[Placed]:
        return self.replies[len(self.shown) :]


def screens(places: Sequence[Place], size: int = SIZE) -> list[list[Place]]:
    """The places of a discussion, in the order they are shown in, cut into screens of at most `size`.

    A screen ends with a branch where that leaves it at least half full; a branch that is longer than that is cut.
    """
    cut: list[list[Place]] = []
    start = 0
    while start < len(places):
        end = min(start + size, len(places))
        if end < len(places):
            whole = end
            while whole > start and places[whole].branch == places[whole - 1].branch:
                whole -= 1
            if whole - start >= size // 2:
                end = whole
        cut.append(list(places[start:end]))
        start = end
    return cut or [[]]


def grow(posts: Iterable[Placed]) -> list[Branch]:
    """Posts in the order of the tree as branches."""
    branches: list[Branch] = []
    for post in posts:
        if post.depth == 1:
            branches.append(Branch(post))
        elif branches and _begins(branches[-1]) == post.branch:
            branches[-1].replies.append(post)
        else:
            branches.append(Branch(None, [post]))
    return branches


def open_around(branches: Iterable[Branch], keys: set[int]) -> None:
    """Fold nothing away in branches that hold one of these posts."""
    for branch in branches:
        branch.is_open = branch.is_open or any(post.pk in keys for post in branch.replies)


def _begins(branch: Branch) -> str:
    return branch.posts[0].branch

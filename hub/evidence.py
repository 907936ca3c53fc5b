"""What others said of somebody's work, as evidence of what they know: content types say what they count.

@evidence.shows
def helpful_answers(person, viewer) -> tuple[int, str]: ...   # (3, "3 accepted answers")
"""

from __future__ import annotations

from collections.abc import Callable

from hub.models import User

# (person, viewer) -> how many, and in words; only of what the viewer may see.
Count = Callable[[User, User], tuple[int, str]]
_counts: list[Count] = []


def shows(count: Count) -> Count:
    """Register something that counts on a profile."""
    _counts.append(count)
    return count


def of(person: User, viewer: User) -> list[str]:
    """In words, what there is; one query a kind of evidence."""
    return [words for number, words in (count(person, viewer) for count in _counts) if number]

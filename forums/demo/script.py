"""How a discussion of the demo went, as plain text.

    title: From which day do the 28 days count?
    form: question
    topics: council tax, debt
    about: Arrears before a summons
    accepted: 3 daniel.frost
    found: 3 useful amina.yusuf

    @@ daniel.frost, 12 days ago
    The opening.

    @@ graham.tully, 11 days ago
    A reply.

    @@ daniel.frost, 10.8 days ago, to 2
    A reply to the second post.

The space is what the file's name begins with, before the first dot. `accepted`, `verified`, `found` and `read` may stand
several times; their numbers count the posts from 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_TURN = re.compile(r"^@@ (?P<by>[\w.-]+), (?P<days>[\d.]+) days ago(?:, to (?P<to>\d+))?$", re.MULTILINE)


@dataclass(frozen=True)
class Turn:
    """What one person wrote; `to` is the number of the post that they answered, 0 for the discussion itself."""

    by: str
    days: float
    to: int
    text: str


@dataclass
class Script:
    """One discussion: what it is, what was marked in it, and its posts, oldest first."""

    space: str
    title: str = ""
    form: str = "question"
    topics: list[str] = field(default_factory=list)
    about: str = ""
    pinned: int = 0
    closed: str = ""
    accepted: list[tuple[int, str]] = field(default_factory=list)
    verified: list[tuple[int, str]] = field(default_factory=list)
    read: list[tuple[int, str]] = field(default_factory=list)
    found: list[tuple[int, str, str]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


def read_script(path: Path) -> Script:
    """The discussion in a file. Raises ValueError for a line of its head that it does not know."""
    head, *parts = _TURN.split(path.read_text(encoding="utf-8"))
    script = Script(space=path.name.split(".")[0])
    for line in filter(None, head.splitlines()):
        _read_head(script, *(part.strip() for part in line.split(":", 1)))
    for by, days, to, text in zip(*[iter(parts)] * 4, strict=True):
        script.turns.append(Turn(by, float(days), int(to or 0), text.strip()))
    return script


def _read_head(script: Script, name: str, value: str) -> None:
    if name in {"title", "form", "about", "closed"}:
        setattr(script, name, value)
    elif name == "topics":
        script.topics = [topic.strip() for topic in value.split(",")]
    elif name == "pinned":
        script.pinned = int(value)
    elif name in {"accepted", "verified", "read"}:
        number, handle = value.split()
        getattr(script, name).append((int(number), handle))
    elif name == "found":
        number, kind, *handles = value.replace(",", " ").split()
        script.found += [(int(number), kind, handle) for handle in handles]
    else:
        raise ValueError(f"no line of a discussion is called {name!r}")

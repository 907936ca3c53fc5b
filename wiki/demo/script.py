"""How a page of the demo came to be, as plain text that reads like a history.

    title: First interview
    under: Start here
    topics: interviews, evidence
    review: 30

    @@ amina.yusuf, 212 days ago
    The whole text of the first version.

    @@ daniel.frost, 140 days ago, minor: Corrected the time limit
    <<<
    within two weeks
    ===
    within one month
    >>>

`review` is in days from today; below nought it is overdue. An edit may begin with "title:" to rename the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_TURN = re.compile(r"^@@ (?P<by>[\w.-]+), (?P<days>[\d.]+) days ago(?P<minor>, minor)?(?:: (?P<note>.+))?$", re.MULTILINE)
_EDIT = re.compile(r"^<<<\n(.*?)^===\n(.*?)^>>>$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"\Atitle: (.+)\n")


@dataclass(frozen=True)
class Turn:
    """What one person saved at one time: a first text, or edits of the text before."""

    by: str
    days: float
    note: str = ""
    minor: bool = False
    title: str = ""
    text: str = ""
    edits: tuple[tuple[str, str], ...] = ()

    def applied_to(self, text: str) -> str:
        """`text` with the edits made. Raises ValueError where what is to be replaced is not there exactly once."""
        for old, new in self.edits:
            if text.count(old) != 1:
                raise ValueError(f"{self.by}, {self.days} days ago: found {text.count(old)} times: {old!r}")
            text = text.replace(old, new)
        return text


@dataclass(frozen=True)
class Script:
    """One page: where it stands, and the turns that made it, oldest first."""

    space: str
    position: int
    title: str
    under: str = ""
    topics: tuple[str, ...] = ()
    review: int = 0
    turns: list[Turn] = field(default_factory=list)


def read_script(path: Path) -> Script:
    """The page of the file `<space>/<position>-<name>.md`."""
    head, *rest = _TURN.split(path.read_text(encoding="utf-8"))
    said = dict(line.split(": ", 1) for line in head.strip().splitlines())
    turns = [_turn(*rest[start : start + 5]) for start in range(0, len(rest), 5)]
    return Script(
        space=path.parent.name,
        position=int(path.name.split("-")[0]),
        title=said["title"],
        under=said.get("under", ""),
        topics=tuple(topic.strip() for topic in said.get("topics", "").split(",") if topic.strip()),
        review=int(said.get("review", 0)),
        turns=turns,
    )


def _turn(by: str, days: str, minor: str | None, note: str | None, body: str) -> Turn:
    body = body.strip("\n") + "\n"
    title = ""
    if found := _TITLE.match(body):
        title, body = found[1], body[found.end() :]
    edits = tuple((old.rstrip("\n"), new.rstrip("\n")) for old, new in _EDIT.findall(body))
    return Turn(
        by=by,
        days=float(days),
        note=note or "",
        minor=bool(minor),
        title=title,
        text="" if edits else body.strip("\n"),
        edits=edits,
    )

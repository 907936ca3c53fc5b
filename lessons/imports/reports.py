"""Incident reports as teams keep them beside their code: Markdown whose sections are bold words of a list.

    - **Key events**
      - First detected: 2023-06-06 10:26
    - **Impact**: User services were down for a few minutes

Pure: `read(text)` answers a Report, or None for what is none (an index, a description of the process).
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from datetime import date

from lessons import timeline

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r"^# +(.+)$|^title: +(.+)$", re.MULTILINE)
_SECTION = re.compile(r"^ {0,3}[-*] +\*\*([^*\n]{2,60})\*\*[ ]*:?[ ]*(.*)$")
_DATED = re.compile(r"^(?:Incident|Outage|Incident report) (?:on|of) (?P<day>\d{4}-\d\d-\d\d)\s*[-–:]?\s*(?P<what>.*)$", re.I)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]+\d{1,2}[.:]?\d\d)?")
_BARE_TIME = re.compile(r"(?<= )(\d\d)[.]?(\d\d)$")

# Which sections make which part of a lesson.
_PARTS = {
    "effect": {"impact"},
    "changed": {"resolution", "review actions", "actions following review", "context/resolution/review actions"},
}
_TIMES = {"time to repair", "time to resolve"}


@dataclass(frozen=True)
class Report:
    """One incident as the parts of a lesson: `texts` by the names of lessons.parts, `timeline` as lessons keep it."""

    title: str
    texts: dict[str, str]
    timeline: list[dict[str, str]] = field(default_factory=list)
    price: str = ""
    day: date | None = None


def read(text: str) -> Report | None:
    """The report in a file. One without key events is none."""
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    sections = _sections(body)
    events = next((words for name, words in sections if name.lower() == "key events"), "")
    found = _TITLE.search(body) or _TITLE.search(text)
    if not events or not found:
        return None
    said = " ".join((found[1] or found[2]).split())
    moments = [_entry(line) for line in events.splitlines() if line.strip(" -*")]
    if not any(entry["at"] for entry in moments):  # a template to fill in
        return None
    dated = _DATED.match(said)
    what = dated["what"] if dated else said
    day = dated["day"] if dated else next((entry["at"][:10] for entry in moments if entry["at"]), "")
    return Report(
        title=what[:1].upper() + what[1:] if what else said,
        texts=_texts(sections),
        timeline=moments,
        price=_price(sections),
        day=date.fromisoformat(day) if day else None,
    )


def _sections(body: str) -> list[tuple[str, str]]:
    """(name, words) in order; what stands before the first is left out: it is the title again."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if start := _SECTION.match(line):
            found.append((start[1].strip(" :"), [start[2]]))
        elif found:
            found[-1][1].append(line)
    return [(name, _dedented(lines)) for name, lines in found]


def _dedented(lines: list[str]) -> str:
    """The words of a section: its first line as it is, the others moved to the left together."""
    first, rest = lines[0].strip(), textwrap.dedent("\n".join(lines[1:])).strip("\n ")
    gap = "\n\n" if rest.startswith(("-", "*", "#", "`", ">", "|")) else "\n"
    return f"{first}{gap}{rest}".strip()


def _texts(sections: list[tuple[str, str]]) -> dict[str, str]:
    """The parts, each section under its own bold word so that nothing of its sense is lost."""
    texts: dict[str, list[str]] = {}
    for name, words in sections:
        lower = name.lower()
        if not words or lower == "key events" or lower in _TIMES:
            continue
        part = next((part for part, names in _PARTS.items() if lower in names), "happened")
        gap = "\n\n" if words.startswith(("-", "*", "#", "`", ">", "|")) else " "
        texts.setdefault(part, []).append(words if part == "effect" else f"**{name}:**{gap}{words}")
    return {part: "\n\n".join(pieces) for part, pieces in texts.items()}


def _price(sections: list[tuple[str, str]]) -> str:
    times = [f"{name.lower()} {' '.join(words.split())}" for name, words in sections if name.lower() in _TIMES and words]
    said = ", ".join(times)[:120]
    return said[:1].upper() + said[1:]


def _entry(line: str) -> dict[str, str]:
    """An event whose moment stands behind its words: "First detected: 2023-06-06 10:26"."""
    line = " ".join(line.strip().lstrip("-*").split())
    found = _MOMENT.search(line)
    if not found:
        return {"at": "", "text": line}
    words = f"{line[: found.start()].strip(' :-')} {line[found.end() :].strip()}".strip()
    moment = _BARE_TIME.sub(r"\1:\2", found[0])
    return timeline.read(f"{moment} – {words or line}")[0]

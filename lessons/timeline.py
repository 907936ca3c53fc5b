"""Timelines as people type them: one event a line, which begins with its day and perhaps its time.

read("22/11/2026 3:12pm First call\\nThen silence") == [{"at": "2026-11-22T15:12", "text": "First call"}, {"at": "", …}]
"""

from __future__ import annotations

import re
from datetime import date, datetime

MOST = 100  # lines
LONGEST = 500  # characters of one

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)? (?P<m>[A-Za-z]{3,9}) (?P<y>\d{4})"),
)
_TIME = re.compile(r"(?:,? +|T)(?P<h>\d{1,2})(?:[:.](?P<i>\d{2}))?(?::\d{2})? ?(?P<half>am|pm)?(?![\d:])", re.I)
_DASH = re.compile(r"^\s*[-–—:,]?\s*")


def read(text: str) -> list[dict[str, str]]:
    """The events of a text; a line without a day keeps its place and has no moment."""
    return [_entry(" ".join(line.split())[:LONGEST]) for line in text.splitlines() if line.strip()][:MOST]


def write(timeline: list[dict[str, str]]) -> str:
    """A timeline as the text it is typed as."""
    return "\n".join(" ".join(filter(None, [entry["at"].replace("T", " "), entry["text"]])) for entry in timeline)


def moment_of(entry: dict[str, str]) -> datetime | date | None:
    """When it was: a day, a moment without a time zone as people wrote it, or None."""
    if not entry["at"]:
        return None
    return datetime.fromisoformat(entry["at"]) if "T" in entry["at"] else date.fromisoformat(entry["at"])


def _entry(line: str) -> dict[str, str]:
    line = line.lstrip("-*• ")
    for pattern in _DAYS:
        if (found := pattern.match(line)) and (day := _day(found)):
            rest = line[found.end() :]
            clock = _TIME.match(rest)
            time = _clock(clock) if clock else ""
            rest = rest[clock.end() :] if time else rest
            return {"at": f"{day}T{time}" if time else f"{day}", "text": _DASH.sub("", rest) or line}
    return {"at": "", "text": line}


def _day(found: re.Match) -> date | None:
    month = found["m"]
    if not month.isdigit():
        short = month[:3].lower()
        if short not in _MONTHS:
            return None
        month = _MONTHS.index(short) + 1
    try:
        return date(int(found["y"]), int(month), int(found["d"]))
    except ValueError:
        return None


def _clock(found: re.Match) -> str:
    """15:12, or "" for a number that is no time: "3 people called" has neither minutes nor a half of the day."""
    if not found["i"] and not found["half"]:
        return ""
    hour, minute = int(found["h"]), int(found["i"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""

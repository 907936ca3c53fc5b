"""The YAML block at the head of a Markdown file, and what its keys mean to a page."""

import calendar
import math
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import yaml

from .pages import Loss, Lost, SourcePage

_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_BLOCK = 64_000
_TITLE_LINE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_PERIOD = re.compile(r"\s*(\d{1,3})\s*(day|week|month|year)s?\s*", re.IGNORECASE)
_MAIL = re.compile(r"\s*<[^<>]*@[^<>]*>|@\S+\.\S+$")


class _Loader(yaml.SafeLoader):
    """Plain values only. Aliases are refused: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


class FrontMatter:
    """The keys of one file, in lower case, each handed out as what it is asked for; `rest` is what nobody asked for.

    Where several keys are named, the first that holds such a value counts. Lists take the values of all of them.
    """

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.used: set[str] = set()

    @property
    def rest(self) -> dict[str, Any]:
        return {key: value for key, value in self.values.items() if key not in self.used}

    def text(self, *keys: str) -> str:
        for key, value in self._asked(keys):
            if isinstance(value, str | int | float) and not isinstance(value, bool) and (words := " ".join(str(value).split())):
                self.used.add(key)
                return words
        return ""

    def number(self, *keys: str) -> float | None:
        for key, value in self._asked(keys):
            if isinstance(value, int | float) and not isinstance(value, bool):
                self.used.add(key)
                return float(value)
        return None

    def day(self, *keys: str) -> date | None:
        for key, value in self._asked(keys):
            try:
                day = value if isinstance(value, date) else date.fromisoformat(str(value).strip()[:10])
            except ValueError:
                continue
            self.used.add(key)
            return day
        return None

    def period_after(self, start: date | None, *keys: str) -> date | None:
        """`start` and a period such as "6 months"."""
        for key, value in self._asked(keys):
            found = _PERIOD.fullmatch(str(value))
            if start and found:
                self.used.add(key)
                return _later(start, int(found[1]), found[2].lower())
        return None

    def several(self, *keys: str) -> tuple[str, ...]:
        """Words from lists, and from text with commas; each once."""
        found: list[str] = []
        for key, value in self._asked(keys):
            pieces = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str | int) else []
            words = [" ".join(str(piece).split()) for piece in pieces if isinstance(piece, str | int)]
            if words:
                self.used.add(key)
                found += filter(None, words)
        return tuple(dict.fromkeys(found))

    def names(self, *keys: str) -> tuple[str, ...]:
        """Names of people or teams: "Ana Lopez <ana@parks.gov.example>" and {name: Ana Lopez} are Ana Lopez."""
        found: list[str] = []
        for key, value in self._asked(keys):
            pieces = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else [value]
            named = [piece.get("name") if isinstance(piece, dict) else piece for piece in pieces]
            names = [" ".join(_MAIL.sub("", name).split())[:200] for name in named if isinstance(name, str)]
            if any(names):
                self.used.add(key)
                found += filter(None, names)
        return tuple(dict.fromkeys(found))

    def _asked(self, keys: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        return ((key, self.values[key]) for key in keys if self.values.get(key) is not None)


def read_front_matter(page: SourcePage) -> FrontMatter:
    """Takes the front matter off the text of the page.

    What is not readable as YAML stays at the head of the text as a block of code, so that nothing is lost.
    """
    found = _BLOCK.match(page.text[:_LONGEST_BLOCK])
    if not found:
        return FrontMatter({})
    rest = page.text[found.end() :].lstrip("\n")
    try:
        values = yaml.load(found[1], Loader=_Loader)
        if not isinstance(values, dict | None):
            return FrontMatter({})
        kept = {str(key).strip().lower(): _fit(value) for key, value in (values or {}).items()}
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, AttributeError, RecursionError):
        page.lost.append(Lost(Loss.FRONT_MATTER))
        fence = max(re.findall("`{3,}", found[1]), key=len, default="``") + "`"
        page.text = f"{fence}yaml\n{found[1]}{fence}\n\n{rest}"
        title = _TITLE_LINE.search(found[1])
        return FrontMatter({"title": title[1].strip("\"'")} if title else {})
    page.text = rest
    return FrontMatter(kept)


def take_fields(front: FrontMatter, page: SourcePage) -> None:
    """Sets the fields of the page that its front matter speaks of."""
    page.title = front.text("title")
    page.summary = front.text("description", "summary", "abstract")
    page.language = front.text("lang", "language", "locale")
    page.owner = ", ".join(front.names("owner", "owners", "owner_slack", "maintainer", "maintainers", "team"))
    page.authors = front.names("author", "authors", "contributors")
    page.tags = front.several("tags", "keywords", "topics", "categories", "category", "section", "subsection")
    page.weight = front.number("weight", "order", "nav_order", "position")
    page.written_on = front.day("date", "created", "created_on", "published_on", "date_approved")
    page.reviewed_on = front.day("last_reviewed_on", "last_reviewed", "reviewed_on", "last_checked_on")
    page.review_on = front.day("review_on", "review_by", "next_review", "expires", "expires_on")
    page.review_on = page.review_on or front.period_after(page.reviewed_on, "review_in", "review_every")


def keep_rest(front: FrontMatter, page: SourcePage) -> None:
    """What nobody asked for is kept in `fields`, as JSON can hold it, and reported."""
    page.fields = {key: _as_json(value) for key, value in front.rest.items()}
    page.lost += [Lost(Loss.FIELD, key) for key in page.fields]


def _fit(value: Any) -> Any:
    """A value as a database can keep it: no numbers without an end, no characters that are none."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, date | int | float):
        return value
    if isinstance(value, dict):
        return {_fit(str(key)): _fit(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_fit(inner) for inner in value]
    return str(value)


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _later(start: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        return start + timedelta(days=number * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + number * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))

"""Tables for spreadsheet programs, in which no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

_BEGINS_A_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)


class _Echo:
    def write(self, line: str) -> str:
        return line


def table(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Each row as a line of comma-separated values, first a mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    for row in rows:
        yield writer.writerow([harmless(str(cell)) for cell in row])


def harmless(cell: str) -> str:
    """The cell as text, also where a program would calculate what begins like this one."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGINS_A_FORMULA) or cell.startswith(_BEGINS_A_FORMULA) else cell

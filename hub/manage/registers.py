"""Public registers of organisations, read into one shape: the UK's, the domains of .gov, and plain lists of mail domains."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hub.models import Agency

Kind = Agency.Kind


class Unknown(Exception):
    """The file is none of the registers that can be read."""


@dataclass
class Entry:
    """One organisation of a register; `key` is its own for ever. Without a name it is a domain of many bodies."""

    line: int
    key: str
    name: str
    short_name: str = ""
    kind: str = Kind.OTHER
    is_closed: bool = False
    domains: list[str] = field(default_factory=list)


def read(path: Path) -> list[Entry]:
    """The entries of a register, by what its first line says. Raises Unknown."""
    text = path.read_text(encoding="utf-8-sig")
    first = text.partition("\n")[0].strip("\r")
    for head, reader in _READERS.items():
        if first == head:
            return list(reader(path, text))
    if path.suffix == ".txt" and all(" " not in line and "." in line for line in text.split("\n") if line.strip()):
        return [Entry(number, "", "", domains=[line]) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    raise Unknown


def _united_kingdom(path: Path, text: str) -> Iterator[Entry]:
    short = _abbreviations(path)
    for number, row in enumerate(csv.DictReader(text.splitlines(), delimiter="\t"), 2):
        code = row["government-organisation"]
        kind = Kind.DEPARTMENT if code.startswith("D") else Kind.OTHER
        yield Entry(number, f"uk:{code}", row["name"].strip(), short.get(code, ""), kind, bool(row["end-date"]))


def _abbreviations(path: Path) -> dict[str, str]:
    """{code: short name}, from the table that lies beside the register's data."""
    for parent in list(path.resolve().parents)[:4]:
        table = parent / "maps" / "abbreviation.tsv"
        if table.is_file():
            rows = csv.DictReader(table.read_text().splitlines(), delimiter="\t")
            return {
                row["government-organisation"]: row["abbreviation"].upper() for row in rows if len(row["abbreviation"]) <= 8
            }
    return {}


def _dot_gov(path: Path, text: str) -> Iterator[Entry]:
    found: dict[str, Entry] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        name, state, what = row["Organization name"].strip(), row["State"].strip(), row["Domain type"]
        is_federal = what.startswith("Federal")
        # Names of towns come back in every state, those of federal bodies do not.
        full = name if is_federal else f"{name}, {state}"
        key = f"us:{name}" if is_federal else f"us:{name}|{row['City'].strip()}|{state}"
        kind = Kind.COUNCIL if what in {"City", "County"} else Kind.OTHER
        entry = found.setdefault(key, Entry(number, key, full, kind=kind))
        entry.domains.append(row["Domain name"].strip().lower())
    yield from found.values()


def _federal(path: Path, text: str) -> Iterator[Entry]:
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        agency, bureau = row["Agency"].strip(), (row["Bureau"] or "").strip()
        # What is no bureau of another body has the key that its domains give it.
        yield Entry(number, f"us:{agency}|{bureau}" if bureau else f"us:{agency}", bureau or agency)


_READERS: dict[str, Callable[[Path, str], Iterator[Entry]]] = {
    "government-organisation\tname\twebsite\tstart-date\tend-date": _united_kingdom,
    "Domain name,Domain type,Organization name,Suborganization name,City,State,Security contact email": _dot_gov,
    "Agency,Bureau": _federal,
}

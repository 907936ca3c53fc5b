"""What a leaflet of the demo is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

COLOURS = {
    "health": (0.0, 0.37, 0.72),
    "parks": (0.16, 0.42, 0.2),
    "advice": (0.33, 0.16, 0.45),
    "carrow-valley": (0.62, 0.14, 0.17),
    "digital": (0.11, 0.37, 0.37),
}


@dataclass(frozen=True)
class Printing:
    """One version: when, what stands in it, and what changed."""

    days: int  # ago
    text: str
    note: str = ""
    by: str = ""


@dataclass(frozen=True)
class Leaflet:
    """One leaflet with its versions, oldest first."""

    space: str
    by: str
    title: str
    under: str
    summary: str
    review: int  # days from today; below nought it is overdue
    printings: tuple[Printing, ...]
    form: str = "leaflet"
    language: str = "en"
    topics: tuple[str, ...] = field(default=())
    use_when: str = ""
    not_when: str = ""
    applies_to: str = ""
    licence: str = ""
    translation_of: str = ""
    is_letter: bool = False

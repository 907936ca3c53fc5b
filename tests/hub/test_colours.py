"""Our own colours can be read: each pair of text and ground of hub.css, computed as WCAG computes it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/hub/hub.css").read_text()
# Those of GOV.UK Frontend, and our surface.
INK, WHITE, SURFACE, LINK, QUIET = (
    "#0b0c0c",
    "#ffffff",
    "#eef4f4",
    "#1a65a6",
    "#484949",
)

PAIRS = {
    "masthead": (WHITE, "#12303b"),
    "badge of the bell": (INK, "#ffdb4d"),
    "search button": (WHITE, "#0b6e6e"),
    "search button under the pointer": (WHITE, "#075454"),
    "placeholder": ("#505a5f", WHITE),
    "link in a callout": (LINK, SURFACE),
    "quiet words on a tinted panel": (QUIET, SURFACE),
    "link in a lesson": (LINK, "#fff7e0"),
    "link in a warning": (LINK, "#fbeeee"),
    "link to a page that is not there": ("#942514", WHITE),
    "the same in a callout": ("#942514", SURFACE),
    "added words": (INK, "#cfeadd"),
    "removed words": (INK, "#fbdcdc"),
    **{f"initials on {ground}": (INK, ground) for ground in ("#e0e4e5", "#d9e7e6", "#e6ddef", "#d9e6f5", "#e0ebd1", "#fce3d0")},
}
OURS = {colour for pair in PAIRS.values() for colour in pair} - {INK, WHITE, LINK, QUIET}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text, ground):
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PAIRS)
def test_words_stand_out_from_their_ground(name):
    assert contrast(*PAIRS[name]) >= 4.5


@pytest.mark.parametrize("line", ["#5b8a8a", "#6f8a8a"])
def test_edges_of_controls_stand_out_from_the_page(line):
    assert line in CSS
    assert contrast(line, WHITE) >= 3


def test_the_pairs_are_those_of_the_style_sheet():
    assert [colour for colour in sorted(OURS) if colour not in CSS] == []
    assert re.search(r"--govuk-brand-colour: #0b6e6e;", CSS)

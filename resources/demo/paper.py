"""Small PDFs, written here so that the demo needs no files of others: a coloured head, sections, bullets, a foot."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842  # points of an A4 page
_MARGIN, _TOP, _BOTTOM = 56, 660, 70
# How wide the letters of Helvetica from blank to ~ are, in thousandths of their size.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 "
    "584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 "
    "278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 "
    "500 334 260 334 584"
)
# Letters that the usual encoding has not: Welsh ones take the places of signs that no leaflet of ours needs.
_WELSH = {"ŵ": 0x81, "ŷ": 0x8D, "Ŵ": 0x8F, "Ŷ": 0x9D}
_ENCODING = (
    "<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences"
    "[129/wcircumflex 141/ycircumflex 143/Wcircumflex 157/Ycircumflex]>>"
)


@dataclass(frozen=True)
class Sheet:
    """What stands on a leaflet: lines of `text` that begin with "# " are headings, with "- " bullets."""

    title: str
    under: str
    text: str
    foot: str
    colour: tuple[float, float, float]  # red, green, blue, each from 0 to 1


def write_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF of as many pages as it takes."""
    pages = _pages(sheet)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}]>>",
        f"<</Title {_hex(sheet.title)}>>",
        f"<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding {_ENCODING}>>"
        f"/F2<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding {_ENCODING}>>>>",
    ]
    for page in pages:
        objects.append(f"<</Length {len(page)}>>stream\n{page}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {len(objects)} 0 R/Resources<</Font 4 0 R>>>>"
        )
    return _file(objects)


def _file(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Root 1 0 R/Info 3 0 R/Size {size}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def _pages(sheet: Sheet) -> list[str]:
    """The drawing of each page."""
    pages, lines, y = [], [_head(sheet)], _TOP
    for line in sheet.text.strip().splitlines():
        size, font, indent, before = _look(line)
        words = line.removeprefix("# ").removeprefix("- ")
        y -= before
        for number, piece in enumerate(_wrapped(words, size, WIDTH - 2 * _MARGIN - indent)):
            if y < _BOTTOM:
                pages.append("\n".join([*lines, _foot(sheet, len(pages) + 1)]))
                lines, y = [], HEIGHT - 2 * _MARGIN
            if line.startswith("- ") and not number:
                lines.append(_words("\u2022", _MARGIN, y, size, font))
            lines.append(_words(piece, _MARGIN + indent, y, size, font))
            y -= size * 1.4
    return [*pages, "\n".join([*lines, _foot(sheet, len(pages) + 1)])]


def _look(line: str) -> tuple[float, str, int, float]:
    """Size, font, indent and space above of a line."""
    if line.startswith("# "):
        return 15, "F2", 0, 14
    return (12, "F1", 16, 3) if line.startswith("- ") else (12, "F1", 0, 6)


def _head(sheet: Sheet) -> str:
    red, green, blue = sheet.colour
    parts = [f"{red} {green} {blue} rg 0 {HEIGHT - 150} {WIDTH} 150 re f 1 1 1 rg"]
    y = HEIGHT - 62
    for piece in _wrapped(sheet.title, 26, WIDTH - 2 * _MARGIN):
        parts.append(_words(piece, _MARGIN, y, 26, "F2"))
        y -= 32
    parts.append(_words(sheet.under, _MARGIN, y, 13, "F1"))
    return "\n".join([*parts, "0.04 0.05 0.05 rg"])


def _foot(sheet: Sheet, number: int) -> str:
    return "0.3 0.35 0.35 rg\n" + _words(f"{sheet.foot}   |   {number}", _MARGIN, 36, 9, "F1")


def _words(words: str, x: float, y: float, size: float, font: str) -> str:
    return f"BT /{font} {size} Tf {x} {y:.1f} Td {_hex(words)} Tj ET"


def _hex(words: str) -> str:
    codes = bytes(_WELSH[c] if c in _WELSH else c.encode("cp1252", "replace")[0] for c in words)
    return f"<{codes.hex()}>"


def _wrapped(words: str, size: float, width: float) -> list[str]:
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, size) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _width(words: str, size: float) -> float:
    widths = [int(width) for width in _WIDTHS.split(" ")]
    # Bold letters are a little wider: a twentieth more is room enough for both.
    return sum(widths[ord(c) - 32] if 32 <= ord(c) < 127 else 556 for c in words) * size / 1000 * 1.05

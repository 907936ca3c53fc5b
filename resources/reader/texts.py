"""Words, made fit to keep."""

from __future__ import annotations

import unicodedata

from resources.reader.limits import MOST_CHARACTERS


def read_text(content: bytes) -> dict:
    """A plain text, in the encodings that people save in."""
    return {"texts": [_decoded(content)]}


def within_limit(texts: list[str]) -> list[str]:
    """Clean texts, cut where together they become too long."""
    kept, left = [], MOST_CHARACTERS
    for text in texts:
        text = clean(text[: 2 * left])[:left]
        left -= len(text)
        kept.append(text)
    return kept


def clean(text: str) -> str:
    """A text without what no database keeps and no reader sees: NUL, half characters, controls; line ends stay."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"}).strip()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")

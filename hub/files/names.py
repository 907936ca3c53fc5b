"""Names of files as people send them, made fit to show, to download under and to compare with the content."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120  # characters of a kept name, the ending included
_CUT = re.compile(r"[/\\]")
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}", re.ASCII)
# Characters that are not seen but change what is: line ends, NUL, marks that turn the direction of writing.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # which Persian words and many emoji need


def clean_name(name: str) -> str:
    """The last part of a path, in one line, without characters that turn, hide or end text; "" if nothing is left."""
    name = unicodedata.normalize("NFC", name)
    name = "".join(c for c in name if c in _JOINERS or unicodedata.category(c) not in _HIDDEN)
    name = " ".join(_CUT.split(name)[-1].split()).strip(". ")
    stem, ending = split(name)
    return stem[: LONGEST - len(ending)].rstrip(". ") + ending


def split(name: str) -> tuple[str, str]:
    """Stem and ending (".pdf", in lower case). Only up to ten letters and digits after the last dot are an ending."""
    stem, _dot, ending = name.rpartition(".")
    if not stem or not _ENDING.fullmatch(ending):
        return name, ""
    return stem, f".{ending.lower()}"

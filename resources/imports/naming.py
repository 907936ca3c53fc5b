"""What an imported file is called and what stands under its title, from what it says of itself."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from hub.files.names import clean_name, split
from hub.texts import cut

_NO_TITLE = re.compile(
    r"^(untitled|unknown|document\d*|title|presentation\d*|microsoft (word|powerpoint|excel)\b.*)$|\.\w{2,5}$|^\W*$", re.I
)
SUMMARY = 200  # characters


def title_of(path: str, said: str) -> str:
    """The title that a file gives itself, where that is one; else its name, made readable."""
    said = " ".join(said.split())
    if " " in said and not _NO_TITLE.search(said):
        return said[:200]
    stem, _ending = split(clean_name(PurePosixPath(path).name))
    words = " ".join(re.split(r"[-_\s]+", stem.rpartition("__")[2] or stem)).strip()
    return (words[:1].upper() + words[1:])[:200] or path[:200]


def summary_of(texts: tuple[str, ...]) -> str:
    """The first words of a document."""
    return cut(" ".join(" ".join(texts)[: 4 * SUMMARY].split()), SUMMARY)

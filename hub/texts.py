"""Texts as people send them, made fit to keep, and cut for lists."""

from __future__ import annotations

import re

from hub.markdown import Rendered, plain_words

SUMMARY = 300  # characters of an opening
_TABLE = re.compile("<table.*?</table>", re.DOTALL)
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def tidy(text: str) -> str:
    """A text with one kind of line end and without what no database keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def straight(text: str) -> str:
    """The same for words that stand in a line with others: without signs that would turn the direction of those."""
    return _TURNS.sub("", tidy(text))


def tidy_title(title: str) -> str:
    """A title, name or summary on one line, which turns the direction of nothing beside it."""
    return " ".join(straight(title).split())


def opening(rendered: Rendered) -> str:
    """The first words of a text, for lists: its headings and tables left out, unless it has nothing else; cut at a word."""
    text = rendered.text
    if "<table" in rendered.html:
        text = plain_words(_TABLE.sub("", rendered.html)) or text
    headings = {heading.text for heading in rendered.headings}
    return cut(" ".join(line for line in text.split("\n", 30)[:30] if line not in headings))


def cut(words: str, most: int = SUMMARY) -> str:
    """Plain words, cut at a word after about `most` characters."""
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"

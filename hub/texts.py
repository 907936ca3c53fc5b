"""Texts as people send them, made fit to keep, and cut for lists."""

from __future__ import annotations

from hub.markdown import Rendered

SUMMARY = 300  # characters of an opening


def tidy(text: str) -> str:
    """A text with one kind of line end and without what no database keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def tidy_title(title: str) -> str:
    """A title on one line."""
    return " ".join(tidy(title).split())


def opening(rendered: Rendered) -> str:
    """The first words of a text, for lists: its headings left out, cut at a word."""
    headings = {heading.text for heading in rendered.headings}
    return cut(" ".join(line for line in rendered.text.split("\n", 30)[:30] if line not in headings))


def cut(words: str, most: int = SUMMARY) -> str:
    """Plain words, cut at a word after about `most` characters."""
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"

"""Callouts: a block quote that begins with `[!NOTE]` is a box with a kind, not somebody's words."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .words import WORD

# The kinds of the hub, and the names that other tools use for them.
KINDS = {
    "note": "note",
    "tip": "note",
    "important": "note",
    "warning": "warning",
    "caution": "warning",
    "lesson": "lesson",
    "short": "short",
}

_MARKER = re.compile(r"\[!(\w{1,20})\][ \t]*([^\n]{0,200})(?:\n|$)")


def plugin(md: MarkdownIt) -> None:
    """Turn marked block quotes into callouts."""
    md.core.ruler.after("block", "callouts", _callouts)


def _callouts(state: StateCore) -> None:
    opened: list[str | None] = []
    changed: list[Token] = []
    tokens = iter(enumerate(state.tokens))
    for i, token in tokens:
        changed.append(token)
        if token.type == "blockquote_open":
            found = _marker(state.tokens, i)
            opened.append(KINDS[found[1].lower()] if found else None)
            if found:
                token.tag = "div"
                token.attrs = {"class": f"hub-callout hub-callout--{opened[-1]}"}
                paragraph = [next(tokens)[1] for _ in range(3)]
                changed.extend(_title(KINDS[found[1].lower()], found[2].strip(), level=token.level + 1))
                paragraph[1].content = paragraph[1].content[found.end() :]
                changed.extend(paragraph if paragraph[1].content else [])
        elif token.type == "blockquote_close" and opened.pop():
            token.tag = "div"
    state.tokens = changed


def _marker(tokens: list[Token], i: int) -> re.Match[str] | None:
    if i + 2 >= len(tokens) or tokens[i + 1].type != "paragraph_open":
        return None
    found = _MARKER.match(tokens[i + 2].content)
    return found if found and found[1].lower() in KINDS else None


def _title(kind: str, title: str, level: int) -> list[Token]:
    """The title of a callout: its own words, else the word for its kind."""
    open_ = Token("paragraph_open", "p", 1, {"class": "hub-callout__title"}, level=level, block=True)
    close = Token("paragraph_close", "p", -1, level=level, block=True)
    if title:
        words = Token("inline", "", 0, content=title, children=[], level=level + 1)
    else:
        words = Token(WORD, "", 0, content=kind, level=level + 1)
    return [open_, words, close]

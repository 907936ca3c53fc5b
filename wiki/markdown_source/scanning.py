"""Links and pictures in a Markdown text: found where Markdown has them, and handed out one by one to be rewritten.

Code, comments and template tags are passed over; of raw HTML only the addresses of links and pictures are handed out.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference, unescapeAll

from wiki.lines import split_lines

_BLOCKS = MarkdownIt("commonmark").enable("table")
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])

_LONGEST_LABEL = 2_000
# Where plain text ends: at an escape, code, a template tag, raw HTML, and at what may be a link or a picture.
_STOP = re.compile(
    r"\\.|`+|<%(?:(?!<%).){0,2000}?%>|\{%(?:(?!\{%).){0,2000}?%\}|\{\{(?:(?!\{\{).){0,2000}?\}\}"
    r"|<!--(?:(?!<!--).){0,9000}?-->|</?[A-Za-z][^<>]{0,2000}>|!?\[|\]",
    re.DOTALL,
)
_TARGET = re.compile(
    r"\(\s{0,9}(?:<(?P<framed>[^<>\n]{0,2000})>|(?P<bare>(?:\\.|[^\s()\\]|\([^\s()]{0,500}\)){0,2000}))"
    r"(?P<title>\s{1,9}(?:\"(?:\\.|[^\"\\]){0,500}\"|'(?:\\.|[^'\\]){0,500}'|\([^()]{0,500}\)))?\s{0,9}\)",
    re.DOTALL,
)
_REFERENCE = re.compile(r"\[([^\[\]]{0,999})\]")
_HTML = re.compile(r"<!--(?:(?!<!--).){0,9000}?-->|<(?:a|img)\s[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"(\s(?:href|src)\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)


class Link(NamedTuple):
    """A link or picture as it stands in the text. `title` is the part after the address, with its quotes and a space."""

    label: str
    url: str
    title: str
    is_picture: bool
    in_table: bool


class Rewriter(Protocol):
    def rewrite(self, link: Link) -> str | None:
        """What shall stand in the place of a link or picture; None leaves it."""

    def readdress(self, url: str, is_picture: bool) -> str | None:
        """The new address of a link or picture in raw HTML; None leaves it."""


def rewrite_links(text: str, rewriter: Rewriter) -> str:
    """The text with each of its links and pictures as the rewriter wants it; all else stays to the letter."""
    env: dict[str, Any] = {}
    lines = split_lines(text)
    kinds = _kinds(text, len(lines), env)
    scan = _Scan(rewriter, env.get("references", {}))
    parts = []
    for (kind, _number), group in groupby(enumerate(lines), key=lambda numbered: kinds[numbered[0]]):
        chunk = "".join(line for _, line in group)
        if kind == "html":
            chunk = _HTML.sub(lambda tag: scan.tag(tag[0]), chunk)
        elif kind != "other":
            chunk = scan.words(chunk, in_table=kind == "table")
        parts.append(chunk)
    return "".join(parts)


def _kinds(text: str, count: int, env: dict[str, Any]) -> list[tuple[str, int]]:
    """For each line "text", "table", "html" or "other" (code, definitions), and a number that parts one block from the next."""
    kinds: list[tuple[str, int]] = [("other", 0)] * count
    for number, token in enumerate(_BLOCKS.parse(text, env)):
        kind = {"inline": "text", "html_block": "html", "table_open": "table"}.get(token.type)
        if kind and token.map:
            for line in range(token.map[0], min(token.map[1], count)):
                if kinds[line][0] != "table":
                    kinds[line] = (kind, line if kind == "table" else number)
    return kinds


class _Scan:
    def __init__(self, rewriter: Rewriter, references: dict[str, Any]) -> None:
        self.rewriter = rewriter
        self.references = references

    def words(self, text: str, *, in_table: bool = False, pictures_only: bool = False) -> str:
        parts: list[str] = []
        stops = list(_stops(text))
        closings = _closings(text, stops)
        at = 0
        for start, end in stops:
            piece = text[start:end]
            if start < at:
                continue
            if piece == "![" or (piece == "[" and not pictures_only):
                found = self.link(text, start, closings.get(end), in_table)
                if found is None:
                    continue
                new, end = found
            elif piece[0] == "<":
                new = self.tag(piece)
            else:
                continue
            parts += [text[at:start], new]
            at = end
        return "".join([*parts, text[at:]])

    def link(self, text: str, start: int, closing: int | None, in_table: bool) -> tuple[str, int] | None:
        """What stands for the link or picture at `start`, and where it ends; None if there is none."""
        is_picture = text[start] == "!"
        opening = start + is_picture
        if closing is None or closing - opening > _LONGEST_LABEL:
            return None
        label = text[opening + 1 : closing]
        if target := _TARGET.match(text, closing + 1):
            end = target.end()
            url, title = unescapeAll(target["bare"] if target["framed"] is None else target["framed"]), target["title"] or ""
        else:
            name = _REFERENCE.match(text, closing + 1)
            defined = self.references.get(normalizeReference((name and name[1]) or label))
            if defined is None:
                return None
            end = name.end() if name else closing + 1
            url, title = defined["href"], ""
        if not is_picture:
            label = self.words(label, in_table=in_table, pictures_only=True)
        rewritten = self.rewriter.rewrite(Link(label, url, title, is_picture, in_table))
        return text[start : opening + 1] + label + text[closing:end] if rewritten is None else rewritten, end

    def tag(self, tag: str) -> str:
        """An HTML tag, with the address in it rewritten if it is a link or a picture."""
        name = tag[1:].split(None, 1)[0].lower()
        if name not in ("a", "img"):
            return tag

        def replace(found: re.Match[str]) -> str:
            new = self.rewriter.readdress(unescape(found[2][1:-1]).strip(), name == "img")
            return found[0] if new is None else f'{found[1]}"{escape(new)}"'

        return _ADDRESS.sub(replace, tag)


def _stops(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each piece that is not plain text; code is one piece, to its closing backticks."""
    unclosed: set[str] = set()
    at = 0
    while stop := _STOP.search(text, at):
        at = stop.end()
        if stop[0][0] == "`" and stop[0] not in unclosed:
            if closing := re.compile(f"(?<!`){stop[0]}(?!`)").search(text, at):
                at = closing.end()
            else:
                unclosed.add(stop[0])
        yield stop.start(), at


def _closings(text: str, stops: list[tuple[int, int]]) -> dict[int, int]:
    """For each bracket that opens, by the place after it, where it is closed."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    for start, end in stops:
        if text[end - 1] == "[" and text[start] in "![":
            opened.append(end)
        elif text[start] == "]" and opened:
            closings[opened.pop()] = start
    return closings


def iter_words(tokens: list[Any]) -> Iterator[str]:
    """The plain words of inline tokens."""
    for token in tokens:
        if token.children:
            yield from iter_words(token.children)
        elif token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


_WORDS = MarkdownIt("commonmark")


def plain(label: str) -> str:
    """A label without its Markdown: "**see** `x`" is "see x"."""
    return " ".join("".join(iter_words(_WORDS.parseInline(label))).split())

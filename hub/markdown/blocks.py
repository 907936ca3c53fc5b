"""How headings, tables, tasks, code and footnotes are written: as CommonMark and GFM have them, and fit for our pages."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from . import findings
from .findings import PREFIX
from .words import WORD, word

TABLE_OPEN = '<div class="hub-scroll" tabindex="0" role="region" aria-label="Table 1">'
"""Around every table, so that a wide one scrolls by itself, with the keyboard too. `cleaning` numbers them."""


def plugin(md: MarkdownIt) -> None:
    """Teach a parser our headings, and its renderer our blocks."""
    md.core.ruler.push("headings", _headings)
    for name, rule in _RENDER_RULES.items():
        md.add_render_rule(name, rule)


def _headings(state: StateCore) -> None:
    """Level 1 is the page's own title, so that of a text becomes 2; every heading gets an id."""
    for i, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
        if token.type == "heading_open":
            text = plain(state.tokens[i + 1].children or [])
            token.attrSet("id", findings.of(state.env).heading(int(token.tag[1]), text).id)


def plain(tokens: Sequence[Token]) -> str:
    """The plain words of inline tokens, on one line."""
    words = []
    for token in tokens:
        if token.type == "image":
            words.append(plain(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type != "html_inline":
            words.append(token.content)
    return " ".join("".join(words).split())


def _table_open(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return TABLE_OPEN + self.renderToken(tokens, index, options, env)


def _table_close(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _cell_open(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A cell's alignment is a class: our policy allows no style attribute."""
    token = tokens[index]
    style = str(token.attrs.pop("style", ""))
    if style in ("text-align:right", "text-align:center"):
        token.attrSet("class", "hub-" + style.removeprefix("text-align:"))
    return self.renderToken(tokens, index, options, env)


def _list_item_open(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """A task shows a sign with words; a box that cannot be ticked would need a label and promise too much."""
    token = tokens[index]
    if "checked" not in token.meta:
        return self.renderToken(tokens, index, options, env)
    token.attrs = {"class": "hub-task"}
    return self.renderToken(tokens, index, options, env) + word("done" if token.meta["checked"] else "todo") + " "


def _fence(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    """Code can be wider than the page: it takes the focus, so that it scrolls with the keyboard."""
    return RendererHTML.fence(self, tokens, index, options, env).replace("<pre", '<pre tabindex="0"', 1)


def _code_block(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return RendererHTML.code_block(self, tokens, index, options, env).replace("<pre", '<pre tabindex="0"', 1)


def _footnote_ref(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    number, again = _footnote(tokens[index])
    return f'<sup class="hub-footnote-ref"><a href="#{PREFIX}fn{number}" id="{PREFIX}fnref{number}{again}">[{number}]</a></sup>'


def _footnote_anchor(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    number, again = _footnote(tokens[index])
    return f' <a href="#{PREFIX}fnref{number}{again}">{word("back")}</a>'


def _footnote_open(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return f'<li id="{PREFIX}fn{_footnote(tokens[index])[0]}">'


def _footnote_block_open(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return '<hr>\n<section class="hub-footnotes">\n<ol>\n'


def _footnote_block_close(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return "</ol>\n</section>\n"


def _footnote(token: Token) -> tuple[int, str]:
    """The footnote's number, and what tells its second and later references from the first."""
    repeat = token.meta.get("subId", 0)
    return token.meta["id"] + 1, f"-{repeat + 1}" if repeat else ""


def _word(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    return word(tokens[index].content)


_RENDER_RULES = {
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "list_item_open": _list_item_open,
    "fence": _fence,
    "code_block": _code_block,
    "footnote_ref": _footnote_ref,
    "footnote_anchor": _footnote_anchor,
    "footnote_open": _footnote_open,
    "footnote_block_open": _footnote_block_open,
    "footnote_block_close": _footnote_block_close,
    WORD: _word,
}

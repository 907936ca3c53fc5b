"""Inline rules for `[[Page title]]`, `@handle` and `#tag`: never in code, never inside another link."""

import re
from collections.abc import Collection

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from . import findings
from .findings import PREFIX
from .slugs import slugify

TOKEN = "neutral_link"

# Each is matched at one place and its length is bounded, so none looks at a character twice for long.
_WIKI = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_SPACE = re.compile(r"([a-z0-9][a-z0-9-]{0,79}):(?=\S)")
_HANDLE = re.compile(r"@([a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?)(?![\w@/-])", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"#([^\W\d_](?:[^\W_]|-(?=[^\W_])){0,49})(?![\w-])")

_MAY_STAND_BEFORE_A_HANDLE = frozenset("([{>\"'“‘«*_~—–|")


def plugin(md: MarkdownIt) -> None:
    """Teach a parser the three kinds of link; they become neutral anchors with a number."""
    md.inline.ruler.before("link", "wiki_link", _wiki_link)
    md.inline.ruler.before("link", "mention", _mention)
    md.inline.ruler.before("link", "tag", _tag)
    md.core.ruler.push("number_links", _number_links)
    md.add_render_rule(TOKEN, _render)


def _wiki_link(state: StateInline, silent: bool) -> bool:
    if state.linkLevel or not state.src.startswith("[[", state.pos):
        return False
    found = _WIKI.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    place, label = found[1].strip(), " ".join((found[2] or "").split())
    space = None
    if named := _SPACE.match(place):
        space, place = named[1], place[named.end() :]
    title, heading = _split_heading(place)
    if not any(c.isalnum() for c in title or heading):
        return False
    if not silent:
        fragment = PREFIX + slugify(heading, fallback="section") if heading else ""
        _push(state, "page", label or title or heading, space, title, slugify(title) if title else "", fragment)
    state.pos = found.end()
    return True


def name_space(text: str, space: str, *, except_for: Collection[str] = ()) -> str:
    """`text` with `[[Title]]` written as `[[space:Title]]`, but for links that name a space, a heading of their own page,
    or a slug of `except_for`. It does not know code from words: compare what both say when rendered."""

    def named(found: re.Match) -> str:
        place = found[1].strip()
        title = _split_heading(place)[0]
        if _SPACE.match(place) or not title or slugify(title) in except_for:
            return found[0]
        return found[0].replace(found[1], f"{space}:{place}", 1)

    return _WIKI.sub(named, text)


def _split_heading(place: str) -> tuple[str, str]:
    """Title and heading of "Title#Heading". A "#" before a space or at the end belongs to the title: "C# guide"."""
    title, sign, heading = place.rpartition("#")
    if not sign or not heading or heading[0].isspace():
        title, heading = place, ""
    return " ".join(title.split()), " ".join(heading.split())


def _mention(state: StateInline, silent: bool) -> bool:
    if state.linkLevel or state.src[state.pos] != "@":
        return False
    before = state.src[state.pos - 1] if state.pos else " "
    if not before.isspace() and before not in _MAY_STAND_BEFORE_A_HANDLE:
        return False
    found = _HANDLE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        _push(state, "mention", found[0], None, found[1], found[1].lower())
    state.pos = found.end()
    return True


def _tag(state: StateInline, silent: bool) -> bool:
    if state.linkLevel or state.src[state.pos] != "#":
        return False
    if state.pos and not state.src[state.pos - 1].isspace():
        return False
    found = _TAG.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        _push(state, "tag", found[0], None, found[1], found[1].lower())
    state.pos = found.end()
    return True


def _push(state: StateInline, kind: str, label: str, space: str | None, title: str, slug: str, fragment: str = "") -> None:
    token = state.push(TOKEN, "a", 0)
    token.content = label
    token.meta = {"kind": kind, "space": space, "title": title, "slug": slug, "fragment": fragment}


def _number_links(state: StateCore) -> None:
    """Number the links that are in the finished text: not those of an unused footnote or of an image's description."""
    noted = findings.of(state.env)
    for block in state.tokens:
        for token in block.children or []:
            if token.type == TOKEN and token.meta["slug"]:
                token.meta["number"] = noted.link(**token.meta).number


def _render(_self: object, tokens: list[Token], index: int, _options: object, env: dict[str, object]) -> str:
    token = tokens[index]
    label = escapeHtml(token.content)
    if "number" not in token.meta:
        return f'<a href="#{token.meta["fragment"]}">{label}</a>'
    return f'<a data-link="{findings.of(env).nonce}-{token.meta["number"]}">{label}</a>'

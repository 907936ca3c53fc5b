"""Bare links, as in GFM: `https://…`, `www.…` and e-mail addresses become links without any marks.

Web addresses are taken while inline text is parsed, so that a "_" in one is no emphasis. The other two are
found in the finished text, where an address such as `first_last@parks.gov.example` is in one piece again.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isLinkClose, isLinkOpen, unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_HOST = r"(?P<host>[^\W_](?:[\w-]*[^\W_])?(?:\.[\w-]+)*)"
_REST = r"[^\s<]*"
_SCHEME = re.compile(r"(?:^|[^\w<>/.@-])(https?)$", re.ASCII | re.IGNORECASE)
_WEB = re.compile(rf"https?://{_HOST}", re.IGNORECASE)
_TO_THE_END = re.compile(_REST)
_IN_TEXT = re.compile(
    r"(?<![\w<>/.@-])www\.[^\s<]+|(?<![\w</.@+-])(?P<email>[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)"
)
_WWW = re.compile(rf"www\.{_HOST}", re.IGNORECASE)
_ENTITY_AT_END = re.compile(r"&[A-Za-z0-9]{1,32};$")


def plugin(md: MarkdownIt) -> None:
    """Teach a parser bare links."""
    md.inline.ruler.push("web_address", _web_address)
    md.core.ruler.push("addresses_in_text", _addresses_in_text)


def _web_address(state: StateInline, silent: bool) -> bool:
    # While a label is only measured there is no pending text to look back at; as text it has the same length.
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    if not scheme:
        return False
    start = state.pos - len(scheme[1])
    host = _WEB.match(state.src, start, state.posMax)
    if not host or not _is_host(host["host"], least=1):
        return False
    rest = _TO_THE_END.match(state.src, host.end(), state.posMax)
    address = _without_punctuation(state.src[start : rest.end() if rest else host.end()])
    url = unescapeAll(address)
    href = state.md.normalizeLink(url)
    if not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[1])]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def _addresses_in_text(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and ("@" in block.content or "www." in block.content):
            block.children = _with_links(state.md, block.children or [])


def _with_links(md: MarkdownIt, tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    links = 0
    for token in tokens:
        if token.type == "link_open" or (token.type == "html_inline" and isLinkOpen(token.content)):
            links += 1
        elif token.type == "link_close" or (token.type == "html_inline" and isLinkClose(token.content)):
            links -= 1
        if token.type == "text" and links <= 0:
            kept.extend(_split(md, token.content))
        else:
            kept.append(token)
    return kept


def _split(md: MarkdownIt, text: str) -> list[Token]:
    tokens: list[Token] = []
    done = 0
    for found in _IN_TEXT.finditer(text):
        address = found[0] if found["email"] else _without_punctuation(found[0])
        href = md.normalizeLink(("mailto:" if found["email"] else "http://") + address)
        if not (_is_email(address) if found["email"] else _is_www(address)) or not md.validateLink(href):
            continue
        tokens += [
            Token("text", "", 0, content=text[done : found.start()]),
            Token("link_open", "a", 1, {"href": href}),
            Token("text", "", 0, content=address),
            Token("link_close", "a", -1),
        ]
        done = found.start() + len(address)
    return [*tokens, Token("text", "", 0, content=text[done:])]


def _is_email(address: str) -> bool:
    return address[-1] not in "-_"


def _is_www(address: str) -> bool:
    found = _WWW.match(address)
    return bool(found and _is_host(found["host"], least=2))


def _is_host(host: str, least: int) -> bool:
    """GFM's rule: enough parts, and no "_" in the last two."""
    parts = host.split(".")
    return len(parts) >= least and not any("_" in part for part in parts[-2:])


def _without_punctuation(address: str) -> str:
    """The address without what closes the sentence around it: punctuation, an entity, a bracket that it did not open."""
    closing = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ")":
            if closing <= 0:
                break
            closing -= 1
            end -= 1
        elif last == ";" and (entity := _ENTITY_AT_END.search(address, max(0, end - 34), end)):
            end = entity.start()
        elif last in "?!.,:;*_~'\"[]":
            end -= 1
        else:
            break
    return address[:end]

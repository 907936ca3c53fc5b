"""Pictures: only the hub's own are shown. One from elsewhere becomes a link, so that no reader is counted there."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .addresses import is_local
from .blocks import plain


def plugin(md: MarkdownIt) -> None:
    """Turn pictures from other sites into links."""
    md.core.ruler.push("remote_images", _remote_images)


def _remote_images(state: StateCore) -> None:
    for block in state.tokens:
        if any(token.type == "image" for token in block.children or []):
            block.children = _without_remote_images(block.children or [])


def _without_remote_images(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    links = 0
    for token in tokens:
        links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        source = str(token.attrGet("src")) if token.type == "image" else ""
        if token.type != "image" or is_local(source):
            kept.append(token)
            continue
        text = Token("text", "", 0, content=plain(token.children or []) or source)
        if links:
            kept.append(text)
        else:
            kept += [Token("link_open", "a", 1, {"href": source}), text, Token("link_close", "a", -1)]
    return kept

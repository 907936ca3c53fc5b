"""The hub's dialect of Markdown: CommonMark, what GFM adds to it, and the rules of this package."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from . import autolinks, blocks, callouts, findings, images, links
from .addresses import is_allowed

# Content nested deeper than this is left out; the parser's own 20 is reached by ten lists in each other.
_DEEPEST = 60


def standard() -> MarkdownIt:
    """A parser of CommonMark with GFM's tables, strikethrough, bare links and tasks: no rule of ours."""
    options = {"html": True, "tasklists": True, "strikethrough_single_tilde": True, "xhtmlOut": False}
    md = MarkdownIt("commonmark", {**options, "maxNesting": _DEEPEST})
    return md.enable(["table", "strikethrough"]).use(autolinks.plugin)


def build() -> MarkdownIt:
    """A parser of the hub's dialect. What it writes is not yet clean."""
    md = standard().use(footnote_plugin, inline=False).use(deflist_plugin)
    md.validateLink = is_allowed  # type: ignore[method-assign]
    md.core.ruler.push("raw_html", _note_raw_html)
    for part in (callouts, blocks, images, links):
        md.use(part.plugin)
    return md


def _note_raw_html(state: StateCore) -> None:
    noted = findings.of(state.env)
    for block in state.tokens:
        if block.type == "html_block" or any(token.type == "html_inline" for token in block.children or []):
            noted.raw = True

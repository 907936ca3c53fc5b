"""How far the dialect is CommonMark and GFM: all of both, but for the examples listed in docs/markdown-dialect.md."""

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from hub.markdown import cleaning, dialect
from hub.markdown.rendering import render_here

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "markdown-dialect.md"
SPECS = {"CommonMark": "commonmark_spec.json", "GFM": "gfm_spec.json"}


def cases(shared, spec):
    return json.loads((shared / "suites" / "markdown" / SPECS[spec]).read_bytes())


def squeezed(html: str) -> str:
    """HTML whose differences matter: void tags, space between tags and the order of a box's attributes do not."""
    html = html.replace(" />", ">").replace('disabled="" type="checkbox"', 'type="checkbox" disabled=""')
    html = html.replace('<input checked="" type="checkbox" disabled="">', '<input type="checkbox" disabled="" checked="">')
    html = re.sub(
        r'<input class="task-list-item-checkbox" disabled="" type="checkbox"( checked="")?>',
        r'<input type="checkbox" disabled=""\1>',
        html,
    )
    html = re.sub(r' class="(?:contains-task-list|task-list-item)"', "", html)
    html = re.sub(r'align="(\w+)"', r'style="text-align:\1"', html)
    html = html.replace("<del>", "<s>").replace("</del>", "</s>")
    return re.sub(r">\s+<", "><", html).strip()


@pytest.mark.parametrize("spec", SPECS)
def test_x09_the_parser_with_html_on_follows_the_specification(shared, spec):
    """Each example with the extensions that it is written for; ours come on top and are below."""
    core, extended = MarkdownIt("commonmark"), dialect.standard()
    examples = cases(shared, spec)

    wrong = [
        case["example"]
        for case in examples
        if squeezed((extended if case["ext"] else core).render(case["markdown"])) != squeezed(case["html"])
    ]

    assert len(wrong) <= len(examples) // 100, wrong


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.slow
def test_x09_the_dialect_differs_where_the_document_says_and_nowhere_else(shared, spec):
    """The expected HTML goes through the same cleaning, because that is what a reader would get."""
    different = {
        case["example"]
        for case in cases(shared, spec)
        if comparable(render_here(case["markdown"]).html) != comparable(cleaned(case["html"]))
    }

    assert different == documented(spec)


def cleaned(html: str) -> str:
    return cleaning.settle(cleaning.last_gate(cleaning.first_gate(html)))


def comparable(html: str) -> str:
    """Without what the document says of every heading and every block of code."""
    html = re.sub(r"<(/?)h1\b", r"<\1h2", html)
    html = re.sub(r' (?:id="u-[^"]*"|tabindex="0")', "", html)
    return re.sub(r">\s+<", "><", html).strip()


def documented(spec: str) -> set[int]:
    """The example numbers in the document's table of deviations: `| reason | CommonMark | GFM |`."""
    column = 1 + list(SPECS).index(spec)
    rows = [
        line.strip("|").split("|") for line in DOCUMENT.read_text().splitlines() if re.match(r"\|.*\|[ \d,]*\|[ \d,]*\|$", line)
    ]
    return {int(number) for row in rows for number in re.findall(r"\d+", row[column])}

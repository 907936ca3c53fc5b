"""Nothing that a text or an import brings can run, track or take over the page."""

import gzip
import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from bleach._vendor import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.markdown import RefusedText, Shown, clean_html, fill, new_page_url, render
from tests.sampling import sampled

# fmt: off
HARMLESS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
    "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var",
}
HARMLESS_ATTRIBUTES = {
    "alt", "aria-label", "class", "colspan", "data-link", "datetime", "dir", "height", "href", "id", "lang",
    "loading", "open", "rel", "role", "rowspan", "scope", "src", "start", "tabindex", "title", "width",
}
URLS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#x0A;script:alert(1)", "java\xadscript:alert(1)",
    "javascript:123", "\u2028javascript:alert(1)", "&#1;javascript:alert(1)", "javascript&colon;alert(1)",
    "host:8000", "vbscript:x", "about:blank", "data:text/html,x", "data:image/svg+xml;base64,x", "file:///etc/passwd",
    "blob:x", "irc://x", "x:javascript:1", "//evil.example", "\\\\evil.example", "/\\evil.example",
    "/&Tab;/evil.example", "\u200b//evil.example",
]
PIECES = [
    "<a", "<b>", "</b>", "<p>", "</p>", "<svg>", "</svg>", "<math>", "<style>", "</style>", "<table>", "<td>", "<tr>",
    "</table>", "<h1>", "<div>", "</div>", "<img", "<!--", "-->", "<![CDATA[", "]]>", "href=", "src=", "onerror=",
    "id=", "class=", "style=", 'data-link="1"', 'title="', "'", '"', ">", "/", "javascript:", "data:", "&#x6a;",
    "&colon;", "&lt;", "&amp;", "[[", "]]", "[", "](", ")", "![", "@ana", "#tag", "`", "```", "~~~", "-", "|", "|-",
    ":-", "*", "_", "~~", "[^1]", "[^1]:", "http://", "www.", "a@b.example", "\\", "x", "\t", "\n", "\x00", "\xad",
    "\ud800",
]
# fmt: on


def residue(html: str, reparse: bool = True) -> list[str]:
    """Whatever in this HTML should not be there, read by Python's own parser and, as a browser would, by html5lib."""
    tags = _Tags()
    tags.feed(html)
    tags.close()
    for element in html5lib.parseFragment(html if reparse else "", namespaceHTMLElements=False).iter():
        if element.tag != "DOCUMENT_FRAGMENT":
            tags.seen.append((str(element.tag), [(str(name), value) for name, value in element.attrib.items()]))
    return [wrong for tag, attributes in tags.seen for wrong in _wrong(tag, attributes)]


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, attrs))

    def handle_comment(self, data):
        self.seen.append(("comment", []))

    handle_decl = handle_pi = unknown_decl = handle_comment


def _wrong(tag, attributes):
    if tag not in HARMLESS:
        yield tag
    for name, value in attributes:
        if name not in HARMLESS_ATTRIBUTES:
            yield f"{tag} {name}"
        if name in ("href", "src"):
            address = "".join(c for c in value or "" if unicodedata.category(c)[0] not in "CZ").replace("\\", "/").lower()
            scheme = re.match(r"[^/?#]*?:", address)
            if (scheme and scheme[0] not in ("http:", "https:", "mailto:")) or address.startswith("//"):
                yield f"{tag} {name}={value}"
            if name == "src" and scheme:
                yield f"remote {value}"
        if name == "id" and not (value or "").startswith("u-"):
            yield f"id {value}"


def payloads(shared):
    suites = shared / "suites"
    for path in sorted((suites / "xss").glob("*.json")):
        for case in json.loads(path.read_bytes()):
            yield case["payload"] if "payload" in case else str(case["case"][0])
    yield from (suites / "xss" / "markdown_xss_cujanovic.txt").read_bytes().decode().splitlines()
    for path in sorted((suites / "xss" / "bleach_data").glob("*.test")):
        yield path.read_bytes().decode().split("\n--\n")[0]
    yield from json.loads((suites / "strings" / "blns.json").read_bytes())
    yield from (path.read_bytes().decode() for path in sorted((suites / "upload" / "svg").glob("*.txt")))


def without_numbers(html: str) -> str:
    return re.sub(r'<a data-link="\d+">', "<a>", html)


@sampled(10)
def test_x01_x02_no_payload_leaves_a_residue_and_cleaning_again_changes_nothing(shared, some):
    """As a page, and as the HTML of an import."""
    every, wrong, unstable = list(payloads(shared)), {}, []
    for payload in every[some]:
        for html in (render(payload).html, clean_html(payload)):
            if found := residue(html) + residue(fill(html, {}, lambda n: "/s/x/new/")):
                wrong[payload] = found
            if clean_html(html) != without_numbers(html):
                unstable.append(payload)

    assert len(every) > 1_500
    assert wrong == {}
    assert unstable == []


@pytest.mark.parametrize("url", URLS)
def test_x02_links_and_pictures_go_to_web_mail_and_the_hub_only(url):
    forms = [
        f"[a]({url})", f"[a](<{url}>)", f"![a]({url})", f"<{url}>", f"[a]\n\n[a]: {url}", f"[^1]\n\n[^1]: [a]({url})",
        f'<a href="{url}">a</a>', f"<a href={url}>a</a>", f'<img src="{url}">',
    ]  # fmt: skip
    for form in forms:
        assert residue(render(form).html) == [], form
        assert residue(clean_html(form)) == []


@sampled(45)
def test_x03_html_on_real_pages_is_allowed_or_shown_never_run(shared, some):
    pages = [path for path in sorted((shared / "corpus" / "wiki").rglob("*")) if path.is_file() and ".md" in path.name]
    for i, path in list(enumerate(pages))[some]:
        html = render(path.read_bytes().decode()).html
        if i % 3 == 0:
            assert residue(html, reparse=i % 30 == 0) == [], path
        if i % 30 == 0:
            assert clean_html(html) == without_numbers(html), path
    assert len(pages) >= 688


@sampled(15)
def test_x03_old_versions_of_real_pages_render_too(shared, some):
    for path in sorted((shared / "corpus" / "wiki-revisions").glob("*.gz")):
        with gzip.open(path) as lines:
            revisions = [json.loads(line)["text"] for line in lines]
        for text in revisions[::15][some]:
            assert residue(render(text or "").html, reparse=False) == []


@pytest.mark.parametrize(
    "html",
    [
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><img src=x onerror=alert(1)></template>",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
        "<select><option><style></option></select><script>alert(1)</script></style>",
        "<table><td><p><table><svg><desc><td></desc><style><img src=x onerror=alert(1)>",
        "<title><img src=x onerror=alert(1)></title><textarea></textarea><iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href='x'><p><a href='y'><table><a href='z'></table></a>",
    ],
)  # fmt: skip
def test_x04_no_confusion_of_parsers_brings_anything_back(html):
    for once in (clean_html(html), render(html).html, render(f"text {html}").html):
        assert residue(once) == []
        assert clean_html(once) == once


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
@pytest.mark.slow
def test_x04_whatever_is_thrown_together_is_clean_and_stays_as_it_is(parts):
    text = " ".join(parts)
    for html in (render(text).html, render("".join(parts)).html, clean_html(text.replace("\ud800", ""))):
        assert residue(html) == []
        assert clean_html(html) == without_numbers(html)


@pytest.mark.parametrize("name", ["form", "csrfmiddlewaretoken", "__proto__", "location", "hub-main", "u-x"])
def test_x05_no_id_of_a_text_is_one_of_the_page(name):
    for text in (f"# {name}", f'<p id="{name}" name="{name}">x</p>', f"[^{name}]\n\n[^{name}]: x"):
        html = render(text).html
        assert re.findall(r' (?:id|name)="(?!u-)', html) == []


def test_x05_a_text_has_no_class_of_the_application():
    html = render(
        '<p class="hub-mast govuk-visually-hidden hub-callout"><span class="hub-toast" style="position:fixed">x</span></p>'
    ).html

    assert html == '<p class="hub-callout"><span>x</span></p>'


def test_x06_headings_and_footnotes_hold_text_only():
    rendered = render(
        '# <img src=x onerror=alert(1)> "><script>alert(1)</script>\n\n[^"onclick=1]\n\n[^"onclick=1]: <script>x</script>'
    )

    assert residue(rendered.html) == []
    assert rendered.headings[0].id == "u-alert-1"


def test_x08_the_language_of_code_cannot_leave_its_attribute():
    assert render('``` "><img/src=x/onerror=alert(1)>\nx\n```').html == '<pre tabindex="0"><code>x\n</code></pre>\n'
    assert '<code class="language-c++">' in render("```c++\nx\n```").html


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% include 'x' %}", "<%= 7*7 %>", "${7*7}", "#{7*7}", "{{ settings.SECRET_KEY }}"]
)
def test_x19_template_tags_stay_what_they_are(text):
    for source in (text, f"`{text}`", f"<div>\n{text}\n</div>"):
        assert text in render(source).text


def test_a_numbered_anchor_typed_by_hand_has_no_number():
    text = 'See [[Real]].\n\n<a data-link="1">forged</a> <a href="/x" data-link="0123456789abcdef-1">also</a>'

    html = render(text).html
    assert html.count("data-link") == 1
    assert "forged" in fill(html, {1: Shown("/real/")})
    assert fill(html, {1: Shown("/real/")}).count("/real/") == 1
    assert "data-link" not in clean_html('<a data-link="1">x</a>')


def test_what_is_filled_in_is_escaped():
    bad = '"><script>alert(1)</script>'
    html = fill(render(f"[[A]] [[B|{bad}]] @ana").html, {1: Shown(f"/x{bad}", bad, bad, bad)}, lambda n: new_page_url(bad, bad))

    assert residue(html) == []
    assert "<script" not in html


def test_a_person_may_say_which_language_a_passage_is_in():
    assert render('<span lang="cy">Bore da</span>').html == '<p><span lang="cy">Bore da</span></p>\n'
    assert 'dir="rtl"' in clean_html('<p dir="rtl">x</p>')


def test_what_is_not_allowed_is_shown_to_its_writer_and_dropped_from_an_import():
    assert render("<font>a</font> <blink>").html == "<p>&lt;font&gt;a&lt;/font&gt; &lt;blink&gt;</p>\n"
    assert clean_html("<h1>A</h1><center><strike>b</strike></center><!-- c -->") == "<h2>A</h2><s>b</s>"


def test_numbers_without_end_are_no_trouble():
    for text in ("<b>&#" + "9" * 6000 + ";</b>", '<a href="&#x' + "f" * 6000 + ';">x</a>', "&#" + "9" * 6000 + ";"):
        assert residue(render(text).html) == []
        assert residue(clean_html(text)) == []


def test_a_refusal_has_words_for_the_person():
    with pytest.raises(RefusedText) as refused:
        render("x" * 200_001)
    assert "200 kB" in str(refused.value)

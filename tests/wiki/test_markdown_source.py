"""A folder of Markdown files, read as pages: what is in it comes along, what cannot is named, and nothing stops the rest."""

import os
import re
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hub.markdown.rendering import render_here
from wiki.markdown_source import Attachment, Loss, Source, SourcePage, fill, read_folder
from wiki.markdown_source.places import address
from wiki.markdown_source.scanning import rewrite_links


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read(folder: Path, **options) -> dict[str, SourcePage]:
    return {page.path: page for page in read_folder(folder, **options).pages}


def losses(page: SourcePage) -> list[tuple[str, str]]:
    return [(lost.reason.name, lost.what) for lost in page.lost]


def links_of(text: str) -> list[tuple[str, str]]:
    return [(link.slug, link.fragment) for link in render_here(text, None).links if link.kind == "page"]


# Files


def test_markdown_files_with_any_ending_are_pages_and_others_are_not(tmp_path):
    write(
        tmp_path,
        {
            "a.md": "A",
            "b.html.md": "B",
            "c.html.md.erb": "C",
            "d.markdown": "D",
            "e.html.html.md": "E",
            "f.credentials.html.md": "F",
            "g.html.erb": "no",
            "h.txt": "no",
            "i.md.html": "no",
            "docs/j.MD": "J",
            ".hidden.md": "no",
            ".git/k.md": "no",
        },
    )
    pages = read(tmp_path)
    assert list(pages) == [
        "a.md", "b.html.md", "c.html.md.erb", "d.markdown", "docs/j.MD", "e.html.html.md", "f.credentials.html.md",
    ]  # fmt: skip
    assert [page.title for page in pages.values()] == ["A", "B", "C", "D", "J", "E", "F.credentials"]
    assert [page.slug for page in pages.values()] == ["a", "b", "c", "d", "j", "e", "f-credentials"]


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(NotADirectoryError):
        read_folder(tmp_path / "nowhere")
    assert read_folder(tmp_path, name="Handbook") == Source("Handbook")


def test_broken_files_stop_nothing_and_are_named(tmp_path):
    write(
        tmp_path,
        {
            "good.md": "Good.",
            "windows.md": "Café – caff\u00e8".encode("cp1252"),
            "broken.md": b"ok \x81\xff ok",
            "wide.md": "Wide".encode("utf-16"),
            "bom.md": b"\xef\xbb\xbfMarked",
            "lines.md": b"one\r\ntwo\rthree",
            "nul.md": b"a\0b",
            "huge.md": b"x" * 5_000_001,
        },
    )
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    os.mkfifo(tmp_path / "pipe.md")
    source = read_folder(tmp_path)
    pages = {page.path: page for page in source.pages}
    assert (pages["windows.md"].text, losses(pages["windows.md"])) == ("Café – caffè", [("ENCODING", "")])
    assert (pages["broken.md"].text, losses(pages["broken.md"])) == ("ok \ufffd\ufffd ok", [("BYTES", "3: 81 ff 20 6f 6b")])
    assert [pages[name].text for name in ("wide.md", "bom.md", "lines.md")] == ["Wide", "Marked", "one\ntwo\nthree"]
    assert (pages["nul.md"].text, losses(pages["nul.md"])) == ("a\ufffdb", [("BYTES", "NUL")])
    assert pages["good.md"].lost == []
    assert {path: lost.reason for path, lost in source.skipped.items()} == {
        "huge.md": Loss.TOO_LONG,
        "loop.md": Loss.UNREADABLE,
        "pipe.md": Loss.UNREADABLE,
    }


def test_f11_a_link_to_a_file_outside_the_folder_is_never_followed(tmp_path):
    secret = write(tmp_path, {"secret.md": "secret", "keys.txt": "secret"})
    folder = write(tmp_path / "wiki", {"a.md": "[x](keys.txt) ![y](../keys.txt) [z](/../secret.md)"})
    (folder / "secret.md").symlink_to(secret / "secret.md")
    (folder / "keys.txt").symlink_to(secret / "keys.txt")
    source = read_folder(folder)
    assert [page.path for page in source.pages] == ["a.md"]
    assert source.pages[0].attachments == ()
    assert {lost.reason for lost in source.skipped.values()} == {Loss.OUTSIDE}


# Front matter


def test_front_matter_becomes_fields(tmp_path):
    write(
        tmp_path,
        {
            "leave.md": """---
title: 'Leave: who decides?'
description: How to ask for leave.
author: Ana Lopez <ana@parks.gov.example>
owner_slack: "#people-team"
last_reviewed_on: 2024-08-31
review_in: 6 months
keywords: leave, holidays
section: People
weight: 20
lang: cy
layout: manual
redirect_from:
  - /holidays/
  - /absence/leave.html
---

Ask.
"""
        },
    )
    page = read(tmp_path)["leave.md"]
    assert (page.title, page.text, page.summary) == ("Leave: who decides?", "Ask.\n", "How to ask for leave.")
    assert (page.authors, page.owner) == (("Ana Lopez",), "#people-team")
    assert (page.reviewed_on, page.review_on) == (date(2024, 8, 31), date(2025, 2, 28))
    assert (page.tags, page.weight, page.language) == (("leave", "holidays", "People"), 20, "cy")
    assert (page.slug, page.old_slugs) == ("leave-who-decides", ("holidays", "absence-leave"))
    assert (page.fields, losses(page)) == ({"layout": "manual"}, [("FIELD", "layout")])
    assert page.lost[0].reason.sentence == "This front matter has no meaning here: kept with the page, but not shown"


def test_hands_are_authors_else_the_owner_else_the_folder(tmp_path):
    write(
        tmp_path / "handbook",
        {"a.md": "---\nauthors: [{name: Ben}, Cleo]\nowner: Team\n---\n", "b.md": "---\nowner: Team\n---\n", "c.md": ""},
    )
    assert [page.authors for page in read(tmp_path / "handbook").values()] == [("Ben", "Cleo"), ("Team",), ("handbook",)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("review_on: 2025-03-01", date(2025, 3, 1)),
        ("last_reviewed_on: 2024-01-31\nreview_in: 1 month", date(2024, 2, 29)),
        ("last_reviewed_on: 2024-02-29\nreview_in: 1 year", date(2025, 2, 28)),
        ("last_reviewed_on: '2024-02-29'\nreview_in: 2 weeks", date(2024, 3, 14)),
        ("last_reviewed_on: soon\nreview_in: 2 weeks", None),
        ("last_reviewed_on: 9999-12-01\nreview_in: 12 months", date.max),
        ("review_in: 12 months", None),
    ],
)
def test_review_dates_are_computed(tmp_path, values, expected):
    assert read(write(tmp_path, {"a.md": f"---\n{values}\n---\n"}))["a.md"].review_on == expected


@pytest.mark.parametrize(
    "block",
    [
        "title: Tea: how: to make it",
        "title: [unclosed",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "day: 2024-13-45",
        "x: !!python/object/apply:os.system ['true']",
        "deep: " + "[" * 5000,
        "big: " + "9" * 6000,
        "code: ```` [",
    ],
)
@pytest.mark.slow
def test_unreadable_front_matter_is_kept_as_code_and_named(tmp_path, block):
    page = read(write(tmp_path, {"tea.md": f"---\n{block}\n---\n\nText.\n"}))["tea.md"]
    assert losses(page) == [("FRONT_MATTER", "")]
    [code, *_] = MarkdownIt().parse(page.text)
    assert (code.type, code.content) == ("fence", block + "\n")
    assert page.text.endswith("\n\nText.\n")


def test_a_title_is_found_in_unreadable_front_matter(tmp_path):
    assert read(write(tmp_path, {"t.md": '---\ntitle: "Tea: how to" make it\n---\n'}))["t.md"].title == 'Tea: how to" make it'


def test_a_page_that_only_begins_with_a_line_has_no_front_matter(tmp_path):
    pages = read(write(tmp_path, {"a.md": "---\n\nText", "b.md": "---\n- a\n- b\n---\nText", "c.md": "---\n---\nText"}))
    assert [page.text for page in pages.values()] == ["---\n\nText", "---\n- a\n- b\n---\nText", "Text"]


def test_values_that_a_database_refuses_are_made_fit(tmp_path):
    page = read(write(tmp_path, {"a.md": '---\nx: .nan\ny: "\\ud800\\0"\nz: {1: 2024-01-01}\n? [a]\n: 1\n---\n'}))["a.md"]
    assert losses(page) == [("FRONT_MATTER", "")]
    page = read(write(tmp_path, {"a.md": '---\nx: .nan\ny: "a\\0"\nz: {1: 2024-01-01}\n---\n'}))["a.md"]
    assert page.fields == {"x": "nan", "y": "a", "z": {"1": "2024-01-01"}}


# Titles and addresses


def test_a_title_comes_from_front_matter_the_first_heading_or_the_path(tmp_path):
    write(
        tmp_path,
        {
            "a.md": "---\ntitle: First\n---\n# First\n\nText",
            "b.md": "# Second #\n\nText",
            "c.md": "# Third [x](y)\n\nText",
            "d.md": "---\ntitle: Fourth\n---\n# Other\n",
            "docs/how.to/index.md": "Text",
            "index.md": "",
            "call-the.duty.md": "",
        },
    )
    pages = read(tmp_path, name="tea-handbook")
    assert {path: page.title for path, page in pages.items()} == {
        "a.md": "First", "b.md": "Second", "c.md": "C", "d.md": "Fourth", "docs/how.to/index.md": "How.to",
        "index.md": "Tea handbook", "call-the.duty.md": "Call the.duty",
    }  # fmt: skip
    assert [pages[name].text for name in ("a.md", "b.md", "d.md")] == ["Text", "Text", "# Other\n"]


def test_titles_that_collide_get_addresses_by_path_and_addresses_stay(tmp_path):
    write(
        tmp_path,
        {"docs/tea/rota.md": "# Rota", "docs/milk/rota.md": "# Rota", "docs/new.md": "# New", "docs/sugar.md": "# Sugar"},
    )
    first = {path: page.slug for path, page in read(tmp_path, taken={"new", "docs-new"}).items()}
    assert first == {
        "docs/milk/rota.md": "milk-rota",
        "docs/tea/rota.md": "tea-rota",
        "docs/new.md": "new-2",
        "docs/sugar.md": "sugar",
    }
    write(tmp_path, {"a.md": "# Sugar", "docs/sugar.md": "# Sweet"})
    again = {path: page.slug for path, page in read(tmp_path, known=first, taken={"new"}).items()}
    assert again == {**first, "a.md": "a"}


def test_an_old_address_leads_to_one_page(tmp_path):
    write(tmp_path, {"a.md": "---\naliases: [/tea, /b]\n---\n", "b.md": "---\naliases: [/tea, /b]\n---\n"})
    pages = read(tmp_path)
    assert [page.old_slugs for page in pages.values()] == [("tea",), ()]
    assert [losses(page) for page in pages.values()] == [[("ADDRESS", "/b")], [("ADDRESS", "/tea")]]


def test_pages_stand_below_the_page_of_their_folder_or_the_parent_they_name(tmp_path):
    write(
        tmp_path,
        {
            "site/index.md": "",
            "site/a.md": "",
            "site/docs/index.md": "",
            "site/docs/b.md": "",
            "site/docs/deep/c.md": "",
            "site/d.md": "---\nparent: /docs/b.html\n---\n",
            "site/e.md": "---\nparent: Docs\n---\n",
            "site/tea.md": "",
            "site/tea/f.md": "",
            "site/g.md": "---\nparent: nowhere\n---\n",
            "site/h.md": "---\nparent: i.md\n---\n",
            "site/i.md": "---\nparent: h.md\n---\n",
        },
    )
    parents = {path: page.parent or "" for path, page in read(tmp_path).items()}
    assert {path.removeprefix("site/"): parent.removeprefix("site/") for path, parent in parents.items()} == {
        "index.md": "", "a.md": "", "docs/index.md": "", "docs/b.md": "docs/index.md", "docs/deep/c.md": "docs/index.md",
        "d.md": "docs/b.md", "e.md": "docs/index.md", "tea.md": "", "tea/f.md": "tea.md", "g.md": "", "h.md": "i.md",
        "i.md": "",
    }  # fmt: skip


# Links


@pytest.mark.parametrize(
    ("source", "link", "slug"),
    [
        ("docs/a.html.md", "b.html", "b"),
        ("docs/a.html.md", "b.html.md", "b"),
        ("docs/a.html.md", "./b", "b"),
        ("docs/a.html.md", "/b.html", "b"),
        ("docs/a.html.md", "/docs/b.html", "b"),
        ("docs/a.html.md", "../docs/b.html?x=1", "b"),
        ("docs/a.html.md", "B.HTML", "b"),
        ("docs/a.html.md", "deep", "deep"),
        ("docs/a.html.md", "deep/", "deep"),
        ("docs/a.html.md", "/deep/index.html", "deep"),
        ("docs/a.html.md", "deep/two%20words.md", "two-words"),
        ("docs/a.html.md", "<deep/two words.md>", "two-words"),
        ("docs/a.html.md", "/old/place/", "b"),
        ("docs/a.html.md", "/", "home"),
        ("docs/deep/index.md", "../b.html", "b"),
        ("docs/deep/index.md", "c", "c"),
        ("docs/deep/index.md", "deep/c", "c"),
        ("docs/deep/c.md", "../", "deep"),
        ("docs/deep/c.md", "../two words/", None),
        ("docs/deep/c.md", "../gone/two%20words.md", "two-words"),
        ("docs/deep/c.md", "../two%20words/", "two-words"),
        ("docs/a.html.md", "https://tea.example/b.html", "b"),
        ("docs/a.html.md", "https://tea.example/nothing.html", None),
        ("docs/a.html.md", "https://tea.example.org/b.html", None),
        ("docs/a.html.md", "//tea.example/b.html", None),
        ("docs/a.html.md", "mailto:b.html", None),
        ("docs/a.html.md", "#b", None),
    ],
)
def test_links_find_their_page_however_they_are_written(tmp_path, source, link, slug):
    write(
        tmp_path,
        {"docs/index.md": "# Home", "docs/b.html.md": "---\ntitle: B\npermalink: /old/place/\n---\n", "docs/a.html.md": "# A"},
    )
    write(tmp_path, {"docs/deep/index.md": "# Deep", "docs/deep/c.md": "# C"})
    write(tmp_path / "docs/deep", {"two words.md": "# Two words"})
    (tmp_path / source).write_text(f"See [here]({link}).\n")
    page = read(tmp_path, site="https://tea.example/")[source]
    text = f"See [[{slug}|here]].\n" if slug else f"See [here]({link}).\n"
    assert page.text == text
    assert losses(page) == []
    if slug:
        assert links_of(page.text) == [(slug, "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Tea rota](rota.md)", "[[Tea rota]]"),
        ("[*the* `rota`](rota.md 'A title')", "[[tea-rota|the rota]]"),
        ("[a [b] | c](rota.md)", "[[tea-rota|a (b) | c]]"),
        ("[two\nlines](rota.md)", "[[tea-rota|two lines]]"),
        ("[Monday](rota.md#on-mondays)", "[[tea-rota#on-mondays|Monday]]"),
        ("[Monday](rota.md#onmondays)", "[[tea-rota#on-mondays|Monday]]"),
        ("[top](rota.md#tea-rota)", "[[tea-rota|top]]"),
        ("[](rota.md)", "[[tea-rota]]"),
        ("[rota][]\n\n[rota]: rota.md 'x'\n", "[[tea-rota|rota]]\n\n[rota]: rota.md 'x'\n"),
        ("[the one][Rota] and [rota]\n\n[rota]: rota.md\n", "[[tea-rota|the one]] and [[tea-rota|rota]]\n\n[rota]: rota.md\n"),
        ("[![milk](milk.png)](rota.md)", "![milk](imported-file:milk.png) [[tea-rota|milk]]"),
        ("> - ## [x](rota.md)", "> - ## [[tea-rota|x]]"),
        ("| a | b |\n|---|---|\n| [x](rota.md) | `[y](rota.md)` |\n",
         "| a | b |\n|---|---|\n| [[tea-rota\\|x]] | `[y](rota.md)` |\n"),
        ("`[x](rota.md)` ``[`x](rota.md)``", None),
        ("```\n[x](rota.md)\n```\n\n    [x](rota.md)\n", None),
        ("- a\n\n  ~~~\n  [x](rota.md)\n  ~~~\n", None),
        ("<!-- [x](rota.md) --> \\[x](rota.md)", None),
        ("<div>\n[x](rota.md)\n</div>\n", None),
        ("<%= link_to '[x](rota.md)' %> {% page \"[x](rota.md)\" %} {{ [x](rota.md) }}", None),
        ("[x]({% page '/rota' %}) [y](<%= url %>) [z](/repos/#{name}.html)", None),
        ("[[Tea rota]] and [x] and [ [", None),
        ("a ` b\n\n[x](rota.md) `", "a ` b\n\n[[tea-rota|x]] `"),
        ("<a href='rota.md#onmondays'>x</a>", '<a href="imported-page:tea-rota#on-mondays">x</a>'),
        ("<div>\n<a class=b href=\"rota.html\">x</a>\n</div>\n",
         '<div>\n<a class=b href="imported-page:tea-rota">x</a>\n</div>\n'),
    ],
)  # fmt: skip
def test_page_links_are_written_as_the_hub_writes_them_and_all_else_stays(tmp_path, text, expected):
    write(tmp_path, {"rota.md": "# Tea rota\n\n## On Mondays\n", "page.md": f"x\n\n{text}", "milk.png": b"png"})
    page = read(tmp_path)["page.md"]
    assert page.text == "x\n\n" + (text if expected is None else expected)
    assert losses(page) == []


def test_links_in_tables_are_page_links_when_shown(tmp_path):
    write(tmp_path, {"rota.md": "# Tea rota", "page.md": "| a | b |\n|---|---|\n| [x \\| y](rota.md) | c |\n"})
    rendered = render_here(read(tmp_path)["page.md"].text, None)
    assert [link.slug for link in rendered.links] == ["tea-rota"]
    assert rendered.html.count("<td") == 2
    assert ">x | y</a>" in rendered.html


def test_what_leads_nowhere_is_no_link_any_more_and_named(tmp_path):
    text = "[a](gone.md) ![b](gone.png) [c](rota.md#gone) <img src='gone.gif'> <a href='gone.html'>d</a>\n"
    write(tmp_path, {"rota.md": "# Tea rota", "page.md": text})
    page = read(tmp_path)["page.md"]
    assert page.text == text.replace("[c](rota.md#gone)", "[[tea-rota#gone|c]]").replace("[a](gone.md)", "a (`gone.md`)")
    assert losses(page) == [
        ("LINK", "gone.md"), ("PICTURE", "gone.png"), ("HEADING", "rota.md#gone"), ("PICTURE", "gone.gif"),
        ("LINK", "gone.html"),
    ]  # fmt: skip


def test_pictures_and_files_of_the_folder_are_attachments(tmp_path):
    write(
        tmp_path, {"docs/page.md": "![A *cup*](img/cup%20(1).png 'Cup') [form](/form.pdf)\n\n<img src=\"img/cup (1).png\">\n"}
    )
    write(tmp_path, {"docs/form.pdf": b"pdf"})
    write(tmp_path / "docs/img", {"cup (1).png": b"png"})
    page = read(tmp_path)["docs/page.md"]
    assert page.attachments == (Attachment("docs/img/cup (1).png", "A cup"), Attachment("docs/form.pdf", ""))
    urls = {"docs/img/cup (1).png": "/f/7/"}
    text = fill(page.text, page_url=lambda slug: f"/s/tea/{slug}/", file_url=urls.get)
    assert text == "![A *cup*](/f/7/ 'Cup') [form](docs/form.pdf)\n\n<img src=\"/f/7/\">\n"


def test_links_in_raw_html_get_the_address_of_the_page(tmp_path):
    write(tmp_path, {"rota.md": "# Tea rota\n\n## On Mondays\n", "page.md": '<p>\n<a href="rota.html#onmondays">x</a>\n</p>\n'})
    text = fill(read(tmp_path)["page.md"].text, page_url=lambda slug: f"/s/tea/{slug}/", file_url=lambda path: None)
    assert text == '<p>\n<a href="/s/tea/tea-rota/#u-on-mondays">x</a>\n</p>\n'
    [heading] = render_here("## On Mondays\n", None).headings
    assert heading.id == "u-on-mondays"


def test_a_page_that_only_leads_elsewhere_says_where(tmp_path):
    write(
        tmp_path,
        {
            "a.md": "---\ntitle: Moved\nredirect_to: /b/#x\n---\n",
            "b.md": "## X\n",
            "c.md": "---\nredirect_to: https://x.example\n---\n",
        },
    )
    pages = read(tmp_path)
    assert pages["a.md"].text == "[[b#x|Moved]]\n"
    assert pages["c.md"].text == "[C](<https://x.example>)\n"


def test_x19_template_tags_stay_the_text_that_they_are(tmp_path):
    text = "<%= system('true') %> {{7*7}} {% include 'x' %} ${7*7} #{7*7}\n\n<% if x %>\n[a](https://b.example/)\n<% end %>\n"
    page = read(write(tmp_path, {"a.md": text}))["a.md"]
    assert page.text == text
    assert "49" not in render_here(page.text, None).text


# Any input


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.binary(max_size=80) | st.text(alphabet="-:ab[]()!`<>{%}#|*\n .md/x&\\'\"", max_size=80).map(str.encode), max_size=4
    )
)
@pytest.mark.slow
def test_r28_any_bytes_are_read_without_an_error(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("any")
    for number, content in enumerate(contents):
        (folder / f"page-{number}.md").write_bytes(content)
        (folder / f"front-{number}.md").write_bytes(b"---\n" + content + b"\n---\n" + content)
    pages = read_folder(folder).pages
    assert len(pages) == 2 * len(contents) == len({page.slug for page in pages})
    assert read_folder(folder).pages == pages


class Nothing:
    """Leaves every link as it is."""

    def rewrite(self, link):
        return None

    def readdress(self, url, is_picture):
        return None


@settings(deadline=None)
@given(st.text(alphabet="[]()!`<>ab{%}#|\\\n -\"':/", max_size=200))
@pytest.mark.slow
def test_r28_a_text_whose_links_are_left_stays_to_the_letter(text):
    assert rewrite_links(text, Nothing()) == text


@pytest.mark.parametrize(
    "piece", ["[", "![", "[]", "[a](", "[a](b", "` `` ", "<", "<a ", "<%", "{{", "<!--", "\\", "](", "> ", "[a]: x\n", "[x]"]
)  # fmt: skip
@pytest.mark.slow
def test_x10_hostile_texts_are_scanned_in_bounded_time(piece):
    text = piece * (200_000 // len(piece))
    start = process_time()
    assert rewrite_links(text, Nothing()) == text
    assert process_time() - start < 4


# The real thing


COUNTS = {"18f-handbook": 249, "gds-way": 65, "govuk-developer-docs": 267, "moj-cloud-platform-runbooks": 107}
TAGS = re.compile(r"<%.*?%>|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@pytest.fixture(scope="module", params=COUNTS)
def real(shared, request) -> tuple[Path, Source]:
    folder = shared / "corpus" / "wiki" / request.param
    return folder, read_folder(folder)


@pytest.mark.slow
def test_real_folders_are_read_whole_and_alike_each_time(real):
    folder, source = real
    assert len(source.pages) == COUNTS[source.name] == len({page.slug for page in source.pages})
    assert source.skipped == {}
    assert not [page.path for page in source.pages if not page.title or not page.authors]
    assert not {lost.reason for page in source.pages for lost in page.lost} & {Loss.FRONT_MATTER, Loss.BYTES, Loss.ENCODING}
    known = {page.path: page.slug for page in source.pages}
    assert read_folder(folder, known=known, taken=set(known.values())).pages == source.pages


@pytest.mark.slow
def test_at_least_97_of_100_real_links_whose_page_is_there_lead_to_it(real):
    _folder, source = real
    addresses = {address(page.path).rsplit("/", 1)[-1].lower() for page in source.pages}
    lost = [lost.what for page in source.pages for lost in page.lost if lost.reason is Loss.LINK]
    missed = [url for url in lost if address(re.sub(r"[#?].*", "", url).strip("/")).rsplit("/", 1)[-1].lower() in addresses]
    found = sum(len(page.links) for page in source.pages)
    assert found >= 20 and len(missed) <= 0.03 * (found + len(missed)), missed


@pytest.mark.slow
def test_the_renderer_sees_the_real_links_as_page_links(real):
    _folder, source = real
    slugs = {page.path: page.slug for page in source.pages}
    for page in source.pages:
        if page.links:
            wanted = {slugs[path] for path in page.links} - set(re.findall(r"imported-page:([a-z0-9-]+)", page.text))
            assert wanted <= {slug for slug, _ in links_of(page.text)}, page.path


@pytest.mark.slow
def test_x19_template_tags_of_real_pages_come_through_unchanged(real):
    folder, source = real
    for page in source.pages:
        _head, _line, body = (folder / page.path).read_text(encoding="utf-8").partition("\n---\n")
        assert not body or TAGS.findall(page.text) == TAGS.findall(body), page.path

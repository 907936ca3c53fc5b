"""What people can write, and what readers then see."""

import pytest

from hub.markdown import Heading, LinkTarget, Shown, clean_html, fill, new_page_url, plain, render, slugify


def test_a_page_title_in_double_brackets_is_a_numbered_neutral_anchor():
    rendered = render("See [[Council tax]].", space="benefits")

    assert rendered.html == '<p>See <a data-link="1">Council tax</a>.</p>\n'
    assert rendered.links == [LinkTarget(1, "page", "benefits", "Council tax", "council-tax", "")]


@pytest.mark.parametrize(
    ("source", "label", "space", "title", "slug", "fragment"),
    [
        ("[[Council tax|the tax]]", "the tax", None, "Council tax", "council-tax", ""),
        ("[[benefits:Council tax]]", "Council tax", "benefits", "Council tax", "council-tax", ""),
        ("[[Council tax#How to pay]]", "Council tax", None, "Council tax", "council-tax", "u-how-to-pay"),
        ("[[Note: read this]]", "Note: read this", None, "Note: read this", "note-read-this", ""),
        ("[[C# guide]]", "C# guide", None, "C# guide", "c-guide", ""),
        ("[[ Tŷ  Gŵyr ]]", "Tŷ Gŵyr", None, "Tŷ Gŵyr", "ty-gwyr", ""),
        ("[[Tea & <b>cake</b>]]", "Tea &amp; &lt;b&gt;cake&lt;/b&gt;", None, "Tea & <b>cake</b>", "tea-and-b-cake-b", ""),
    ],
)
def test_a_page_link_names_space_title_heading_and_label(source, label, space, title, slug, fragment):
    rendered = render(source)

    assert rendered.html == f'<p><a data-link="1">{label}</a></p>\n'
    assert rendered.links == [LinkTarget(1, "page", space, title, slug, fragment)]


def test_a_link_to_a_heading_of_the_same_text_needs_no_page():
    rendered = render("# How to pay\n\n[[#How to pay]]")

    assert '<a href="#u-how-to-pay">How to pay</a>' in rendered.html
    assert rendered.links == []


def test_the_same_target_has_one_number_however_often_it_is_linked():
    rendered = render("[[Leave]] [[leave|again]] @ana @ANA [[Pay]] #hr #HR", space="hr")

    assert [(link.number, link.kind, link.slug) for link in rendered.links] == [
        (1, "page", "leave"),
        (2, "mention", "ana"),
        (3, "page", "pay"),
        (4, "tag", "hr"),
    ]
    assert rendered.html.count('data-link="1"') == rendered.html.count('data-link="2"') == 2


def test_a_table_cell_can_hold_a_labelled_link():
    assert '<td><a data-link="1">the tax</a></td>' in render("| a |\n|---|\n| [[Council tax\\|the tax]] |").html


@pytest.mark.parametrize(
    "text", ["@rhian.jones said", "ask @rhian.jones.", "(@rhian.jones)", "**@rhian.jones**", "“@rhian.jones”", "@Rhian.Jones"]
)
def test_a_handle_is_a_mention_and_a_dot_behind_it_is_not_part(text):
    assert render(text).mentions == ["rhian.jones"]


@pytest.mark.parametrize(
    "text",
    [
        "`@ana`",
        "    @ana",
        "```\n@ana\n```",
        "[ask @ana](/people/)",
        '<a href="/x">@ana</a>',
        "ana@parks.gov.example",
        "https://social.example/@ana",
        "\\@ana",
        "@ana@social.example",
        "@types/node",
        "@-ana",
        "@ana_b",
        "![picture of @ana](/f/1/)",
    ],
)
def test_no_mention_in_code_links_addresses_or_escapes(text):
    rendered = render(text)

    assert rendered.mentions == []
    assert "data-link" not in rendered.html


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#benefits", ["benefits"]),
        ("about #Universal-Credit, #gŵyl.", ["universal-credit", "gŵyl"]),
        ("issue #12, C#, a#b, (#no), /#no, #a_b, `#no`, [#no](/x), \\#no", []),
        ("# Heading", []),
    ],
)
def test_a_tag_starts_with_a_letter_after_a_space(text, tags):
    assert render(text).tags == tags


def test_nothing_is_linked_in_code():
    assert render("`[[Page]]` and\n\n    [[Page]]").links == []


def test_a_footnote_that_nobody_refers_to_names_nobody():
    assert render("Text.\n\n[^1]: @ana [[Page]]").links == []


def test_headings_start_at_the_second_level_and_have_ids_of_their_own():
    rendered = render("# Pay\n\n## Pay\n\n### Pay 2\n\n## Pay\n\n## `code` & *words* [[Link]]\n\n## ✓")

    assert rendered.headings == [
        Heading(2, "u-pay", "Pay"),
        Heading(2, "u-pay-2", "Pay"),
        Heading(3, "u-pay-2-2", "Pay 2"),
        Heading(2, "u-pay-3", "Pay"),
        Heading(2, "u-code-and-words-link", "code & words Link"),
        Heading(2, "u-section-1dabba21", "✓"),
    ]
    assert "<h1" not in rendered.html
    assert all(f'<h{h.level} id="{h.id}">' in rendered.html for h in rendered.headings)


def test_a_callout_is_a_box_with_the_word_for_its_kind_in_the_readers_language():
    html = render("> [!LESSON]\n> Ask first.\n>\n> Then act.").html

    assert html.startswith('<div class="hub-callout hub-callout--lesson">')
    assert "[!" not in html
    assert "<blockquote>" not in html
    assert '<p class="hub-callout__title">\nLesson</p>\n<p>Ask first.</p>\n<p>Then act.</p>' in fill(html, {})


def test_a_callout_may_have_a_title_and_an_unknown_mark_stays_a_quotation():
    assert '<p class="hub-callout__title">In <em>brief</em></p>' in render("> [!SHORT] In *brief*\n> It works.").html
    assert render("> [!SHORT]").html.count("<p") == 1
    assert "<blockquote>\n<p>[!DANCE]" in render("> [!DANCE]\n> x").html


def test_every_table_scrolls_in_a_numbered_region():
    html = render("| a |\n|--:|\n| 1 |\n\n<table><tr><td>2</table>\n").html

    for number in (1, 2):
        assert f'<div class="hub-scroll" tabindex="0" role="region" aria-label="Table {number}"><table>' in html
    assert html.count("</table></div>") == 2
    assert '<td class="hub-right">1</td>' in html


def test_tasks_say_whether_they_are_done():
    html = fill(render("- [x] Write\n- [ ] Publish").html, {})

    assert '<span aria-hidden="true">☑</span><span class="govuk-visually-hidden">Done: </span> Write' in html
    assert '<span class="govuk-visually-hidden">To do: </span> Publish' in html


def test_footnotes_lead_there_and_back():
    html = fill(render("Text[^a] and[^a].\n\n[^a]: Source.").html, {})

    assert '<a href="#u-fn1" id="u-fnref1">[1]</a>' in html
    assert '<a href="#u-fn1" id="u-fnref1-2">[1]</a>' in html
    assert '<li id="u-fn1"><p>Source. <a href="#u-fnref1">' in html
    assert "Back to the text" in html


def test_definition_lists_and_strikethrough_are_there():
    assert "<dt>Term</dt>\n<dd>Meaning</dd>" in render("Term\n: Meaning").html
    assert render("~~old~~").html == "<p><s>old</s></p>\n"


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("www.gov.example/a_b", "http://www.gov.example/a_b"),
        ("(see https://gov.example/_x_/y(z)).", "https://gov.example/_x_/y(z)"),
        ("first_last@parks.gov.example", "mailto:first_last@parks.gov.example"),
        ("<https://gov.example>", "https://gov.example"),
    ],
)
def test_bare_addresses_become_links(text, href):
    assert f'<a href="{href}"' in render(text).html


def test_only_links_that_leave_the_hub_carry_rel():
    html = render("[a](https://x.example) [b](/s/x/) [c](other-page) [d](#part)").html

    assert html == (
        '<p><a href="https://x.example" rel="noopener nofollow">a</a> <a href="/s/x/">b</a>'
        ' <a href="other-page">c</a> <a href="#u-part">d</a></p>\n'
    )


def test_a_picture_of_the_hub_is_shown_and_one_from_elsewhere_is_a_link():
    assert render("![A park](/f/12/)").html == '<p><img src="/f/12/" alt="A park" loading="lazy"></p>\n'
    link = '<p><a href="https://x.example/p.png" rel="noopener nofollow">A park</a></p>\n'
    assert render("![A park](https://x.example/p.png)").html == link
    assert render('<img src="https://x.example/p.png" alt="A park">').html.strip() in link
    assert clean_html('<p><img src="https://x.example/p.png" alt="A park"></p>') == link.strip()
    nested = render("[![A park](https://x.example/p.png)](/s/parks/)").html
    assert nested == '<p><a href="/s/parks/">A park</a></p>\n'


def test_plain_words_are_what_a_reader_reads():
    text = "# Title\n\nSome **bold** [[Page|link]][^1] `code` &amp; @ana\n\n- [x] done\n\n> [!NOTE]\n> Mind.\n\n[^1]: Note."

    assert plain(text) == "Title\nSome bold link code & @ana\ndone\nMind.\nNote."


def test_filling_gives_a_reader_the_links_they_may_have():
    rendered = render("[[Leave]] [[Pay]] @ana @ben #hr", space="hr")
    shown = {
        1: Shown("/s/hr/leave/"),
        3: Shown('/people/ana/?"', title='Ana "A" <Lopez>', css="hub-person", hidden_text="(away)"),
        5: Shown("/tags/hr/", title="#hr"),
    }
    titles = {link.number: link.title for link in rendered.links if link.kind == "page"}

    html = fill(rendered.html, shown, lambda number: new_page_url("hr", titles[number]) if number in titles else None)

    assert html == (
        '<p><a href="/s/hr/leave/">Leave</a>'
        ' <a href="/s/hr/new/?title=Pay" class="hub-missing">Pay<span class="govuk-visually-hidden"> (no page yet)</span></a>'
        ' <a href="/people/ana/?&quot;" class="hub-person" title="Ana &quot;A&quot; &lt;Lopez&gt;">@ana'
        '<span class="govuk-visually-hidden"> (away)</span></a>'
        ' @ben <a href="/tags/hr/">#hr</a></p>\n'
    )


def test_filling_keeps_the_ids_of_several_texts_on_a_page_apart():
    html = fill(render('# Pay\n\n[up](#pay) [^1] id="u-pay"\n\n[^1]: x').html, {}, anchor="post-5")

    assert '<h2 id="u-post-5-pay">' in html
    assert '<a href="#u-post-5-pay">up</a>' in html
    assert 'id="u-post-5-fnref1"' in html
    assert 'href="#u-post-5-fn1"' in html
    assert ' id="u-pay"' in html, "what somebody wrote about ids stays as written"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Council tax: how to pay?", "council-tax-how-to-pay"),
        ("  Tŷ  Gŵyr  ", "ty-gwyr"),
        ("Straße & Ærø", "strasse-and-aero"),
        ("The council's “rules”", "the-councils-rules"),
        ("!!!", "page"),
        ("", "page"),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_slug_is_short_lower_case_and_never_empty(title, slug):
    assert slugify(title) == slug


def test_titles_in_other_scripts_have_slugs_of_their_own():
    assert slugify("福利").startswith("page-")
    assert slugify("福利") != slugify("税务")

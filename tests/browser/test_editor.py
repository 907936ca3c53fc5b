"""The text editor as people use it: by keyboard, with suggestions, files, drafts, and text pasted from Word."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

MEMBER = "rhiannon.ellis@health.gov.example"
NEW_PAGE = "/s/welfare-advice/new/"
CHOSEN = "() => { const t = document.querySelector('textarea'); return t.value.slice(t.selectionStart, t.selectionEnd); }"

WORD = """
<style>p{color:red}</style><h1>Big <span style='mso-x:y'>title</span></h1>
<p class=MsoNormal style='margin:0'>Some <b>bold </b>and <i>italic</i> <a href="https://example.org/a(b)">link</a>.</p>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>first</p>
<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>nested</p>
<table><tr><td>A</td><td>B|C</td></tr><tr><td>1</td><td><p>2</p><p>3</p></td></tr></table>
<ol start=3><li>three</li><li>four<ul><li>below</li></ul></li></ol>
<blockquote><p>said</p></blockquote>
<img src=x onerror="document.title='run'"><script>document.title='run'</script>
<p>two * three, <a href="javascript:alert(1)">no link</a></p>
"""
MARKDOWN = r"""## Big title

Some **bold** and *italic* [link](https://example.org/a%28b%29).

- first
   - nested

| A | B\|C |
| --- | --- |
| 1 | 2 3 |

3. three
4. four
   - below

> said

two \* three, no link"""


@pytest.fixture
def writing(person):
    """A member before an empty page, with an editor that is ready."""
    page = person(MEMBER)
    page.goto(NEW_PAGE)
    page.wait_for_selector("[data-ready]")
    page.text = page.locator("textarea")
    page.status = page.locator("[data-status]")
    return page


def test_the_toolbar_is_one_stop_with_arrows_inside_and_the_text_comes_next(writing):
    writing.locator("[data-do=heading]").focus()
    writing.keyboard.press("ArrowRight")
    assert writing.evaluate("document.activeElement.dataset.do") == "bold"
    writing.keyboard.press("End")
    writing.keyboard.press("ArrowRight")
    assert writing.evaluate("document.activeElement.dataset.do") == "heading"
    writing.keyboard.press("Tab")
    assert writing.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_keys_and_buttons_mark_the_text_and_take_the_mark_away_again(writing):
    writing.text.focus()
    writing.keyboard.type("word")
    for key, marked in (("Control+b", "**word**"), ("Control+i", "*word*")):
        writing.keyboard.press("Control+a")
        writing.keyboard.press(key)
        assert writing.text.input_value() == marked
        writing.keyboard.press(key)
        assert writing.text.input_value() == "word"
    writing.keyboard.press("Control+a")
    writing.keyboard.press("Control+k")
    assert writing.text.input_value() == "[word](https://)"
    assert writing.evaluate(CHOSEN) == "https://"
    writing.keyboard.press("Control+z")
    assert writing.text.input_value() == "word"
    writing.text.fill("one\ntwo")
    for button, marked in (("numbers", "1. one\n2. two"), ("bullets", "- one\n- two"), ("quote", "> one\n> two")):
        for expected in (marked, "one\ntwo"):
            writing.keyboard.press("Control+a")
            writing.locator(f"[data-do={button}]").click()
            assert writing.text.input_value() == expected


def test_people_are_suggested_and_chosen_by_keyboard(writing):
    writing.text.focus()
    writing.keyboard.type("Ask @to", delay=40)
    writing.wait_for_selector(
        "textarea[aria-activedescendant]"
    )  # each letter typed lets go of the choice until its answer is here
    assert re.search(r"\d+ suggestions? found", writing.locator("[data-found]").inner_text())
    writing.keyboard.press("Enter")
    assert re.fullmatch(r"Ask @[\w.-]+ ", writing.text.input_value())
    assert writing.text.get_attribute("role") is None
    writing.keyboard.type("and @to", delay=40)
    writing.wait_for_selector("[role=listbox]")
    writing.keyboard.press("Escape")
    assert not writing.locator("[role=listbox]").count()
    assert not writing.faults


def test_the_arrows_go_round_the_suggestions_and_a_single_one_stays_chosen(writing):
    writing.text.focus()
    writing.keyboard.type("Ask @rhiannon", delay=40)
    writing.wait_for_selector("[role=listbox]")
    assert writing.locator("[role=option]").count() == 1
    writing.keyboard.press("ArrowDown")
    writing.keyboard.press("Enter")
    expect(writing.text).to_have_value(re.compile(r"^Ask @rhiannon[\w.-]* $"))
    writing.text.fill("")
    writing.keyboard.type("[[tr", delay=40)
    writing.wait_for_selector("[role=listbox]")
    rows = writing.locator("[role=option]")
    writing.keyboard.press("ArrowUp")
    assert rows.last.get_attribute("aria-selected") == "true"
    writing.keyboard.press("ArrowDown")
    assert rows.first.get_attribute("aria-selected") == "true"


def test_the_preview_shows_what_will_be_saved(writing):
    writing.text.fill("## A heading\n\nand **bold** <script>alert(1)</script>")
    preview = writing.locator("[data-page]")
    preview.locator("h2").wait_for()
    assert preview.locator("strong").inner_text() == "bold"
    assert not preview.locator("script").count()


def test_what_is_written_is_kept_as_a_draft_and_offered_on_return(writing):
    writing.text.focus()
    writing.keyboard.type("Half a thought")
    expect(writing.status).to_contain_text("Draft saved at")
    writing.goto(NEW_PAGE)
    banner = writing.locator(".hub-callout", has_text="You have a draft")
    assert "Half a thought" in banner.inner_text()
    assert banner.get_by_role("link", name="All your drafts").get_attribute("href") == "/drafts/"
    banner.get_by_role("button", name="Discard").click()
    writing.get_by_text("Draft discarded").wait_for()
    # An older draft of another page may be offered now; these words are gone for good.
    assert "Half a thought" not in writing.content()


def test_text_is_kept_in_the_browser_while_the_hub_cannot_be_reached_and_forgotten_at_sign_out(writing):
    writing.context.set_offline(True)
    writing.text.focus()
    writing.keyboard.type("Written on a train")
    expect(writing.status).to_contain_text("kept in this browser")
    writing.context.set_offline(False)
    writing.once("dialog", lambda dialog: dialog.accept())
    writing.goto(NEW_PAGE)
    banner = writing.locator(".hub-callout", has_text="This browser kept text")
    assert "Written on a train" in banner.inner_text()
    banner.get_by_role("button", name="Use it").click()
    assert writing.text.input_value() == "Written on a train"
    expect(writing.status).to_contain_text("Draft saved at")
    assert writing.evaluate("Object.keys(localStorage).filter(key => key.startsWith('hub-draft:'))") == []


def test_the_reason_why_a_file_was_refused_stays_and_a_file_alone_makes_no_draft(writing):
    writing.locator("input[type=file]").set_input_files(
        {"name": "a.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    )
    refused = writing.get_by_role("alert").filter(has_text="a.exe could not be attached: ")
    refused.wait_for()
    writing.wait_for_timeout(2500)
    assert "Draft saved" not in writing.status.inner_text()
    writing.evaluate("document.querySelector('[data-hub-editor]').dataset.largest = 1048576")
    writing.locator("input[type=file]").set_input_files(
        {"name": "long.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"x" * 1048576}
    )
    expect(writing.get_by_role("alert")).to_contain_text("long.pdf could not be attached: it is larger than 1 MB")
    writing.text.focus()
    writing.keyboard.type("Words")
    expect(writing.status).to_contain_text("Draft saved at")
    expect(writing.get_by_role("alert")).to_contain_text("larger than 1 MB")


def test_an_attached_picture_asks_for_its_description(writing):
    pixel = (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
        b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
    )
    writing.set_input_files("input[type=file]", {"name": "screen.png", "mimeType": "image/png", "buffer": pixel})
    expect(writing.text).to_have_value(re.compile(r"^!\[describe this image\]\(/f/\d+/\)$"))
    assert writing.evaluate(CHOSEN) == "describe this image"
    writing.locator("form:has(textarea) button[type=submit]").first.click()
    assert "no description yet" in writing.status.inner_text()
    assert NEW_PAGE in writing.url


def test_who_saves_again_after_the_warning_has_decided(writing):
    writing.get_by_label("Title").fill("A page with a plain picture")
    writing.text.fill("![describe this image](/f/1/)")
    save = writing.get_by_role("button", name="Save page")
    save.click()
    expect(writing.status).to_contain_text("no description yet")
    save.click()
    expect(writing).to_have_url(re.compile("/a-page-with-a-plain-picture/$"))


def test_text_from_word_becomes_markdown_and_runs_nothing(writing):
    title = writing.title()
    writing.evaluate(
        """html => {
          const data = new DataTransfer();
          data.setData('text/html', html);
          data.setData('text/plain', 'plain');
          const text = document.querySelector('textarea');
          text.focus();
          text.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        WORD,
    )
    assert writing.text.input_value() == MARKDOWN
    assert writing.title() == title
    assert not writing.faults

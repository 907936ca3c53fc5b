"""Asking, answering and quoting in a browser: by mouse and keyboard, with scripts and without."""

import re

from playwright.sync_api import expect

RHIANNON, AMINA = "rhiannon.ellis@health.gov.example", "amina.yusuf@advice.org.example"


def open_topic(page, title):
    page.goto("/d/")
    page.get_by_role("link", name=title).first.click()
    return page.locator("article.hub-post")


def test_a_reply_and_a_quotation_go_into_the_box_without_leaving_the_page(person):
    page = person(RHIANNON)
    posts = open_topic(page, re.compile("better-off calculation"))
    address = page.url.split("?")[0].split("#")[0]
    box = page.get_by_label("Your reply")
    box.fill("I think")
    second = posts.nth(1)
    second.get_by_role("link", name="Reply (post by Leanne Okafor)").click()
    expect(page.get_by_text("Replying to Leanne Okafor")).to_be_visible()
    expect(box).to_be_focused()
    second.locator(".hub-prose").select_text()
    second.get_by_role("link", name="Quote (post by Leanne Okafor)").click()
    expect(box).to_have_value(re.compile(r"^I think\n\n\[Leanne Okafor wrote\]\(/d/[\s\S]+\n> .A sum that shows"))
    page.get_by_role("link", name="Reply to the whole discussion instead").click()
    expect(page.get_by_text("Replying to Leanne Okafor")).to_be_hidden()
    assert page.url.split("#")[0] == address and page.faults == []
    box.press_sequentially("\n\nAnd so do I.")
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("article:target")).to_contain_text("And so do I.")
    assert page.faults == []


def test_the_same_works_without_scripts(person):
    page = person(RHIANNON, java_script_enabled=False)
    posts = open_topic(page, re.compile("better-off calculation"))
    posts.nth(1).get_by_role("link", name="Quote (post by").click()
    box = page.get_by_label("Your reply")
    expect(box).to_have_value(re.compile(r"Leanne Okafor wrote"))
    expect(page.get_by_text("Replying to Leanne Okafor")).to_be_visible()
    box.fill("Written without scripts")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("article", has_text="Written without scripts").last).to_contain_text("replying to Leanne Okafor")


def test_fo_03_two_replies_of_others_are_announced_with_their_number_and_the_page_stays(person):
    reader, writer = person(RHIANNON), person(AMINA)
    open_topic(reader, "Should we ask about caring")
    expect(reader.locator("[data-live-note]")).to_be_hidden()
    reader.wait_for_timeout(1500)  # the socket
    reader.evaluate("scrollTo(0, 400)")
    open_topic(writer, "Should we ask about caring")
    for words in ("One more thing.", "And another."):
        writer.get_by_label("Your reply").fill(words)
        writer.get_by_role("button", name="Post reply").click()
        expect(writer.locator("article:target")).to_contain_text(words)
    news = reader.get_by_role("link", name="2 new replies. Show them")
    expect(news).to_be_visible(timeout=15_000)
    assert reader.evaluate("scrollY") == 400
    news.click()
    expect(reader.locator("article:target")).to_contain_text("One more thing.")
    expect(reader.locator(".hub-post--new")).to_have_count(2)

"""Two people at two windows: what one does reaches the other's bell and open page, with sockets and without."""

import re
import time

import pytest

READER = "rhiannon.ellis@health.gov.example"
WRITER = "amina.yusuf@advice.org.example"
PAGE = "/s/welfare-advice/first-interview/"
TOPIC = re.compile("Interpreter by video")


def unread(page) -> int:
    return (
        int(page.locator("[data-hub-unread] [aria-hidden]").inner_text(timeout=2000) or 0)
        if page.locator("[data-hub-unread]:visible").count()
        else 0
    )


def edit(page, words):
    page.goto(f"{PAGE}edit/")
    box = page.locator("textarea[name=text]")
    box.fill(f"{box.input_value()}\n\n{words}\n")
    page.get_by_label("What did you change?").fill(words)
    page.get_by_role("button", name="Save page").click()
    page.wait_for_url(re.compile(f"{PAGE}$"))


def watch(page):
    page.goto(PAGE)
    if page.get_by_role("button", name=re.compile("^Watch")).count():
        page.get_by_role("button", name=re.compile("^Watch")).first.click()
        page.wait_for_load_state()


@pytest.mark.parametrize("blocked", [False, True], ids=["sockets", "polling"])
def test_nt_01_nt_02_an_edit_reaches_the_others_bell_and_open_page(person, blocked):
    reader, writer = person(READER), person(WRITER)
    watch(reader)
    if blocked:
        reader.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked') } }")
    for _try in range(10):  # the worker of a new demo still tells of what happened in it
        reader.goto("/notifications/")
        if reader.get_by_role("button", name="Mark all as read").count():
            with reader.expect_navigation():
                reader.get_by_role("button", name="Mark all as read").click()
        reader.goto(PAGE)
        reader.wait_for_timeout(1500)
        if unread(reader) == 0:
            break
    before = unread(reader)
    edit(writer, f"A word at {time.monotonic_ns()}")
    saved = time.monotonic()
    note = reader.locator("[data-live-note]")
    note.wait_for(state="visible", timeout=3000)
    seen = time.monotonic() - saved
    reader.wait_for_function(
        "n => Number(document.querySelector('[data-hub-unread] [aria-hidden]').textContent) > n", arg=before, timeout=12000
    )
    assert seen < (1.3 if blocked else 1.0), f"after {seen:.2f} s"
    # Reading goes on: the text was not taken away, and the toast waits where it is announced without taking the focus.
    assert reader.locator("[role=status] .hub-toast").count() >= 1
    assert reader.evaluate("document.activeElement.closest('.hub-toast')") is None
    note.get_by_role("link").click()
    reader.wait_for_load_state()
    assert "A word at" in reader.inner_text("main")


def test_two_windows_of_one_person_agree_after_reading(person):
    first, second = person(READER), person(READER)
    watch(first)
    for window in (first, second):
        window.goto("/")
    edit(person(WRITER), f"Both windows {time.monotonic_ns()}")
    for window in (first, second):
        window.wait_for_function(
            "() => Number(document.querySelector('[data-hub-unread] [aria-hidden]').textContent) > 0", timeout=5000
        )
    first.goto("/notifications/")
    first.get_by_role("button", name="Mark all as read").click()
    second.wait_for_function("() => document.querySelector('[data-hub-unread]').hidden", timeout=5000)


def test_what_a_page_shows_is_read_by_being_shown(person):
    reader = person(READER)
    watch(reader)
    reader.goto("/")
    edit(person(WRITER), f"Read by looking {time.monotonic_ns()}")
    badge = "document.querySelector('[data-hub-unread]').hidden"
    reader.wait_for_function(f"() => !{badge}", timeout=5000)
    reader.goto("/notifications/")
    unread_before = reader.locator(".hub-row--unread").count()
    reader.goto(PAGE)
    reader.wait_for_timeout(1500)
    reader.goto("/notifications/")
    assert reader.locator(".hub-row--unread").count() == unread_before - 1


def test_a_reply_is_offered_in_the_open_discussion(person):
    reader, writer = person(READER), person(WRITER)
    for window in (reader, writer):
        window.goto("/s/welfare-advice/discussions/")
        window.get_by_role("link", name=TOPIC).first.click()
        window.wait_for_load_state()
    reader.wait_for_timeout(1000)
    writer.locator("textarea[name=text]").fill("We lend a phone at the front desk.")
    writer.get_by_role("button", name="Post reply").click()
    reader.locator("[data-live-note]").wait_for(state="visible", timeout=3000)
    assert "We lend a phone" not in reader.inner_text("main")


def test_the_bell_opens_by_keyboard_and_gives_the_focus_back(person):
    page = person(READER)
    page.goto("/")
    bell = page.locator(".hub-bell button")
    bell.focus()
    page.keyboard.press("Enter")
    page.locator("#hub-bell-panel .hub-row").first.wait_for(timeout=3000)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#hub-bell-panel') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.querySelector('.hub-bell button')")

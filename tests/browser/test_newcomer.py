"""Somebody new, from the sign-in page to an answered question, a downloaded leaflet and a found expert, timed."""

import re
import sys
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import newest_code
from tests.browser.looks import sideways

COLLEAGUE = "amina.yusuf@advice.org.example"
QUESTION = "Who may sign a form for somebody who is in hospital?"
LONGEST = 60  # seconds that the hub may take for all of it, beside the time in which a person reads and types


class Walk:
    """What a newcomer's window shows, and how long each part of the way took."""

    def __init__(self, page) -> None:
        self.page = page
        self.parts: list[tuple[str, float]] = []
        self.since = time.monotonic()

    def arrived(self, where: str) -> None:
        """Here ends one part of the way; nothing on the page sticks out sideways."""
        now = time.monotonic()
        self.parts.append((where, now - self.since))
        assert sideways(self.page) == [], where
        self.since = time.monotonic()

    def go(self, name: str) -> None:
        """By the main navigation, folded or not."""
        menu = self.page.get_by_role("navigation", name="Main")
        if (fold := self.page.get_by_role("button", name="Menu")).is_visible():
            fold.click()
        menu.get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_newcomer_asks_is_answered_downloads_a_leaflet_and_finds_an_expert(hub, person, width, capsys):
    page = person(None, width=width, height=900 if width > 400 else 740)
    page.set_default_timeout(8000)
    walk = Walk(page)
    question = f"{QUESTION} ({width})"
    _come_in(hub, walk, f"new.at.{width}@newtown.councils.gov.example")
    _ask(walk, question)
    _answer(person, question)
    walk.since = time.monotonic()
    _accept(walk, question)
    _download(walk)
    _find_expert(walk)
    assert page.faults == []
    total = sum(seconds for _where, seconds in walk.parts)
    lines = [f"  {where:<40} {seconds:5.1f} s" for where, seconds in [*walk.parts, ("in all", total)]]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", f"A newcomer at {width} px:", *lines, ""]))
    assert total < LONGEST


def _come_in(hub, walk: Walk, email: str) -> None:
    page = walk.page
    page.goto("/")
    page.get_by_label("Work email address").fill(email)
    page.get_by_role("button", name="Email me a code").click()
    walk.arrived("asked for a code")
    page.get_by_label("6-digit code").fill(newest_code(page.context, hub, email))
    page.get_by_role("button", name=re.compile("Sign in|Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    walk.arrived("signed in with it")
    page.get_by_label("Name", exact=True).fill("Nia Vaughan")
    page.get_by_role("checkbox", name=re.compile("house rules")).check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Role").fill("Benefits officer")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("checkbox", name="Welfare advice").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Go to the hub").click()
    expect(page.get_by_role("heading", level=1, name="Home")).to_be_visible()
    walk.arrived("said who they are, on Home")


def _ask(walk: Walk, question: str) -> None:
    page = walk.page
    page.locator("summary", has_text="New").click()
    page.get_by_role("link", name="Discussion", exact=True).click()
    page.get_by_role("link", name=re.compile("Welfare advice")).click()
    page.get_by_label("Title").fill(question)
    page.locator("textarea[name=text]").fill("He cannot hold a pen, and the form is due on Friday.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=question)).to_be_visible()
    walk.arrived("asked a question")


def _answer(person, question: str) -> None:
    colleague = person(COLLEAGUE)
    colleague.goto("/s/welfare-advice/discussions/")
    colleague.get_by_role("link", name=question).first.click()
    colleague.get_by_label("Your reply").fill(
        "An appointee may. Ask the office for the form, or ring them: they take it by phone."
    )
    colleague.get_by_role("button", name="Post reply").click()
    expect(colleague.locator("article:target")).to_contain_text("An appointee may")
    assert colleague.faults == []


def _accept(walk: Walk, question: str) -> None:
    page = walk.page
    # The open page says that there is something new, and the bell counts it; nothing was asked for.
    note = page.locator("[data-live-note]")
    expect(note).to_be_visible(timeout=15_000)
    expect(page.locator("[data-hub-unread]")).to_be_visible()
    walk.arrived("heard of the answer")
    note.get_by_role("link").click()
    page.get_by_role("button", name=re.compile("^Accept as answer")).click()
    expect(page.locator("article", has_text="An appointee may").first).to_contain_text("Accepted answer")
    walk.arrived("accepted it")


def _download(walk: Walk) -> None:
    page = walk.page
    walk.go("Library")
    link = page.get_by_role("link", name=re.compile("^Download Challenging a benefit decision"))
    with page.expect_download() as started:
        link.first.click()
    assert started.value.suggested_filename.endswith(".pdf")
    assert started.value.path().read_bytes().startswith(b"%PDF")
    walk.arrived("downloaded a leaflet")


def _find_expert(walk: Walk) -> None:
    page = walk.page
    walk.go("People")
    if (fold := page.locator("summary", has_text="Find and filter")).is_visible():
        fold.click()
    page.get_by_role("searchbox", name="Find people").fill("interviews")
    page.get_by_role("button", name="Find people").click()
    page.get_by_role("link", name="Rhiannon Ellis").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rhiannon Ellis")
    expect(page.get_by_text("Ask me about").first).to_be_visible()
    walk.arrived("found somebody who knows")

"""Whole ways through the pages: a two-person charity from its request to its first page, a guest, somebody who moves."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import newest_code

ADMINISTRATOR = "yusuf.demir@digital.gov.example"
SPONSOR = "callum.reid@parks.gov.example"
MOVER = "graham.tully@carrowvalley.gov.example"
CHARITIES = {1280: "Lantern Debt Advice", 375: "Two Villages Advice"}


def heading(page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def come_in(hub, page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Work email address").fill(email)
    page.get_by_role("button", name="Email me a code").click()
    page.get_by_label("6-digit code").fill(newest_code(page.context, hub, email))
    page.get_by_role("button", name=re.compile("Sign in|Continue")).click()


def be_welcomed(page, name: str) -> None:
    heading(page, "Welcome")
    if (box := page.get_by_label("Name", exact=True)).count():
        box.fill(name)
    page.get_by_role("checkbox", name=re.compile("house rules")).check()
    page.get_by_role("button", name="Save and go on").click()


def ask_to_be_added(page, charity: str, name: str, email: str) -> None:
    page.goto("/join/request/")
    page.get_by_label("Name of your organisation").fill(charity)
    page.get_by_label("What does it do").fill("Free debt advice in two villages. We would share leaflets with the council.")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your work email address").fill(email)
    page.get_by_role("button", name="Send request").click()
    heading(page, "Check your email")


@pytest.mark.parametrize("width", CHARITIES)
def test_si_04_a_charity_of_two_comes_from_its_request_to_its_first_page(hub, person, width):
    mia, bo = (f"{name}.{width}@post{width}.example" for name in ("mia", "bo"))
    page, administrator = person(None, width=width), person(ADMINISTRATOR, width=width)
    charity = CHARITIES[width]
    ask_to_be_added(page, charity, "Mia Quay", mia)
    ask_to_be_added(person(None, width=width), charity, "Bo Quay", bo)
    administrator.goto("/manage/requests/")
    administrator.get_by_role("link", name=charity).first.click()
    administrator.get_by_label("Accept exact addresses").check()
    administrator.get_by_label("Who keeps the list of addresses?").select_option(label=f"Mia Quay, {mia}")
    administrator.get_by_role("button", name="See what happens").click()
    expect(administrator.get_by_text("2 people may join, by these exact addresses.")).to_be_visible()
    administrator.get_by_role("button", name="Decide").click()
    administrator.wait_for_load_state()

    come_in(hub, page, mia)
    be_welcomed(page, "Mia Quay")
    page.goto("/s/welfare-advice/")
    page.get_by_role("button", name=re.compile("^Join")).click()
    page.goto("/s/welfare-advice/new/")
    page.get_by_label("Page title").fill(f"Debt advice in two villages {width}")
    page.locator("textarea[name=text]").fill("We ring back within a day.")
    page.get_by_role("button", name="Save page").click()
    heading(page, "Debt advice in two villages")
    expect(page.locator("main")).to_contain_text(charity)
    stranger = person(None, width=width)
    stranger.goto("/sign-in/")
    stranger.get_by_label("Work email address").fill(f"somebody@post{width}.example")
    stranger.get_by_role("button", name="Email me a code").click()
    expect(stranger.get_by_role("alert")).to_contain_text("ends in a domain we accept")
    assert page.faults == administrator.faults == []


@pytest.mark.parametrize("width", CHARITIES)
def test_si_14_a_guest_is_invited_reads_one_space_and_goes(hub, person, width):
    email, name = f"ada.{width}@swings.example", f"Ada Swing {width}"
    sponsor, guest = person(SPONSOR, width=width), person(None, width=width)
    sponsor.goto("/guests/new/")
    sponsor.get_by_label("Their email address").fill(email)
    sponsor.get_by_label("Their name").fill(name)
    sponsor.get_by_label("Playground safety").check()
    sponsor.get_by_role("button", name="Invite", exact=True).click()
    expect(sponsor.locator("main")).to_contain_text(name)
    come_in(hub, guest, email)
    be_welcomed(guest, name)
    guest.goto("/s/playground-safety/")
    heading(guest, "Playground safety")
    assert guest.goto("/s/welfare-advice/").status == 404
    sponsor.goto("/s/playground-safety/members/")
    expect(sponsor.locator("main")).to_contain_text(re.compile(rf"{name},?\s*guest"))
    sponsor.goto("/guests/")
    sponsor.get_by_role("link", name=name).click()
    sponsor.get_by_role("button", name="End it now").click()
    sponsor.wait_for_load_state()
    guest.goto("/s/playground-safety/")
    expect(guest.get_by_role("heading", name="Playground safety")).to_have_count(0)
    assert sponsor.faults == []


def test_si_11_somebody_moves_keeps_the_account_and_leaves_what_was_their_agencys(hub, person):
    page = person(MOVER)
    page.goto("/s/council-tax/")
    heading(page, "Council tax")
    page.goto("/settings/address/")
    there = "graham.tully@parks.gov.example"
    page.locator("main input[type=email]").fill(there)
    page.get_by_role("button", name="Email me a code").click()
    page.get_by_label("6-digit code").fill(newest_code(page.context, hub, there))
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.locator("main")).to_contain_text("You work for Parks and Green Spaces Agency now")
    assert page.goto("/s/council-tax/").status in {403, 404}
    page.goto("/people/graham.tully/")
    heading(page, "Graham Tully")
    expect(page.locator("main")).to_contain_text("Carrow Valley")  # worked for it then

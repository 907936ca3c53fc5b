"""The box in the masthead as people use it: suggestions by keyboard and pointer, and words without them."""

from playwright.sync_api import expect

from tests.browser import looks

MEMBER = "rhiannon.ellis@health.gov.example"


def test_suggestions_are_gone_through_by_keyboard_announced_and_followed(person):
    page = person(MEMBER, bypass_csp=True)
    page.goto("/")
    box = page.locator("#hub-q")
    box.focus()
    expect(box).to_have_attribute("role", "combobox")
    page.keyboard.type("welf")
    expect(page.locator(".hub-search [role=option]").first).to_contain_text("Welfare advice")
    expect(page.locator(".hub-search [role=status]")).to_contain_text("found")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "hub-q-found-0")
    assert looks.axe(page) == []
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value() == "welf"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/welfare-advice/")
    assert page.faults == []


def test_what_was_typed_is_sent_where_nothing_is_chosen_and_without_scripts(person):
    for options in ({}, {"java_script_enabled": False}):
        page = person(MEMBER, width=375, **options)
        page.goto("/")
        page.fill("#hub-q", "welfare")
        page.press("#hub-q", "Enter")
        page.wait_for_url("**/search/?q=welfare")
        assert page.faults == []


def test_the_search_page_has_no_faults_with_its_filters_open(person):
    page = person(MEMBER, width=375, bypass_csp=True)
    page.goto("/search/?q=welfare&author=a&after=2020-01-01")
    assert looks.axe(page) == []
    assert page.faults == []

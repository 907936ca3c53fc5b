"""Every page of the demo: axe, keyboard, 320 px, no scripts, two widths, no word to another host, no console error."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from tests.browser import looks

RESULTS = Path(__file__).resolve().parents[2] / "hub" / "accessibility.json"
MEMBER = "rhiannon.ellis@health.gov.example"


@pytest.fixture(scope="module")
def pages(hub, chromium, sessions):
    """Addresses of every kind of page, found by walking the demo as its first member, one of each shape."""
    import re

    context = chromium.new_context(base_url=hub.url, storage_state=sessions(MEMBER))
    page = context.new_page()
    found, waiting, shapes = (
        [],
        ["/", "/spaces/", "/new/", "/notifications/", "/settings/", "/drafts/", "/search/?q=council"],
        set(),
    )
    while waiting and len(found) < 90:
        address = waiting.pop(0)
        shape = re.sub(r"\d+", "N", re.sub(r"(/s/|/people/|/t/)[^/?]+", r"\1X", address.split("?")[0]))
        shape = re.sub(r"(/s/X/)(?!(pages|members|settings|new|changes|discussions|library|lessons)/)[^/?]+/", r"\1P/", shape)
        shape = re.sub(r"N/[^/]+/$", "N/slug/", shape) + ("?" if "?" in address else "")
        if shape in shapes or re.search(r"^/(f|static|admin|sign-out|demo)/|/file/", address):
            continue
        shapes.add(shape)
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append(address)
        waiting += page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href').split('#')[0])")
    context.close()
    return found


@pytest.fixture(scope="module")
def results():
    """What the accessibility statement says of this version; written when HUB_WRITE_RESULTS is set."""
    from hub import __version__

    found = {"date": date.today().isoformat(), "version": __version__, "checks": []}
    yield found["checks"]
    if os.environ.get("HUB_WRITE_RESULTS"):
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")


def check(results, name, pages, faults):
    results.append({"name": name, "pages": len(pages), "faults": len(faults)})
    assert faults == {}, json.dumps(faults, indent=1)


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(pages, person, results, width):
    if not looks.AXE.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is not installed: run script/setup --dev")
    page, faults = person(MEMBER, width, bypass_csp=True), {}
    for address in pages:
        page.goto(address)
        if found := looks.axe(page):
            faults[address] = found
    check(results, f"axe-{width}", pages, faults)


def test_the_keyboard_reaches_everything_and_is_always_seen(pages, person, results):
    page, faults = person(MEMBER), {}
    for address in pages:
        page.goto(address)
        if found := looks.keyboard(page):
            faults[address] = found
    check(results, "keyboard", pages, faults)


def test_nothing_sticks_out_at_320_pixels(pages, person, results):
    page, faults = person(MEMBER, 320, 512), {}
    for address in pages:
        page.goto(address)
        if found := looks.sideways(page):
            faults[address] = found
    check(results, "reflow-320", pages, faults)


def test_every_page_reads_without_scripts(pages, person, results):
    page, faults = person(MEMBER, java_script_enabled=False), {}
    for address in pages:
        page.goto(address)
        dead = page.locator("main button[type=button]:visible").count()
        heading = page.locator("h1:visible").count()
        if dead or heading != 1:
            faults[address] = [f"{dead} dead buttons, {heading} headings of level 1"]
    check(results, "no-scripts", pages, faults)


def test_no_page_breaks_its_own_policy_or_asks_another_host(pages, person, results):
    page, faults = person(MEMBER), {}
    for address in pages:
        page.faults.clear()
        page.goto(address)
        page.wait_for_load_state("load")
        if page.faults:
            faults[address] = list(page.faults)
    check(results, "policy", pages, faults)


def test_twice_the_text_and_wider_spacing_cut_nothing_off(pages, person, results):
    page, faults = person(MEMBER), {}
    spacing = (
        "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
    )
    for address in pages[:25]:
        page.goto(address)
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", spacing
        )
        if found := looks.sideways(page):
            faults[address] = found
    check(results, "text-spacing", pages[:25], faults)

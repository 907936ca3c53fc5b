"""Every page of the demo: axe, keyboard, 320 px, no scripts, two widths, no word to another host, no console error."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from tests.browser import looks

RESULTS = Path(__file__).resolve().parents[2] / "hub" / "accessibility.json"
MEMBER = "rhiannon.ellis@health.gov.example"
ADMINISTRATOR = "yusuf.demir@digital.gov.example"
MEMBER_STARTS = ["/", "/spaces/", "/new/", "/notifications/", "/settings/", "/drafts/", "/search/?q=council"]
MOST = 200


@pytest.fixture(scope="module")
def pages(hub, chromium, sessions) -> list[tuple[str, str]]:
    """(who, address) of every kind of page, found by walking the demo as its first member and as its administrator."""
    shapes: set[str] = set()
    found = walk(hub, chromium, sessions, MEMBER, MEMBER_STARTS, shapes)
    found += walk(hub, chromium, sessions, ADMINISTRATOR, ["/manage/", "/settings/security/"], shapes)
    assert len(found) < MOST, "there are more kinds of page than these checks look at"
    return found


def walk(hub, chromium, sessions, who, waiting, shapes):
    """One address of each shape that is not in `shapes` yet, as far as links lead from those that wait."""
    context = chromium.new_context(base_url=hub.url, storage_state=sessions(who))
    page, found, waiting = context.new_page(), [], list(waiting)
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        shape = shape_of(address)
        if shape in shapes or re.search(r"^/(f|static|admin|sign-out|demo)/|/file/", address):
            continue
        shapes.add(shape)
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append((who, address))
        waiting += page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href').split('#')[0])")
    context.close()
    return found


def shape_of(address: str) -> str:
    """`address` without what differs between pages of one kind."""
    shape = re.sub(r"\d+", "N", re.sub(r"(/s/|/people/|/t/)[^/?]+", r"\1X", address.split("?")[0]))
    shape = re.sub(r"(/s/X/)(?!(pages|members|settings|new|changes|discussions|library|lessons)/)[^/?]+/", r"\1P/", shape)
    return re.sub(r"N/[^/]+/$", "N/slug/", shape) + ("?" if "?" in address else "")


@pytest.fixture
def each(pages, person):
    """Opens every page before whom it was found for: `for page, address in each(width=375)`."""

    def opened(some=slice(None), **window):
        windows = {}
        for who, address in pages[some]:
            page = windows.get(who) or windows.setdefault(who, person(who, **window))
            page.faults.clear()
            page.goto(address)
            yield page, address

    return opened


@pytest.fixture(scope="module")
def results():
    """What the accessibility statement says of this version; written when HUB_WRITE_RESULTS is set."""
    from hub import __version__

    found = {"date": date.today().isoformat(), "version": __version__, "checks": []}
    yield found["checks"]
    if os.environ.get("HUB_WRITE_RESULTS"):
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")


def check(results, name, pages, faults):
    results.append({"name": name, "pages": pages, "faults": len(faults)})
    assert faults == {}, json.dumps(faults, indent=1)


def faulty(opened, faults_of):
    """How many pages were looked at, and {address: faults} of those that have any."""
    looked = {address: faults_of(page) for page, address in opened}
    return len(looked), {address: found for address, found in looked.items() if found}


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(each, results, width):
    check(results, f"axe-{width}", *faulty(each(width=width, bypass_csp=True), looks.axe))


def test_the_keyboard_reaches_everything_and_is_always_seen(each, results):
    check(results, "keyboard", *faulty(each(), looks.keyboard))


@pytest.mark.parametrize(("width", "height"), [(320, 512), (1280, 900)])
def test_nothing_sticks_out_sideways(each, results, width, height):
    check(results, f"reflow-{width}", *faulty(each(width=width, height=height), looks.sideways))


def test_nothing_is_drawn_that_is_hidden(each, hub, chromium):
    door = chromium.new_page(base_url=hub.url)
    door.goto("/sign-in/")
    assert door.locator("[data-passkey-fault]").count() == 1
    assert looks.hidden_but_shown(door) == []
    door.close()
    assert faulty(each(), looks.hidden_but_shown)[1] == {}


def test_every_page_reads_without_scripts(each, results):
    def unread(page):
        dead = page.locator("main button[type=button]:visible").count()
        headings = page.locator("h1:visible").count()
        return [f"{dead} dead buttons, {headings} headings of level 1"] if dead or headings != 1 else []

    check(results, "no-scripts", *faulty(each(java_script_enabled=False), unread))


def test_no_page_breaks_its_own_policy_or_asks_another_host(each, results):
    def said(page):
        page.wait_for_load_state("load")
        return list(page.faults)

    check(results, "policy", *faulty(each(), said))


def test_twice_the_text_and_wider_spacing_cut_nothing_off(each, results):
    spacing = (
        "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
    )

    def cut_off(page):
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", spacing
        )
        return looks.sideways(page)

    check(results, "text-spacing", *faulty(each(), cut_off))

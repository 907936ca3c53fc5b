"""Pages that a hostile corpus filled, opened in a browser: no dialog, no report of the policy, the title is the title."""

import subprocess
import sys

import pytest

from tests.browser.conftest import ROOT, running_demo, sign_in

READER = "rhiannon.ellis@health.gov.example"
EVERY = 12  # of the payloads: enough to fill a screen of every field

LISTS = ["/", "/d/", "/library/", "/lessons/", "/people/", "/t/hostile/", "/s/welfare-advice/", "/s/welfare-advice/pages/"]
LISTS += ["/search/?q=alert", "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E"]
LISTS += ["/people/?q=%3Cimg%20src=x%20onerror=alert(1)%3E"]
# The innermost elements that stick out, by tag and class.
WIDE = """[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 321
    && ![...e.children].some(c => c.getBoundingClientRect().right > 321)).slice(0, 3)
    .map(e => [e, e.parentElement, e.parentElement.parentElement].map(x => `${x.tagName}.${x.className}`).join(' < '))"""
REPORT = "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.blockedURI))"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, shared):
    """A demo of its own with hostile words in every field; `addresses` of what was made, at most three of a kind."""
    with running_demo(tmp_path_factory.mktemp("hostile")) as hub:
        hub.addresses = _fill(hub, shared)
        yield hub


def _fill(hub, shared) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.hostile_hub", str(shared), str(EVERY)],
        env=hub.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rows = [row.split() for row in done.stdout.splitlines() if row.count(" ") == 1 and "/" in row]
    kinds = {kind: [url for one, url in rows if one == kind][:3] for kind, _url in rows}
    assert {"topic", "page", "lesson", "resource"} <= kinds.keys()
    return [*LISTS, "/people/amina.yusuf/", *(url for urls in kinds.values() for url in urls)]


def test_x01_nothing_of_a_hostile_corpus_runs_in_a_browser(hostile, chromium):
    context = chromium.new_context(base_url=hostile.url, storage_state=sign_in(chromium, hostile, READER))
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((hostile.url, "data:", "ws")) else faults.append(asked.url))
    page.add_init_script(REPORT)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for address in hostile.addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        title = page.title()
        for element in ("details", "a", "img"):
            page.evaluate(
                "name => document.querySelectorAll(`main ${name}`).forEach(e => { e.open = true;"
                " for (const kind of ['mouseover', 'focus', 'toggle', 'error', 'load']) e.dispatchEvent(new Event(kind)) })",
                element,
            )
        page.wait_for_timeout(100)
        assert dialogs == [], address
        assert page.title() == title, address
        assert page.url.startswith(answer.url.partition("?")[0]), address
    # What a text names as a picture may be missing; nothing else is reported, and nothing was asked of another host.
    assert [fault for fault in faults if "404" not in fault] == []
    context.close()


def test_long_words_of_a_hostile_corpus_push_nothing_sideways(hostile, chromium):
    context = chromium.new_context(
        base_url=hostile.url, storage_state=sign_in(chromium, hostile, READER), viewport={"width": 320, "height": 640}
    )
    page, wide = context.new_page(), {}
    for address in hostile.addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide[address] = page.evaluate(WIDE)
    assert wide == {}
    context.close()

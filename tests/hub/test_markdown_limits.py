"""No text holds anybody up: it is rendered in time or refused with words for its writer."""

import json
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.markdown import (
    RefusedText,
    Shown,
    TooLong,
    TooSlow,
    addresses,
    autolinks,
    clean_html,
    fill,
    keeper,
    rendering,
    slugify,
)
from hub.markdown import render as render_text
from hub.markdown.dialect import build

# Reading what a killed process leaves, and a busy machine, take their time beside the two seconds.
PATIENCE = 6.0


def pathological(shared):
    for case in json.loads((shared / "suites" / "markdown" / "pathological.json").read_bytes()):
        yield case["name"], eval(case["python"], {"N": case["N"]})


@pytest.mark.slow
def test_x10_every_pathological_text_is_rendered_in_time_or_refused(shared):
    """Two at a time, as there are two processes; what a text waits for is its own rendering."""

    def seconds(case):
        name, text = case
        start = time.monotonic()
        for source in (text[:4_000], text):
            try:
                render_text(source)
            except RefusedText as refused:
                assert str(refused)
        return name, time.monotonic() - start

    with ThreadPoolExecutor(2) as pool:
        taken = dict(pool.map(seconds, pathological(shared)))

    assert len(taken) == 25
    assert {name: s for name, s in taken.items() if s > PATIENCE} == {}


@pytest.mark.slow
def test_x10_a_text_that_takes_too_long_is_given_up_and_the_next_one_is_served():
    start = time.monotonic()
    with pytest.raises(TooSlow):
        render_text("[a" * 60_000 + "<b>")
    assert time.monotonic() - start < PATIENCE

    assert render_text("<b>next</b>").html == "<p><b>next</b></p>\n"


@pytest.mark.slow
def test_x10_while_one_text_is_slow_others_are_served():
    slow = threading.Thread(target=lambda: pytest.raises(TooSlow, render_text, "[a" * 60_000))
    slow.start()
    try:
        assert render_text("a short one").text == "a short one"
        assert render_text("<b>one with HTML</b>").text == "one with HTML"
        assert slow.is_alive()
    finally:
        slow.join()


@pytest.mark.slow
def test_x10_a_text_for_which_there_is_no_memory_is_refused():
    with pytest.raises(RefusedText):
        render_text("[a]: /" + "x" * 90_000 + "\n\n" + "[a] " * 25_000)


@pytest.mark.slow
def test_a_rendering_process_that_died_is_replaced():
    renderer = keeper.Renderer()
    try:
        assert renderer.render("<i>a</i>", None).text == "a"
        renderer._process.kill()
        renderer._process.wait()
        assert renderer.render("<i>b</i>", None).text == "b"
    finally:
        renderer.stop()


@pytest.mark.slow
def test_nobody_is_given_the_answer_to_a_text_that_was_broken_off():
    def interrupt(*_):
        raise KeyboardInterrupt

    renderer = keeper.Renderer()
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        renderer.render("<i>a</i>", None)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            renderer.render("[a" * 60_000, None)
        assert renderer.render("<i>b</i>", None).text == "b"
    finally:
        signal.signal(signal.SIGALRM, before)
        renderer.stop()


def test_the_process_gives_the_same_as_rendering_here():
    text = "# A\n\n[[B#c]] @ana #tag [^1] <b>x</b> | ŵ \ud800\n\n[^1]: note\n" * 20

    assert keeper.render_away(text, "health") == rendering.render_here(text, "health")


@pytest.mark.slow
def test_the_rendering_process_ends_with_the_server():
    code = (
        "import os; from hub.markdown import keeper, render; render('<b>x'); print(keeper._idle.get()._process.pid, flush=True)"
    )
    server = [sys.executable, "-c", f"{code}; os._exit(1)"]
    project = Path(__file__).resolve().parents[2]
    done = subprocess.run(server, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    process = Path(f"/proc/{int(done.stdout)}")
    for _ in range(100):
        if not process.exists() or "\nState:\tZ" in (process / "status").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("it still runs")


def test_a_source_over_200_kb_is_refused_by_its_bytes():
    assert render_text("a" * 200_000).text
    for text in ("a" * 200_001, "ŵ" * 100_001):
        with pytest.raises(TooLong):
            render_text(text)


@pytest.mark.slow
def test_a_short_source_that_makes_a_huge_page_is_refused():
    table = "|" + "a|" * 9_000 + "\n|" + "-|" * 9_000 + "\n" + "|x|\n" * 1_000

    with pytest.raises(RefusedText) as refused:
        render_text(table)
    assert "large" in str(refused.value) or "long" in str(refused.value)


def test_x11_naughty_strings_come_back_as_text(shared):
    for string in json.loads((shared / "suites" / "strings" / "blns.json").read_bytes()):
        render_text(string)
    assert render_text("a\x00b \ud800 c\x0cd \U0001f600 \u202e x").text == "a\ufffdb \ufffd c\ufffdd \U0001f600 \u202e x"


# fmt: off
HOSTILE = [
    "[[", "[[a|", "[[a#", "[[a:", "@", "@a", "@a.", "#a-", "#", "a@", "a@b.", "www.", "://", "http://", "http://a_", "[!", "&#",
    "&a;", "<a ", "<", '"u-', "ŵ", "(", "*_",
]
# fmt: on


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.slow
def test_x20_our_own_rules_are_linear(piece):
    """Each on 100 kB; every one takes a few hundredths of a second, the bound is for a busy machine."""
    text = (piece * 100_000)[:100_000]
    md = build()
    html = f'<p title="{text}">{text}</p>'.replace("<", "&lt;")
    rules = [
        lambda: slugify(text),
        lambda: addresses.is_allowed(text),
        lambda: autolinks._split(md, text),
        lambda: autolinks._without_punctuation(text),
        lambda: rendering.plain_words(html),
        lambda: fill(html, {}, anchor="x"),
        lambda: rendering.readable(text),
    ]
    for rule in rules:
        start = time.process_time()
        rule()
        assert time.process_time() - start < 1.0


@pytest.mark.slow
def test_x20_the_inline_rules_look_at_each_place_once():
    for piece in ("[[a", "@a.", " #a-", "http://_", "www._"):
        start = time.process_time()
        rendering.render_here((piece + " ") * 5_000)
        assert time.process_time() - start < 3.0


def test_filling_a_hundred_links_is_quick():
    html = rendering.render_here(" ".join(f"[[Page {i}]]" for i in range(100))).html
    shown = {i: Shown(f"/s/x/page-{i}/", title="A title") for i in range(50)}

    start = time.process_time()
    for _ in range(10):
        fill(html, shown, lambda number: "/s/x/new/")
    assert (time.process_time() - start) / 10 < 0.01


@pytest.mark.slow
def test_an_import_of_deeply_nested_html_is_no_trouble():
    assert clean_html("<div>" * 500 + "x" + "</div>" * 500)
    assert "x" in render_text("<b>" * 2_000 + "x").text

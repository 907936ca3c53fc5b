"""The comparison of two versions of a page: every word accounted for, readable, and never slow."""

import gzip
import json
import random
from functools import cache
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.diff import Diff, diff_words

texts = st.text(alphabet="ab \nc.é日", max_size=60)


def marked(diff: Diff) -> list[str]:
    """The changed blocks as text, added words in {+ +} and removed ones in [- -]."""
    frame = {"same": "{}", "ins": "{{+{}+}}", "del": "[-{}-]"}
    return ["".join(frame[kind].format(text) for kind, text in block.spans) for block in diff.blocks if block.kind == "changed"]


def sides(diff: Diff) -> tuple[str, str]:
    old = "".join(span.text for block in diff.blocks for span in block.old_spans)
    new = "".join(span.text for block in diff.blocks for span in block.new_spans)
    return old, new


def test_words_are_compared_within_a_changed_line():
    diff = diff_words("Call the duty officer.\n", "Ring the duty officer today.\n")
    assert marked(diff) == ["[-Call-]{+Ring+} the duty officer{+ today+}.\n"]
    assert (diff.passages, diff.added, diff.removed) == (1, 10, 4)


def test_the_same_text_has_no_passages():
    diff = diff_words("One.\n\nTwo.\n", "One.\n\nTwo.\n")
    assert (diff.passages, diff.added, diff.removed) == (0, 0, 0)
    assert [block.kind for block in diff.blocks] == ["folded"]
    assert diff_words("", "") == Diff()


def test_lines_that_came_or_went_are_passages_of_their_own():
    diff = diff_words("# Rota\n\nMonday\nTuesday\n", "# Rota\n\nMonday\nNew: Sunday\nTuesday\n")
    assert marked(diff) == ["{+New: Sunday\n+}"]
    assert marked(diff_words("a\nb\n", "a\n")) == ["[-b\n-]"]


def test_neighbouring_lines_that_changed_are_one_passage():
    diff = diff_words("one fine day\ntwo fine days\n\nthree\n", "one bad day\ntwo bad days\n\nfour\n")
    assert marked(diff) == ["one [-fine-]{+bad+} day\n", "two [-fine-]{+bad+} days\n", "[-three\n-]{+four\n+}"]
    assert diff.passages == 2


def test_a_paragraph_written_anew_is_shown_as_replaced_and_not_in_shreds():
    old = "We recommend Puppet for all servers, as it is widely used.\n"
    new = "For cloud services such as mail, ask the platform team; they run it for everyone.\n"
    assert marked(diff_words(old, new)) == [f"[-{old}-]{{+{new}+}}"]


def test_wrapping_a_paragraph_anew_keeps_its_words():
    diff = diff_words("The form is long\nand nobody likes it.\n", "The form is\nlong and nobody likes it.\n")
    assert marked(diff) == ["The form is[- -]{+\n+}long[-\n-]{+ +}and nobody likes it.\n"]


def test_words_of_scripts_without_spaces_are_compared_letter_by_letter():
    assert marked(diff_words("会议在周一\n", "会议在周二\n")) == ["会议在周[-一-]{+二+}\n"]


def test_a_missing_line_end_at_the_end_of_the_page_is_seen():
    assert marked(diff_words("last line", "last line\n")) == ["last line{+\n+}"]


def test_unchanged_lines_are_folded_into_a_count():
    old = "".join(f"line {number}\n" for number in range(1, 41))
    diff = diff_words(old, old.replace("line 20\n", "line twenty\n"), context=2)
    assert [(block.kind, block.old_line, block.lines) for block in diff.blocks] == [
        ("folded", 1, 17),
        ("same", 18, 2),
        ("changed", 20, 1),
        ("same", 21, 2),
        ("folded", 23, 18),
    ]


def test_line_numbers_follow_each_version():
    diff = diff_words("a\nb\nc\n", "new\na\nb\nc changed\n", context=1)
    assert [(block.kind, block.old_line, block.new_line) for block in diff.blocks] == [
        ("changed", 1, 1),
        ("same", 1, 2),
        ("changed", 3, 4),
    ]


@given(texts, texts, st.integers(0, 3))
@pytest.mark.slow
def test_r28_both_versions_can_be_read_back_from_any_comparison(old, new, context):
    diff = diff_words(old, new, context=context)
    assert sides(diff) == (old, new)
    assert (diff.passages == 0) == (old == new)


@given(texts, texts)
@pytest.mark.slow
def test_r28_sizes_agree_with_the_texts(old, new):
    diff = diff_words(old, new)
    assert len(old) - diff.removed == len(new) - diff.added


@cache
def hostile(size: int) -> list[tuple[str, str]]:
    draw = random.Random(7)

    def some(pieces: list[str]) -> str:
        return "".join(draw.choice(pieces) for _ in range(size // 2))

    return [
        ("a " * (size // 2), "a " * (size // 4) + "b " + "a " * (size // 4)),
        (some(["a ", "b "]), some(["a ", "b "])),
        (some(["a\n", "b\n"]), some(["a\n", "b\n"])),
        (some([". ", ", ", "; "]), some([". ", ", ", "; "])),
        (some([" ", "\n", "\t"]), some([" ", "\n", "\t"])),
        (" " * size, " " * (size // 2) + "x" + " " * (size // 2)),
        ("\n" * size, "x\n" * (size // 2)),
        ("a" * size, "b" * size),
        ("\n".join(map(str, range(size // 6))), "\n".join(map(str, reversed(range(size // 6))))),
    ]


@pytest.mark.parametrize("pair", range(9))
@pytest.mark.slow
def test_r15_hostile_pages_are_compared_in_bounded_time(pair):
    old, new = hostile(60_000)[pair]
    start = process_time()
    diff = diff_words(old, new)
    assert process_time() - start < 3  # alone it takes about half a second
    assert diff.cut or sides(diff) == (old, new)


def test_r15_repetitive_text_of_20_kb_is_fast():
    old = "the same words again and again " * 650
    start = process_time()
    assert diff_words(old, old[:9300] + "but not here " + old[9300:]).added == 13
    assert process_time() - start < 0.5


def test_r15_what_is_too_long_is_cut_and_says_so():
    old, new = "word " * 200_000, "other " * 200_000
    diff = diff_words(old, new)
    assert diff.cut and diff.coarse
    assert (diff.passages, diff.added, diff.removed) == (1, len(new), len(old))
    assert sum(len(span.text) for block in diff.blocks for span in block.spans) == 450_000


def test_a_long_page_with_a_small_change_is_neither_cut_nor_coarse():
    old = "".join(f"Paragraph {number} says something about the council.\n\n" for number in range(20_000))
    diff = diff_words(old, old.replace("Paragraph 9000 says", "Paragraph 9000 said"))
    assert marked(diff) == ["Paragraph 9000 [-says-]{+said+} something about the council.\n"]
    assert not diff.cut and not diff.coarse


@pytest.mark.parametrize("name", ["18f-handbook", "gds-way"])
@pytest.mark.slow
def test_r15_real_histories_are_compared_exactly_and_fast(shared, name):
    latest: dict[str, str] = {}
    seconds = []
    history = gzip.decompress((shared / "corpus" / "wiki-revisions" / f"{name}.jsonl.gz").read_bytes()).decode()
    for line in filter(None, history.split("\n")):
        revision = json.loads(line)
        old, new = latest.get(revision["page"], ""), revision["text"] or ""
        latest[revision["page"]] = new
        start = process_time()
        diff = diff_words(old, new)
        seconds.append(process_time() - start)
        assert sides(diff) == (old, new) and not diff.cut and not diff.coarse
    assert sorted(seconds)[int(len(seconds) * 0.95)] < 0.2

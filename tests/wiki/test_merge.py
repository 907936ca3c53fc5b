"""Two people at one page: what can be put together is, what cannot is shown, and no line is ever lost."""

import json
from collections import Counter
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wiki.test_diff import hostile
from wiki.merge import Conflict, Merge, has_markers, merge3

BASE = "# Rota\n\nMonday: Ana\nTuesday: Ben\nWednesday: Cleo\n\nAsk Dev if ill.\n"
texts = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "a\n"]), max_size=12).map("".join)
loose = st.text(alphabet="ab\n", max_size=12)


def test_changes_in_different_places_are_put_together():
    mine = BASE.replace("Monday: Ana", "Monday: Gus")
    theirs = BASE.replace("Ask Dev if ill.", "Ask Dev or Ana if ill.")
    assert merge3(BASE, mine, theirs) == Merge(mine.replace("Ask Dev", "Ask Dev or Ana"), [])


def test_the_same_change_on_both_sides_counts_once():
    mine = BASE.replace("Ana", "Gus").replace("# Rota", "# Duty rota")
    theirs = BASE.replace("Ana", "Gus") + "\nThank you!\n"
    assert merge3(BASE, mine, theirs) == Merge(mine + "\nThank you!\n", [])


def test_one_deletes_what_the_other_left_alone():
    assert (
        merge3(BASE, BASE.replace("Tuesday: Ben\n", ""), BASE + "End.\n").text == BASE.replace("Tuesday: Ben\n", "") + "End.\n"
    )


def test_one_moves_a_passage_and_the_other_changes_another():
    mine = BASE.replace("Tuesday: Ben\n", "") + "Tuesday: Ben\n"
    theirs = BASE.replace("# Rota", "# Duty rota")
    assert merge3(BASE, mine, theirs) == Merge(mine.replace("# Rota", "# Duty rota"), [])


def test_different_changes_to_one_line_are_a_conflict_that_shows_both():
    merge = merge3(BASE, BASE.replace("Ben", "Gus"), BASE.replace("Ben", "Una"))
    [conflict] = merge.conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == ("Tuesday: Ben\n", "Tuesday: Gus\n", "Tuesday: Una\n")
    assert conflict.line == 4
    shown = "<<<<<<< mine\nTuesday: Gus\n=======\nTuesday: Una\n>>>>>>> theirs\n"
    assert merge.text == BASE.replace("Tuesday: Ben\n", shown)
    assert merge.text[conflict.start : conflict.end] == shown


def test_one_deletes_what_the_other_changed():
    merge = merge3(BASE, BASE.replace("Tuesday: Ben\n", ""), BASE.replace("Ben", "Una"))
    [conflict] = merge.conflicts
    assert (conflict.mine, conflict.theirs) == ("", "Tuesday: Una\n")


def test_changes_to_neighbouring_lines_are_a_conflict():
    merge = merge3(BASE, BASE.replace("Ana", "Gus"), BASE.replace("Ben", "Una"))
    assert [conflict.base for conflict in merge.conflicts] == ["Monday: Ana\nTuesday: Ben\n"]


def test_lines_that_both_added_are_no_part_of_the_quarrel():
    merge = merge3("a\n", "a\nboth\nmine\n", "a\nboth\ntheirs\n")
    assert merge.text == "a\nboth\n<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\n"


def test_a_conflict_in_a_last_line_without_line_end_keeps_its_markers_apart():
    merge = merge3("a", "b", "c", labels=("your words", "Ben's words"))
    assert merge == Merge(
        "<<<<<<< your words\nb\n=======\nc\n>>>>>>> Ben's words\n", [Conflict("a", "b", "c", 0, len(merge.text), 1)]
    )


def test_a_conflict_left_in_the_text_is_noticed_and_a_heading_is_not():
    assert has_markers(merge3("a", "b", "c").text)
    assert not has_markers("Heading\n=======\n\n> quoted\n>>>>>>> deeply\n")
    assert not has_markers(BASE)


@given(texts | loose, texts | loose)
@pytest.mark.slow
def test_r28_what_only_one_side_changed_is_taken(base, changed):
    assert merge3(base, base, changed) == Merge(changed, [])
    assert merge3(base, changed, base) == Merge(changed, [])
    assert merge3(base, changed, changed) == Merge(changed, [])


@given(texts, texts, texts)
@pytest.mark.slow
def test_r11_no_added_line_of_either_side_is_lost(base, mine, theirs):
    merge = merge3(base, mine, theirs)
    found, had = Counter(merge.text.split("\n")), Counter(base.split("\n"))
    for side in (mine, theirs):
        assert not (Counter(side.split("\n")) - had) - found


@given(texts | loose, texts | loose, texts | loose)
def test_r28_conflicts_stand_where_they_say_and_either_side_can_be_chosen(base, mine, theirs):
    merge = merge3(base, mine, theirs)
    assert has_markers(merge.text) == bool(merge.conflicts)
    for conflict in merge.conflicts:
        assert merge.text[: conflict.start].count("\n") + 1 == conflict.line
        assert merge.text[conflict.start : conflict.end].startswith("<<<<<<< mine\n" + conflict.mine)
        assert conflict.mine != conflict.theirs


@given(texts, texts, texts)
@pytest.mark.slow
def test_r11_who_saves_first_does_not_decide_what_conflicts(base, mine, theirs):
    one, other = merge3(base, mine, theirs), merge3(base, theirs, mine)
    assert [(conflict.mine, conflict.theirs) for conflict in one.conflicts] == [
        (conflict.theirs, conflict.mine) for conflict in other.conflicts
    ]
    if not one.conflicts:
        assert one == other


@pytest.mark.parametrize("pair", range(9))
@pytest.mark.slow
def test_r11_hostile_pages_are_merged_in_bounded_time(pair):
    base, mine = hostile(60_000)[pair]
    start = process_time()
    merge3(base, mine, base + "x\n")
    merge3(base, mine, mine[::-1])
    assert process_time() - start < 6  # alone they take about one second together


@pytest.mark.parametrize("name", ["git-merges-gds-way", "git-merges-govuk-developer-docs"])
def test_r11_real_merges_come_out_as_people_made_them_or_show_their_conflict(shared, name):
    lines = (shared / "suites" / "merge" / f"{name}.jsonl").read_bytes().decode().split("\n")
    cases = [json.loads(line) for line in lines if line]
    merged = [(case, merge3(case["base"], case["ours"], case["theirs"])) for case in cases]
    assert [case["id"] for case, merge in merged if bool(case["conflicts"]) != bool(merge.conflicts)] == []
    assert [case["id"] for case, merge in merged if not merge.conflicts and merge.text != case["human_result"]] == []

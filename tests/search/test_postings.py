"""What is kept of an index between searches changes nothing of what is found."""

import pytest

from hub import worker
from hub.search import index, postings, search
from tests.cast import make_space
from tests.nets.makers import make_idea

QUESTIONS = ['"grey heron"', '"the grey heron flew"', "heron", "grey heron", "her", "heron -flew", 'flew "grey heron"']


@pytest.fixture
def space(cast):
    space = make_space(cast.ana, "Open", "open")
    make_idea(cast.ana, space, title="One", words="The grey heron flew. A heron, grey, stood.")
    make_idea(cast.ana, space, title="Two", words="Heron grey. The heron was grey; grey herons are rare.")
    make_idea(cast.ana, cast.space, title="Closed", words="The grey heron flew.")
    worker.run_once()
    return space


def answers(user):
    return {q: (sorted(hit.item.title for hit in search(user, q).hits), search(user, q).total) for q in QUESTIONS}


@pytest.mark.slow
def test_words_of_a_phrase_follow_each_other_within_one_text(cast, space):
    found = answers(cast.ben)
    assert found['"grey heron"'] == (["One"], 1)
    assert found['"the grey heron flew"'] == found['flew "grey heron"'] == (["One"], 1)
    assert found["her"] == found["grey heron"] == (["One", "Two"], 2)
    assert found["heron -flew"] == (["Two"], 1)


def test_se_02_what_is_kept_for_one_reader_is_not_shown_to_another(cast, space):
    for _time in range(2):
        assert search(cast.ana, '"grey heron"').total == 2
        assert search(cast.ben, '"grey heron"').total == 1
        assert search(cast.pat, '"grey heron"').total == 0


@pytest.mark.slow
def test_what_is_deleted_or_added_after_it_was_kept_is_seen(cast, space):
    before = answers(cast.ben)
    idea = make_idea(cast.ana, space, title="Three", words="One more grey heron.")
    worker.run_once()
    assert answers(cast.ben)['"grey heron"'] == (["One", "Three"], 2)
    index.write(index.current(), [idea.pk], [], [])
    assert answers(cast.ben) == before


@pytest.mark.slow
def test_with_no_room_to_keep_anything_the_same_is_found(cast, space, monkeypatch):
    before = answers(cast.ben)
    monkeypatch.setattr(postings, "BUDGET", 0)
    postings.kept.clear()
    assert answers(cast.ben) == before
    assert postings.kept.size == 0

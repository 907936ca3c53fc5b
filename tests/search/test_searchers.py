"""Searchers stay open between searches; what they show is what stands in the index now."""

import os
import shutil
import subprocess
import sys
import threading

import pytest
from django.conf import settings

from hub import worker
from hub.search import index, search, searchers
from hub.search.indexing import rebuild
from tests.cast import make_space
from tests.nets.makers import make_idea

TAKE_OUT = """
import sys
from pathlib import Path
import django
django.setup()
from hub.search import index
index.write(Path(sys.argv[1]), [int(sys.argv[2])], [], [])
"""


@pytest.fixture
def herons(cast):
    """Two ideas about herons, indexed and searched for."""
    space = make_space(cast.ana, "Open", "open")
    ideas = [make_idea(cast.ana, space, title=title, words="heron") for title in ("One", "Two")]
    worker.run_once()
    assert found(cast) == ["One", "Two"]
    return ideas


def found(cast):
    page = search(cast.ben, "heron")
    assert not page.by_title_only
    assert page.total == len(page.hits)
    return sorted(hit.item.title for hit in page.hits)


def lent(folder):
    with searchers.searcher(folder) as searcher:
        return searcher


@pytest.mark.slow
def test_an_open_searcher_is_used_again_until_another_process_writes(cast, herons):
    folder = index.current()
    before = lent(folder)
    assert lent(folder) is before
    command = [sys.executable, "-c", TAKE_OUT, str(folder), str(herons[0].pk)]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=os.environ | {"HUB_DATA": str(settings.DATA)})
    assert found(cast) == ["Two"]
    assert before.is_closed and lent(folder) is not before


def test_after_a_swap_the_new_generation_answers_and_the_old_is_closed(cast, herons):
    folder = index.current()
    before = lent(folder)
    index.write(folder, [herons[0].pk], [], [])
    assert found(cast) == ["Two"]
    rebuild()
    assert index.current() != folder
    assert found(cast) == ["One", "Two"]
    assert before.is_closed and {opened.folder for opened in searchers._idle} == {index.current()}


@pytest.mark.slow
def test_r17_an_index_cut_off_or_deleted_under_an_open_searcher_falls_back_to_titles(cast, herons):
    for damage in (lambda file: os.truncate(file, 100), lambda file: file.unlink(), lambda file: shutil.rmtree(file.parent)):
        damage(next(index.current().glob("*.seg")))
        page = search(cast.ben, "one")
        assert page.by_title_only and page.total == 1
        worker.run_once()
        assert found(cast) == ["One", "Two"]


def test_searches_at_once_have_a_searcher_each_and_few_stay_open(cast, herons):
    folder, together = index.current(), threading.Barrier(searchers.MOST + 2)
    used = []

    def one_search():
        with searchers.searcher(folder) as searcher:
            together.wait(timeout=10)
            used.append(searcher)

    threads = [threading.Thread(target=one_search) for _ in range(searchers.MOST + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, used))) == searchers.MOST + 2
    assert sum(not searcher.is_closed for searcher in used) == len(searchers._idle) == searchers.MOST


def test_an_index_of_nothing_finds_nothing_and_is_not_broken(cast):
    index.use_generation(index.begin_generation())
    page = search(cast.ben, "nosuchword")
    assert (page.total, page.by_title_only) == (0, False)

"""Search finds what it should, for those who may see it, and nothing else: held against the plainest brute force."""

import gc
import itertools
import random
import re

import pytest
from django.utils import timezone

from forums.actions import change_topic
from hub import worker
from hub.models import Audience, IndexEntry, Item, Membership, Space, User
from hub.search import index, query, search, suggest
from hub.search.indexing import index_waiting
from tests.cast import make_space
from tests.nets.makers import make_idea, make_resource, make_topic
from tests.sampling import sampled

WORDS = ["badger", "heron", "otter", "plover", "kestrel", "newt", "toad", "lapwing"]


def titles(page):
    return sorted(hit.item.title for hit in page.hits)


@pytest.fixture
def library(cast):
    """Ideas of every audience in every kind of space, of a few words each."""
    dice = random.Random(7)
    spaces = [
        cast.space,
        make_space(cast.ana, "Open", "open"),
        make_space(cast.ana, "Two", "agencies", agencies=[cast.health], members=[cast.dev, (cast.gus, "reader")]),
        make_space(cast.ben, "Hidden", "unlisted", members=[cast.cleo]),
    ]
    audiences = [("space", []), ("author", []), ("agencies", [cast.parks]), ("people", [cast.gus, cast.cleo])]
    for space, (audience, names) in itertools.product(spaces, audiences):
        words = " ".join(dice.sample(WORDS, 3))
        item = make_idea(cast.ana, space, title=f"About {dice.choice(WORDS)}", words=words, audience=audience)
        for name in names:
            Audience.objects.create(item=item, **({"user": name} if isinstance(name, User) else {"agency": name}))
    worker.run_once()
    return list(Item.objects.filter(kind="idea"))


def brute_force(user, word):
    from tests.sample.models import Idea

    return {
        idea.pk
        for idea in Idea.objects.visible_to(user)
        if re.search(rf"\b{word}\b", f"{idea.title} {idea.text}", re.IGNORECASE)
    }


def test_se_02_hits_totals_and_counts_equal_brute_force_for_everyone_and_every_word(cast, library):
    compared = 0
    for user in [*cast.people]:
        user.forget_standing()
        for word in WORDS:
            page = search(user, word, size=100)
            assert {hit.item.pk for hit in page.hits} == (expected := brute_force(user, word)), (user, word)
            assert page.total == len(expected)
            assert sum(page.kinds.values()) == len(expected)
            assert not page.by_title_only
            compared += len(expected)
    assert compared > 50


@pytest.mark.slow
def test_an_empty_scope_finds_nothing_though_whoosh_would_find_all(cast, library):
    for user in (cast.pat, cast.lee):
        assert search(user, "badger").total == 0
        assert suggest(user, "about") == []
    alone = make_space(cast.root, "Alone", "unlisted")
    Membership.objects.filter(space=alone).delete()
    assert search(cast.gus, "nosuchword").total == 0


def test_a05_what_was_narrowed_or_removed_is_gone_at_once_before_the_index_knows(cast, library):
    hit = next(hit for hit in search(cast.ben, "badger", size=100).hits)
    before = search(cast.ben, "badger").total
    Item.objects.filter(pk=hit.item.pk).update(audience="author")
    IndexEntry.objects.mark(hit.item.pk)
    page = search(cast.ben, "badger", size=100)
    assert page.total == before - 1 and hit.item.pk not in {h.item.pk for h in page.hits}
    index_waiting()
    assert search(cast.ben, "badger").total == before - 1
    other = search(cast.ana, "badger", size=100).hits[0].item
    Item.objects.filter(pk=other.pk).update(removed_at=timezone.now())
    IndexEntry.objects.mark(other.pk)
    index_waiting()
    assert other.pk not in {h.item.pk for h in search(cast.ana, "badger", size=100).hits}


@pytest.mark.slow
def test_leaving_a_space_takes_its_hits_away_without_reindexing(cast, library):
    assert search(cast.dev, "badger OR heron", space=cast.space).by_title_only is False
    before = search(cast.gus, "type:idea", size=100).total
    assert before
    Membership.objects.filter(user=cast.gus).delete()
    cast.gus.forget_standing()
    assert search(cast.gus, "type:idea").total == 0


def test_stems_phrases_fields_minus_and_beginnings(cast):
    space = make_space(cast.ana, "Open", "open", slug="benefits")
    make_idea(cast.ana, space, title="Planning appeals", words="They are running late with council tax payments.")
    make_idea(cast.cleo, space, title="Council houses", words="Tax is another matter. Wŷl and ŵyl.")
    worker.run_once()
    find = lambda q: titles(search(cast.ben, q))  # noqa: E731
    assert find("run") == ["Planning appeals"]
    assert find('"council tax"') == ["Planning appeals"]
    assert find("council tax") == ["Council houses", "Planning appeals"]
    assert find("council -running") == ["Council houses"]
    assert find("appea") == ["Planning appeals"]
    assert find("wyl") == ["Council houses"]
    assert find("council author:cleo") == ["Council houses"]
    assert find("council agency:health") == ["Planning appeals"]
    assert find("council space:benefits type:idea") == ["Council houses", "Planning appeals"]
    assert find("council space:no-such") == find("council type:page") == []
    assert find("council before:2001-01-01") == []
    assert len(find("council after:2001-01-01")) == 2


@pytest.mark.slow
def test_fields_take_the_names_that_people_know_and_a_minus(cast):
    space = make_space(cast.ana, "Welfare advice", "open", slug="welfare")
    make_idea(cast.ana, space, title="First decision", words="in five steps")
    make_idea(cast.cleo, make_space(cast.ana, "Other", "open"), title="Second decision", words="steps, five of them")
    make_idea(cast.ana, cast.space, title="Secret decision", words="x")
    worker.run_once()
    find = lambda q, **more: titles(search(cast.ben, q, **more))  # noqa: E731
    both, first, second = ["First decision", "Second decision"], ["First decision"], ["Second decision"]
    assert find("space:welfare") == find('space:"Welfare advice"') == find('space:"welfare"') == first
    assert find("decision -space:welfare") == find("decision -author:ana") == second
    assert find('author:"Ana Lloyd"') == find("author:lloyd") == find("author:ana") == first
    assert find(f'agency:"{cast.health.name}"') == find("agency:health") == first
    assert find("type:idea") == find("type:Ideas") == find("-type:page decision") == find("-type:page -type:profile") == both
    assert find("-type:idea decision") == find("type:nothing decision") == find("author:nobody") == []
    assert find('decision -"five steps"') == second and find("decision -five-steps") == second
    assert find("decision", fields={"space": "welfare"}) == find("", fields={"space": "welfare"}) == first
    assert find("space:other decision", fields={"space": "welfare"}) == []
    assert find(f"space:{cast.space.slug}") == find(f'space:"{cast.space.title}"') == []
    assert "Secret decision" not in find("-type:page") and titles(search(cast.dev, f"space:{cast.space.slug}")) == [
        "Secret decision"
    ]
    for nothing in ("type:", "space:", 'author:""', "-type:"):
        page = search(cast.ben, nothing)
        assert (page.total, page.did_you_mean) == (0, "")


@pytest.mark.slow
def test_a_type_is_what_the_chips_and_forms_call_it(cast):
    space = make_space(cast.ana, "Open", "open")
    make_topic(cast.ana, space, title="Asked heron", words="heron", form="question")
    talk = make_topic(cast.ana, space, title="Talked heron", words="heron", form="discussion")
    make_resource(cast.ana, space, title="Heron leaflet", words="heron")
    worker.run_once()
    find = lambda q: titles(search(cast.ben, q))  # noqa: E731
    assert find("type:discussion heron") == find("type:topic") == find("type:discussions") == ["Asked heron", "Talked heron"]
    assert find("type:question") == ["Asked heron"] and find("type:questions -type:question") == []
    assert find("type:leaflet heron") == find("type:resource") == find("type:Leaflets") == ["Heron leaflet"]
    change_topic(talk, by=cast.ana, title="Talked heron", form="question")
    worker.run_once()
    assert find("type:question") == ["Asked heron", "Talked heron"]


@pytest.mark.slow
def test_another_spelling_keeps_the_rest_of_the_question(cast):
    make_idea(cast.ana, make_space(cast.ana, "Open", "open"), title="Heron", words="a heron stands in the river")
    worker.run_once()
    asked = 'type:idea herron -otter "the river"'
    assert search(cast.ben, asked).did_you_mean == 'type:idea heron -otter "the river"'
    assert search(cast.ben, "herron type:page").did_you_mean == ""
    assert search(cast.ben, "Herron", fields={"author": "cleo"}).did_you_mean == ""


def test_before_the_first_index_fields_hold_for_titles_too(cast):
    make_idea(cast.ana, cast.space, title="Heron first", words="x")
    find = lambda q: titles(search(cast.dev, q))  # noqa: E731
    assert find("heron author:ana type:idea after:2001-01-01 -agency:parks") == ["Heron first"]
    for nothing in ("author:cleo", "type:page", "-type:idea", "before:2001-01-01", "tag:x", "-space:health-practice"):
        assert find(f"heron {nothing}") == [], nothing


def test_the_best_title_comes_first_and_the_passage_is_marked_and_escaped(cast):
    space = make_space(cast.ana, "Open", "open")
    make_idea(cast.ana, space, title="Weeds", words="badger " * 3 + "and more")
    make_idea(cast.ana, space, title="Badger", words="<script>alert(1)</script> one badger only")
    worker.run_once()
    page = search(cast.ben, "badger")
    assert [hit.item.title for hit in page.hits] == ["Badger", "Weeds"]
    assert "<mark>badger</mark>" in page.hits[0].excerpt and "<script>" not in page.hits[0].excerpt


@pytest.mark.slow
def test_another_spelling_is_offered_only_if_the_reader_finds_something_by_it(cast):
    make_idea(cast.ana, make_space(cast.ana, "Open", "open"), title="Heron", words="heron")
    make_idea(cast.ana, cast.space, title="Kingfisher", words="kingfisher")
    worker.run_once()
    assert search(cast.ben, "herron").did_you_mean == "heron"
    assert search(cast.ben, "kingfishar").did_you_mean == ""
    assert search(cast.dev, "kingfishar").did_you_mean == "kingfisher"


@pytest.mark.slow
def test_r17_a_broken_index_falls_back_to_titles_and_is_made_anew(cast, library):
    folder = index.current()
    for file in folder.glob("*.seg"):
        file.write_bytes(b"torn")
    index._segments.clear()
    page = search(cast.ana, "about")
    assert page.by_title_only and page.total
    worker.run_once()
    assert not search(cast.ana, "about").by_title_only
    assert index.current() != folder
    gc.collect()


def test_before_the_first_index_titles_answer_for_readers_only(cast):
    make_idea(cast.ana, cast.space, title="Heron first", words="x")
    assert search(cast.dev, "heron").total == 1
    page = search(cast.ben, "heron")
    assert (page.total, page.by_title_only) == (0, True)


def test_a_second_indexer_waits_for_the_first(cast):
    make_idea(cast.ana, cast.space, title="Heron", words="x")
    with index.sole_indexer() as alone:
        assert alone
        assert index_waiting() == 0
    assert index_waiting()


@sampled(60)
def test_x18_nothing_that_is_typed_breaks_it(cast, shared, some):
    import json

    make_idea(cast.ana, make_space(cast.ana, "Open", "open"), title="Heron", words="heron")
    worker.run_once()
    nasty = [
        '"',
        '""',
        "-",
        "--",
        "a:b:c",
        "type:",
        'type:"',
        "(",
        "AND OR NOT",
        "*",
        "*a*",
        "a?~2",
        "[a TO b]",
        "\x00",
        "x" * 5000,
    ]
    for text in nasty + json.loads((shared / "suites/strings/blns.json").read_text())[some]:
        search(cast.ben, text)
        suggest(cast.ben, text)


@pytest.mark.slow
def test_suggestions_begin_titles_of_what_may_be_seen(cast, library):
    make_idea(cast.ana, cast.space, title="Secret plan", words="x")
    assert [item.title for item in suggest(cast.dev, "secr")] == ["Secret plan"]
    assert suggest(cast.ben, "secr") == []


def test_the_parser_reads_words_phrases_minus_and_fields():
    asked = query.parse('Council "tax relief" -band tag:council-tax before:2026-01-01 before:soon')
    assert asked.words == ("council", "before", "soon")
    assert asked.phrases == (("tax", "relief"),)
    assert asked.without == ("band",)
    assert asked.fields == {"tag": "council-tax", "before": "2026-01-01"}
    asked = query.parse('-type:page -space:"Two words" -"five steps" type: "')
    assert asked.but_not == (("type", "page"), ("space", "two words"))
    assert asked.without_phrases == (("five", "steps"),)
    assert not (asked.words or asked.without or asked.fields)


def test_deleting_then_reopening_finds_no_ghost(cast):
    """The forks of the engine answer deleted documents after a refresh; this one must not."""
    items = [make_idea(cast.ana, make_space(cast.ana, f"O{n}", "open"), title=f"Ghost {n}", words="ghost") for n in range(5)]
    index_waiting()
    for item in items[:4]:
        Item.objects.filter(pk=item.pk).update(removed_at=timezone.now())
        IndexEntry.objects.mark(item.pk)
        index_waiting()
    assert search(cast.ben, "ghost").total == 1
    assert Space.objects.count() == 6

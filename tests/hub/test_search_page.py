"""The search page: finds by title what the reader may see, and leads on where there is nothing."""

import pytest

from hub.models import Item
from hub.search.titles import search as by_title
from tests.cast import make_space
from tests.sample.actions import have_idea


def words(response):
    return " ".join(response.content.decode().split()).split("<main")[1]


@pytest.fixture
def ideas(cast):
    titles = ["Heat plan", "Plan for heat pumps", "Cold plan", "Heat plan for schools"]
    return [have_idea(cast.space, author=cast.dev, title=title, text="x") for title in titles]


def ask(user, query, **more):
    return by_title(user, query, **{"kind": "", "space": None, "page": 1, "size": 20, **more})


def test_every_word_counts_and_the_nearest_title_comes_first(cast, ideas, sign_in):
    found = ask(cast.ana, "heat plan")
    assert [hit.item.title for hit in found.hits] == ["Heat plan", "Heat plan for schools", "Plan for heat pumps"]
    page = words(sign_in(cast.ana).get("/search/?q=heat+plan"))
    assert "3 results for “heat plan”" in page
    assert "<mark>Heat</mark> <mark>plan</mark> for schools" in page


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "%", "_", "\\", "'; drop table", "a" * 5000, "(", "[", "\0"])
def test_whatever_is_typed_is_shown_as_text_and_breaks_nothing(cast, ideas, sign_in, query):
    response = sign_in(cast.ana).get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert response.context["found"].total == 0


def test_titles_are_escaped_before_they_are_marked(cast, sign_in):
    have_idea(cast.space, author=cast.dev, title="<b>Heat</b> & amp", text="x")
    for query in ("heat", "b", "amp", "<b>"):
        html = ask(cast.ana, query).hits[0].title
        assert "<b>" not in html and "<mark>" in html
        assert html.replace("<mark>", "").replace("</mark>", "") == "&lt;b&gt;Heat&lt;/b&gt; &amp; amp"


@pytest.mark.parametrize("person", ["ben", "cleo", "root", "una"])
def test_a03_outsiders_meet_neither_a_title_nor_a_count(cast, ideas, sign_in, person):
    user = getattr(cast, person)
    found = ask(user, "heat")
    assert (found.total, found.hits, dict(found.kinds)) == (0, [], {})
    page = words(sign_in(user).get("/search/?q=heat"))
    assert "0 results" in page and "plan" not in page.replace("heat plan", "")
    Item.objects.filter(pk=ideas[0].pk).update(audience="author")
    assert ask(cast.ana, "heat").total == 2


def test_results_are_narrowed_by_type_and_space_and_say_so(cast, ideas, sign_in):
    other = make_space(cast.ana, "Council tax")
    have_idea(other, author=cast.ana, title="Heat rebate", text="x")
    client = sign_in(cast.ana)
    page = words(client.get("/search/?q=heat&space=council-tax"))
    assert "1 result for" in page and "in Council tax" in page and "Heat plan" not in page
    assert "Ideas (4)" in words(client.get("/search/?q=heat&kind=idea"))
    assert "0 results" in words(client.get("/search/?q=heat&kind=page"))
    hidden = make_space(cast.ben, "Quiet", "unlisted")
    have_idea(hidden, author=cast.ben, title="Heat secret", text="x")
    assert "Quiet" not in words(client.get("/search/?q=heat&space=quiet"))


def test_spaces_are_found_by_name_by_those_who_may_know_of_them(cast, sign_in):
    make_space(cast.ben, "Quiet tax", "unlisted")
    make_space(cast.ben, "Council tax")
    assert "Council tax" in words(sign_in(cast.cleo).get("/search/?q=tax"))
    assert "Quiet tax" not in words(sign_in(cast.cleo).get("/search/?q=tax"))


def test_nothing_found_leads_on(cast, sign_in):
    page = words(sign_in(cast.ana).get("/search/?q=zebra+crossing"))
    assert "check the spelling" in page
    assert 'href="/new/idea/?title=zebra%20crossing"' in page
    assert "remove the filters" in words(sign_in(cast.ana).get("/search/?q=zebra&kind=idea"))
    assert "Type a few words" in words(sign_in(cast.ana).get("/search/"))


def test_long_results_come_in_pages(cast):
    for n in range(7):
        have_idea(cast.space, author=cast.dev, title=f"Heat {n}", text="x")
    pages = [ask(cast.ana, "heat", page=n, size=3) for n in (1, 2, 3, 9)]
    assert [len(page.hits) for page in pages] == [3, 3, 1, 1]
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}
    assert len({hit.item.pk for page in pages[:3] for hit in page.hits}) == 7


@pytest.mark.slow
def test_filters_narrow_are_kept_and_can_be_taken_off(cast, ideas, sign_in):
    have_idea(cast.space, author=cast.ana, title="Heat rebate", text="x")
    client = sign_in(cast.ana)
    page = words(client.get("/search/?q=heat&author=dev+patel&kind=idea&after=2001-01-01"))
    assert "3 results for" in page and "Heat rebate" not in page
    assert "by dev patel" in page and "changed on or after 1 January 2001" in page and "Filters (3 on)" in page
    assert 'href="?q=heat&amp;kind=idea&amp;after=2001-01-01"' in page
    assert "5 results" in words(client.get("/search/?after=2001-01-01&space=health-practice&kind=idea"))
    assert "5 results" in words(client.get("/search/?kind=idea")) and "0 results" in words(client.get("/search/?kind=page"))
    assert "1 result for" in words(client.get("/search/?q=heat&agency=department+of+health"))
    assert "4 results for" in words(client.get("/search/?q=heat&after=someday&agency="))
    assert "0 results for" in words(client.get("/search/?q=heat&tag=nothing&author=%00"))


@pytest.mark.slow
def test_a03_a_filter_by_name_finds_no_space_that_the_reader_may_not_know_of(cast, sign_in):
    hidden = make_space(cast.dev, "Quiet tax", "unlisted")
    have_idea(hidden, author=cast.dev, title="Heat secret", text="x")
    for name in (hidden.slug, "quiet", "Quiet+tax"):
        page = words(sign_in(cast.dev).get(f"/search/?q=heat&space={name}"))
        assert "1 result for" in page and "secret" in page
        for person in (cast.cleo, cast.root, cast.gus):
            page = words(sign_in(person).get(f"/search/?q=heat&space={name}"))
            assert "0 results" in page and "secret" not in page


def test_a07_guests_find_the_people_of_their_spaces_by_name_and_nobody_else(cast, sign_in):
    client = sign_in(cast.gus)
    assert "Ana Lloyd" in words(client.get("/search/?q=lloyd"))
    page = words(client.get("/search/?q=ben"))
    assert "Ben Okoro" not in page and "0 results" in page
    assert "Ana Lloyd" not in words(sign_in(cast.una).get("/search/?q=lloyd"))


def test_nothing_found_leads_to_people_and_a_question_but_makes_no_page_of_a_field_query(cast, sign_in):
    client = sign_in(cast.ana)
    page = words(client.get("/search/?q=zebra+crossing"))
    assert 'href="/people/?q=zebra%20crossing"' in page
    assert 'href="/new/topic/?title=zebra%20crossing"' in page
    assert "with this title" not in words(client.get("/search/?q=zebra+-author:ana"))

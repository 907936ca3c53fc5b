"""Home and New: what needs you, what is new in your spaces, where to begin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.actions.members import join
from hub.home import Need, finders, kept, needs_of
from hub.models import AccessRequest, Draft, Flag, Item, Membership
from hub.paging import SIZE
from lessons.actions import release_lesson, write_lesson
from tests.cast import make_space
from tests.sample.actions import have_idea
from tests.ways import give_app


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def needs():
    """Work that waits for everybody, as a content type would register it; `needs(n)` sets how much."""
    rows = []
    finders["test"] = lambda user: rows
    yield lambda count: rows.extend(
        Need(f"Need {n}", "Because", f"/need/{n}/", "Review", "calendar", timezone.now() - timedelta(hours=n))
        for n in range(count)
    )
    del finders["test"]


def test_home_shows_what_is_new_in_joined_spaces_with_who_did_it_and_for_whom(cast, sign_in):
    other = make_space(cast.cleo, "Other place")
    have_idea(cast.space, author=cast.dev, title="Heat plan", text="x")
    have_idea(other, author=cast.cleo, title="Not joined", text="x")
    page = words(sign_in(cast.ana).get("/"))
    assert "Heat plan" in page and "Dev Patel, Parks, had an idea in Health practice" in page
    assert "Not joined" not in page


def test_words_keep_the_agency_their_author_worked_for_then(cast, sign_in):
    have_idea(cast.space, author=cast.dev, title="Heat plan", text="x")
    cast.dev.affiliations.update(agency=cast.health)
    assert "Dev Patel, Parks, had an idea" in words(sign_in(cast.ana).get("/"))


def test_a_narrower_item_is_on_nobody_elses_home(cast, sign_in):
    have_idea(cast.space, author=cast.dev, title="Heat plan", text="x", audience="author")
    assert "Heat plan" in words(sign_in(cast.dev).get("/"))
    assert "Heat plan" not in words(sign_in(cast.ana).get("/"))


@pytest.mark.slow
def test_types_are_chosen_by_links_that_say_which_is_current(cast, sign_in):
    have_idea(cast.space, author=cast.dev, title="Heat plan", text="x")
    client = sign_in(cast.ana)
    page = words(client.get("/?kind=idea"))
    assert "Heat plan" in page
    assert 'href="?kind=idea" aria-current="true"' in page
    assert "Heat plan" in words(client.get("/?kind=nonsense"))
    assert "Nothing of this type yet" in words(client.get("/?kind=page"))


@pytest.mark.slow
def test_older_and_newer_lead_through_everything_once(cast, sign_in):
    titles = [f"Idea number {n:03}" for n in range(SIZE * 2 + 5)]
    moment = timezone.now()
    for n, title in enumerate(titles):
        idea = have_idea(cast.space, author=cast.dev, title=title, text="x")
        Item.objects.filter(pk=idea.pk).update(changed_at=moment - timedelta(seconds=n // 2))  # ties too
    client, seen, address = sign_in(cast.ana), [], "/"
    while address:
        response = client.get(address)
        seen += [row.item.title for row in response.context["part"].rows]
        last, address = address, response.context["part"].older_url and f"/{response.context['part'].older_url}"
    assert sorted(seen) == titles
    newer = client.get(last).context["part"].newer_url
    assert client.get(f"/{newer}").context["part"].rows[-1].item.title == seen[SIZE * 2 - 1]
    assert client.get("/?before=nonsense").context["part"].rows[0].item.title == seen[0]


@pytest.mark.slow
def test_at_most_seven_things_need_you_and_the_rest_is_one_link_away(cast, sign_in, needs):
    needs(9)
    client = sign_in(cast.ana)
    page = words(client.get("/"))
    assert "(9)" in page and "Need 6" in page and "Need 7" not in page and "See all 9" in page
    assert "Need 8" in words(client.get("/needs/"))


@pytest.mark.slow
def test_home_leads_on_when_there_is_nothing(cast, sign_in):
    page = words(sign_in(cast.cleo).get("/"))
    assert "You have joined no space yet" in page and "Find a space" in page
    join(make_space(cast.ana, "Council tax"), user=cast.cleo)
    assert "Nothing has happened in your spaces yet" in words(sign_in(cast.cleo).get("/"))
    assert "Nothing waits for you" in words(sign_in(cast.cleo).get("/needs/"))


@pytest.mark.slow
def test_getting_started_is_computed_from_facts_and_can_be_hidden(cast, sign_in):
    client = sign_in(cast.cleo)
    page = words(client.get("/"))
    assert "Getting started" in page and page.count("(done)") == 1
    spaces = [make_space(cast.ana, f"Space {n}", members=[cast.cleo]) for n in range(3)]
    assert words(client.get("/")).count("(done)") == 2
    have_idea(spaces[0], author=cast.cleo, title="Mine", text="x")
    assert words(client.get("/")).count("(done)") == 3
    give_app(cast.cleo)
    assert "Getting started" not in words(client.get("/"))
    client.force_login(cast.una, backend="hub.accounts.backend.PersonBackend")
    assert "Getting started" in words(client.get("/"))
    client.post("/getting-started/hide/")
    assert "Getting started" not in words(client.get("/"))
    assert "Getting started" not in words(sign_in(cast.gus).get("/")), "a guest cannot join spaces"


@pytest.mark.parametrize("rows", [1, 3])
def test_r16_home_costs_the_same_for_one_row_and_three(cast, sign_in, rows, django_assert_max_num_queries):
    for n in range(rows):
        space = make_space(cast.cleo, f"Space {n}", members=[cast.ana])
        have_idea(space, author=[cast.ben, cast.cleo, cast.dev][n], title=f"Idea {n}", text="x")
        Draft.objects.create(user=cast.ana, kind="idea", space=space, fields={"title": f"Draft {n}"})
    client = sign_in(cast.ana)
    client.get("/")  # the first page of a process asks the database what it can do
    with django_assert_max_num_queries(9):  # one says what waits; each thing that does wait costs one more
        assert words(client.get("/")).count("had an idea") == rows


@pytest.mark.slow
def test_everybody_is_told_of_the_same_by_queries_that_are_kept_as_by_those_made_anew(cast):
    for number, person in enumerate(cast.people):
        space = make_space(cast.cleo, f"Space {number}", "members", members={person, cast.ben} - {cast.cleo})
        space.memberships.filter(user=person).update(role="owner")
        asks = cast.lee if person == cast.una else cast.una
        AccessRequest.objects.create(space=space, user=asks, reason="Let me in")
        Draft.objects.create(
            user=person, kind="idea", space=[space, cast.space][number % 2], fields={"title": f"Draft {number}"}
        )
        idea = have_idea(space, author=cast.ben, title=f"Idea {number}", text="x")
        Item.objects.filter(pk=idea.pk).update(owner=person, review_on=timezone.localdate())
        Flag.objects.create(item=Item(pk=idea.pk), by=cast.una, author=cast.ben, reason="wrong")
    some = 0
    for _time in range(2):
        for person in cast.people:
            person.forget_standing()
            for name, finder in kept.items():
                anew = list(finder.rows(person, **finder.values(person))) if person.standing.anybody else []
                if not finder.differs(person):
                    assert finder.ask(person, **finder.values(person)) == anew, (person.handle, name)
                said = finder.show(person, anew)
                assert {need.title for need in said} <= {need.title for need in needs_of(person)}, (person.handle, name)
                some += len(said)
    assert some > 20


def test_new_offers_each_type_and_leads_to_a_space_where_one_may_write(cast, sign_in):
    open_space = make_space(cast.cleo, "Council tax")
    client = sign_in(cast.dev)
    assert 'href="/new/idea/"' in words(client.get("/new/"))
    page = words(client.get("/new/idea/?title=Heat%20plan"))
    assert 'href="/s/council-tax/new-idea/?title=Heat+plan"' in page
    assert 'href="/s/health-practice/new-idea/?title=Heat+plan"' in page
    assert "Health practice" not in words(sign_in(cast.cleo).get("/new/idea/?x=1", follow=True)).split("<main")[1]
    response = client.get(f"/new/idea/?space={open_space.slug}")
    assert response.status_code == 302


def test_new_goes_straight_on_where_there_is_one_choice_and_says_so_where_there_is_none(cast, sign_in):
    assert sign_in(cast.dev).get("/new/idea/")["Location"] == "/s/health-practice/new-idea/"
    assert "no space yet that you can write in" in words(sign_in(cast.gus).get("/new/idea/"))
    assert sign_in(cast.dev).get("/new/nonsense/").status_code == 404


@pytest.mark.slow
def test_guests_whose_time_is_up_are_out(cast, sign_in):
    Membership.objects.filter(user=cast.gus).update(until=timezone.now() - timedelta(days=1))
    assert "Health practice" not in words(sign_in(cast.gus).get("/"))
    assert sign_in(cast.gus).get("/s/health-practice/").status_code == 404


@pytest.mark.slow
def test_a_lesson_for_the_whole_hub_is_on_everybodys_home_once_it_is_shared(cast, sign_in):
    lesson = make_lesson_draft(cast.cleo, "Ask for the keys first")
    for person in (cast.cleo, cast.ana, cast.una):
        assert "Ask for the keys first" not in words(sign_in(person, fresh=True).get("/"))
    release_lesson(lesson, by=cast.cleo, audience="agencies")
    assert "Ask for the keys first" in words(sign_in(cast.dev, fresh=True).get("/"))  # of the same agency
    assert "Ask for the keys first" not in words(sign_in(cast.ana, fresh=True).get("/"))
    release_lesson(lesson, by=cast.cleo, audience="space")
    for person in (cast.ana, cast.una):  # una has joined no space at all
        client = sign_in(person, fresh=True)
        assert "Ask for the keys first" in words(client.get("/")) and "for the whole hub" in words(client.get("/"))
        assert "Ask for the keys first" in words(client.get("/?kind=lesson"))
        assert "Ask for the keys first" not in words(client.get("/?kind=idea"))
    assert "Ask for the keys first" not in words(sign_in(cast.gus, fresh=True).get("/"))


def make_lesson_draft(author, title):
    return write_lesson(None, author=author, title=title, texts={"happened": "words", "next_time": "words"})

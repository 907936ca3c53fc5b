"""Reading pages: what a reader gets, what a stranger does not, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import Audience
from tests.cast import make_space
from tests.ways import without_tokens
from wiki.actions import create_page, edit_page, move_page
from wiki.models import Page


def test_a_reader_sees_the_text_the_owner_and_the_last_changes(cast, sign_in, page):
    edit_page(
        page, editor=cast.ana, title=page.title, text="## Who pays\n\nAlmost everybody.", base=1, note="Said who does not"
    )
    html = sign_in(cast.gus).get(page.get_absolute_url()).content.decode()
    assert "Almost everybody." in html
    assert 'Owner: <a class="govuk-link" href="/people/dev/">Dev Patel</a>, Parks' in html
    assert "Said who does not" in html
    assert "Ana Lloyd, Health" in html
    assert "Compare all 2 versions" in html
    assert "All 1 page, A to Z" in html


def test_a_reader_may_not_edit_and_is_not_offered_to(cast, sign_in, page):
    client = sign_in(cast.gus)
    assert "Edit page" not in client.get(page.get_absolute_url()).content.decode()
    assert client.get(f"{page.get_absolute_url()}edit/").status_code == 403


def test_a02_outsiders_get_the_answer_of_an_address_that_never_existed(cast, sign_in, page):
    client = sign_in(cast.cleo)
    for rest in ("", "edit/", "history/", "history/1/", "restore/1/", "links/", "move/", "remove/"):
        there = client.get(f"/s/health-practice/council-tax/{rest}")
        never = client.get(f"/s/health-practice/no-such-page/{rest}")
        assert (there.status_code, never.status_code) == (404, 404)
        said, unsaid = (without_tokens(answer.content.decode()) for answer in (there, never))
        assert said.replace("council-tax", "no-such-page") == unsaid


def test_contents_are_listed_from_three_headings_on(cast, sign_in):
    text = "## One\n\na\n\n## Two\n\nb\n\n### Two and a half\n\nc\n"
    page = create_page(cast.space, author=cast.dev, title="Long", text=text)
    html = sign_in(cast.dev).get(page.get_absolute_url()).content.decode()
    assert '<a href="#u-two-and-a-half"' in html
    short = create_page(cast.space, author=cast.dev, title="Short", text="## One\n\na\n")
    assert "On this page" not in sign_in(cast.dev).get(short.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_the_tree_shows_the_way_down_and_only_the_pages_right_below(cast, sign_in):
    def write(title, parent=None):
        return create_page(cast.space, author=cast.dev, title=title, text="words", parent=parent)

    top, other = write("Top page"), write("Other top")
    middle = write("Middle page", top)
    write("Beside middle", top)
    low = write("Low page", middle)
    lowest = write("Lowest page", low)
    client = sign_in(cast.dev)

    def tree(page):
        html = client.get(page.get_absolute_url()).content.decode()
        return html[html.index("hub-tree") : html.index("A to Z")]

    shown = tree(middle)
    assert all(title in shown for title in ("Top page", "Other top", "Middle page", "Beside middle", "Low page"))
    assert "Lowest page" not in shown
    assert "Beside middle" not in tree(other)
    trail = client.get(lowest.get_absolute_url()).content.decode()
    trail = trail[trail.index("govuk-breadcrumbs__list") : trail.index("<main")]
    assert [trail.index(title) for title in ("Top page", "Middle page", "Low page")] == sorted(
        trail.index(title) for title in ("Top page", "Middle page", "Low page")
    )


def test_a_narrower_page_stands_in_nobody_elses_tree_count_or_list(cast, sign_in, page):
    secret = create_page(cast.space, author=cast.ana, title="Secret plan", text="s", audience="author")
    below = create_page(cast.space, author=cast.dev, title="Below it", text="b")
    move_page(below, by=cast.ana, parent=secret)
    html = sign_in(cast.dev).get(below.get_absolute_url()).content.decode()
    assert "Secret plan" not in html
    assert "All 2 pages" in html
    assert "Below it" in html
    assert "Secret plan" not in sign_in(cast.dev).get("/s/health-practice/pages/").content.decode()
    assert "All 3 pages" in sign_in(cast.ana).get(below.get_absolute_url()).content.decode()


@pytest.mark.parametrize("others", [1, 3])
@pytest.mark.parametrize("person", ["dev", "gus", "ben"])
@pytest.mark.slow
def test_a_page_takes_five_queries_and_is_read_without_rendering(cast, sign_in, monkeypatch, others, person):
    space = cast.space if person != "ben" else make_space(cast.ana, "Open to all")
    target = create_page(space, author=cast.ana, title="Target", text="t")
    text = "[[Target]] [[Nowhere]] @ana #benefits " + " ".join(f"[[Other {n}]]" for n in range(others))
    page = create_page(space, author=cast.ana, title="Reader", text=text, topics=["Benefits", "Health"], parent=target)
    for number in range(others):
        other = create_page(space, author=cast.ana, title=f"Other {number}", text="[[Reader]]", parent=page)
        edit_page(page, editor=cast.ana, title="Reader", text=f"{text} {number}", base=number + 1)
        assert other.current.number == 1
    client = sign_in(getattr(cast, person))
    client.get(page.get_absolute_url())
    monkeypatch.setattr("hub.markdown.rendering.render_here", None)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page.get_absolute_url())
    assert response.status_code == 200
    # A guest's page asks one thing more: whether there is a space where "New" would lead.
    assert len(queries) == (6 if person == "gus" else 5), [query["sql"][:90] for query in queries]


def test_who_has_the_page_already_gets_a_304_in_three_queries(cast, sign_in, page):
    client = sign_in(cast.dev)
    first = client.get(page.get_absolute_url())
    first = client.get(page.get_absolute_url())  # with the cookie of the forms
    assert (first["Cache-Control"], "Cookie" in first["Vary"]) == ("private, no-cache", True)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(page.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(queries) == 3


def _changes(cast, page):
    """What makes a page look different, each by its name."""
    from hub.models import User, Watch
    from wiki.actions import bring_back, lock_page, remove_page

    other = create_page(cast.space, author=cast.ana, title="Linked from", text="See [[Council tax]] and [[Later]]")
    edit_page(page, editor=cast.ana, title=page.title, text="[[Later]] [[Linked from]]", base=1)
    yield "a waiting link", lambda: create_page(cast.space, author=cast.ana, title="Later", text="x")
    yield "an edit", lambda: edit_page(page, editor=cast.ana, title=page.title, text="New [[Later]] [[Linked from]]", base=2)
    yield "topics", lambda: edit_page(page, editor=cast.ana, title=page.title, text=page.current.text, base=3, topics=["Tax"])
    yield "another page's name", lambda: edit_page(other, editor=cast.ana, title="Renamed", text=other.current.text, base=1)
    yield "a link gone", lambda: remove_page(other, by=cast.ana)
    yield "a link back", lambda: bring_back(other, by=cast.ana)
    yield "a lock", lambda: lock_page(page, by=cast.ana)
    yield "a watch", lambda: Watch.objects.filter(user=cast.gus, item=page).update_or_create(user=cast.gus, item_id=page.pk)
    yield "the bell", lambda: User.objects.filter(pk=cast.gus.pk).update(unread=3)
    yield "a right", lambda: User.objects.filter(pk=cast.gus.pk).update(epoch=9)


@pytest.mark.slow
def test_whatever_changes_how_a_page_looks_changes_its_etag(cast, sign_in, page):
    client = sign_in(cast.gus)
    client.get(page.get_absolute_url())
    for name, change in _changes(cast, page):
        before = client.get(page.get_absolute_url())["ETag"]
        assert client.get(page.get_absolute_url(), headers={"if-none-match": before}).status_code == 304, name
        change()
        assert client.get(page.get_absolute_url(), headers={"if-none-match": before}).status_code == 200, name


def test_an_etag_opens_nothing_to_those_who_may_not_read(cast, sign_in, page):
    tag = sign_in(cast.dev).get(page.get_absolute_url())["ETag"]
    assert sign_in(cast.cleo, fresh=True).get(page.get_absolute_url(), headers={"if-none-match": tag}).status_code == 404
    cast.space.memberships.filter(user=cast.dev).delete()
    assert sign_in(cast.dev).get(page.get_absolute_url(), headers={"if-none-match": tag}).status_code == 404


@pytest.mark.slow
def test_an_etag_belongs_to_one_person_one_language_and_one_day(cast, sign_in, page, settings):
    tags = {sign_in(person, fresh=True).get(page.get_absolute_url())["ETag"] for person in (cast.dev, cast.ana, cast.gus)}
    client = sign_in(cast.dev, fresh=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    tags.add(client.get(page.get_absolute_url())["ETag"])
    assert len(tags) == 4


def test_a_message_is_shown_once_and_never_kept(cast, sign_in, page):
    client = sign_in(cast.ana)
    told = client.post(f"{page.get_absolute_url()}lock/", {"to": "on"}, follow=True)
    assert "only moderators can edit it" in told.content.decode()
    assert "ETag" not in told
    assert "only moderators can edit it" not in client.get(page.get_absolute_url()).content.decode()


def test_a_page_for_chosen_agencies_opens_for_them_alone(cast, sign_in):
    space = make_space(cast.ana, "Everybody", members=[cast.dev])
    page = create_page(space, author=cast.ana, title="For Health", text="h", audience="agencies")
    Audience.objects.create(item=page, agency=cast.health)
    assert sign_in(cast.ben, fresh=True).get(page.get_absolute_url()).status_code == 200
    assert sign_in(cast.dev, fresh=True).get(page.get_absolute_url()).status_code == 404
    assert Page.objects.visible_to(cast.dev).filter(pk=page.pk).count() == 0


def test_x01_what_people_write_in_titles_topics_and_notes_is_never_markup(cast, sign_in):
    bad = "<img src=x onerror=alert(1)>\"'&{{ 7*7 }}"
    page = create_page(cast.space, author=cast.ana, title=bad, text=f"[[{bad}]]", topics=[bad[:40]], note=bad)
    create_page(cast.space, author=cast.ana, title="Below", text=f"[[{bad}]]", parent=page)
    edit_page(page, editor=cast.ana, title=f"{bad} two", text="x", base=1, note=bad)
    client, base = sign_in(cast.ana), page.get_absolute_url()
    places = ["", "edit/", "history/", "history/?a=1&b=2", "history/1/", "restore/1/", "links/", "move/", "remove/"]
    for address in [*(base + place for place in places), "/s/health-practice/pages/", "/s/health-practice/changes/"]:
        html = client.get(address).content.decode()
        assert "<img src=x" not in html, address
        assert "{{ 7*7 }}" in html, address
        assert "&lt;img src=x" in html, address
    taken = client.post("/s/health-practice/new/", {"title": f"{bad} two", "text": bad}).content.decode()
    assert "A page has this title already" in taken
    assert "<img src=x" not in taken

"""History: versions, comparisons, going back, lists of changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import Event
from wiki.actions import create_page, edit_page
from wiki.models import Page


@pytest.fixture
def edited(cast, page):
    """Three versions: dev's, ana's and dev's again."""
    edit_page(page, editor=cast.ana, title=page.title, text="## Who pays\n\nAlmost everybody.\n", base=1, note="Not all")
    edit_page(page, editor=cast.dev, title="Council tax now", text="## Who pays\n\nAlmost all.\n", base=2, minor=True)
    return Page.objects.get(pk=page.pk)


def test_versions_are_listed_with_who_when_and_why(cast, sign_in, edited):
    html = sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/").content.decode()
    assert "3 versions by 2 people" in " ".join(html.split())
    for words in ("Not all", "Small change", "First version", "Ana Lloyd", "Current", "+7", "\u22126"):
        assert words in html
    assert "Restore" not in html
    assert '/restore/1/"' in sign_in(cast.dev).get(f"{edited.get_absolute_url()}history/").content.decode()


@pytest.mark.slow
def test_a_comparison_says_in_words_what_was_added_and_removed(cast, sign_in, edited):
    html = sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/?a=3&b=1").content.decode()
    assert "Version 1 compared with version 3" in html
    assert "1 passage changed." in html
    assert '<del><span class="govuk-visually-hidden">Removed: </span>Everybody' in html
    assert '<ins><span class="govuk-visually-hidden">Added: </span>Almost all' in html
    assert "The title changed from “Council tax” to “Council tax now”" in html
    assert 'value="1" checked' in html
    assert 'value="3" checked' in html
    assert sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/?a=1&b=99").status_code == 404
    assert sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/?a=x&b=-1").status_code == 200


def test_x07_a_comparison_escapes_what_people_wrote(cast, sign_in, page):
    edit_page(page, editor=cast.ana, title=page.title, text="<script>alert(1)</script>", base=1, note="<b>note</b>")
    html = sign_in(cast.dev).get(f"{page.get_absolute_url()}history/?a=1&b=2").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "&lt;b&gt;note" in html


def test_each_version_has_its_address_for_ever(cast, sign_in, edited):
    html = sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/1/").content.decode()
    assert "Everybody." in html
    assert "This is an older version." in html
    assert "Version 1: Council tax" in html
    assert "This is an older version." not in sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/3/").content.decode()
    assert sign_in(cast.gus).get(f"{edited.get_absolute_url()}history/4/").status_code == 404


def test_an_old_version_links_to_what_is_there_now(cast, sign_in, page):
    edit_page(page, editor=cast.ana, title=page.title, text="[[Later]]", base=1)
    edit_page(page, editor=cast.ana, title=page.title, text="none", base=2)
    client = sign_in(cast.dev)
    assert "hub-missing" in client.get(f"{page.get_absolute_url()}history/2/").content.decode()
    create_page(cast.space, author=cast.ana, title="Later", text="x")
    assert 'href="/s/health-practice/later/"' in client.get(f"{page.get_absolute_url()}history/2/").content.decode()


@pytest.mark.slow
def test_going_back_is_asked_and_makes_a_new_version(cast, sign_in, edited):
    client = sign_in(cast.dev)
    restore = f"{edited.get_absolute_url()}restore/1/"
    assert "Restore version 1 of “Council tax now”?" in client.get(restore).content.decode()
    assert edited.revisions.count() == 3
    html = client.post(restore, follow=True).content.decode()
    assert "Everybody." in html
    assert "Restored version 1" in html
    page = Page.objects.get(pk=edited.pk)
    assert (page.current.number, page.current.restored.number, page.title) == (4, 1, "Council tax now")
    assert Event.objects.get(verb="wiki.page_restored").data == {"revision": page.current_id, "restored": 1}
    client.post(restore)
    assert edited.revisions.count() == 4
    assert "Restored</strong>" in client.get(f"{edited.get_absolute_url()}history/").content.decode()
    assert sign_in(cast.gus, fresh=True).post(restore).status_code == 403


@pytest.mark.slow
def test_a10_a_version_that_was_taken_out_is_for_moderators_alone(cast, sign_in, edited):
    edited.revisions.filter(number=2).update(suppressed=True, note="Secretnote")
    base = edited.get_absolute_url()
    dev, ana = sign_in(cast.dev, fresh=True), sign_in(cast.ana, fresh=True)
    for address in (base, f"{base}history/", "/s/health-practice/changes/"):
        assert "Secretnote" not in dev.get(address).content.decode(), address
    assert "Version 2 was taken out" in dev.get(f"{base}history/").content.decode()
    for address in (f"{base}history/2/", f"{base}history/?a=1&b=2", f"{base}restore/2/"):
        assert dev.get(address).status_code == 404, address
        assert ana.get(address).status_code == 200, address


@pytest.mark.slow
def test_a_long_history_is_paged_by_number(cast, sign_in, page, monkeypatch):
    monkeypatch.setattr("wiki.views.history.SIZE", 4)
    for number in range(1, 10):
        edit_page(page, editor=cast.dev, title=page.title, text=f"text {number}", base=number, note=f"note{number + 1}.")
    client, seen, address = sign_in(cast.dev), [], f"{page.get_absolute_url()}history/"
    query = ""
    while query is not None:
        html = client.get(address + query).content.decode()
        seen += [n for n in range(10, 0, -1) if f'id="a-{n}"' in html]
        older = html.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0] if 'rel="next"' in html else None
        query = older
    assert seen == list(range(10, 0, -1))


@pytest.mark.parametrize("address", ["history/", "history/?a=1&b=2", "history/1/", "links/"])
@pytest.mark.slow
def test_r16_a_history_costs_the_same_however_long_it_is(cast, sign_in, page, address):
    client, counts = sign_in(cast.dev), []
    client.get("/s/health-practice/pages/")  # whatever is remembered once a process
    for start in (1, 4):
        for number in range(start, start + 3):
            edit_page(page, editor=(cast.ana, cast.dev)[number % 2], title=page.title, text=f"t{number}", base=number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.get_absolute_url() + address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


@pytest.mark.slow
def test_recent_changes_say_who_did_what_and_lead_to_the_difference(cast, sign_in, edited):
    create_page(cast.space, author=cast.ana, title="Secret plan", text="x", audience="author")
    html = " ".join(sign_in(cast.gus).get("/s/health-practice/changes/").content.decode().split())
    assert 'changed the page: <span dir="auto">Not all</span>' in html
    assert "wrote the page" in html
    assert "/history/?a=2&amp;b=3#compared" in html
    assert "Secret plan" not in html
    assert sign_in(cast.ben, fresh=True).get("/s/health-practice/changes/").status_code == 403


@pytest.mark.slow
def test_recent_changes_are_paged_and_cost_the_same(cast, sign_in, page, monkeypatch):
    monkeypatch.setattr("wiki.views.lists.CHANGES", 4)
    for number in range(1, 7):
        edit_page(page, editor=cast.dev, title=page.title, text=f"t{number}", base=number)
    client = sign_in(cast.dev)
    first = client.get("/s/health-practice/changes/").content.decode()
    older = first.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = client.get(f"/s/health-practice/changes/{older}").content.decode()
    assert (first.count("hub-row__title"), second.count("hub-row__title")) == (4, 3)
    assert client.get("/s/health-practice/changes/?before=nonsense").status_code == 200


@pytest.mark.slow
def test_pages_are_listed_from_a_to_z_with_accents_where_they_belong(cast, sign_in, monkeypatch):
    monkeypatch.setattr("wiki.views.lists.SIZE", 3)
    titles = ["Ŵyl", "apple", "“Bands”", "Éclair", "water", "zebra", "Eclipse"]
    for title in titles:
        create_page(cast.space, author=cast.dev, title=title, text="x")
    client, seen, query = sign_in(cast.gus), [], ""
    while query is not None:
        html = client.get(f"/s/health-practice/pages/{query}").content.decode()
        seen += [title for title in sorted(titles, key=html.find) if f">{title}</a>" in html]
        query = html.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0] if 'rel="next"' in html else None
    assert seen == ["apple", "“Bands”", "Éclair", "Eclipse", "water", "Ŵyl", "zebra"]
    from_w = client.get("/s/health-practice/pages/?from=w").content.decode()
    assert "zebra" in from_w
    assert "apple" not in from_w


def test_an_empty_space_says_what_pages_are_for(cast, sign_in):
    assert "Write the first page" in sign_in(cast.dev).get("/s/health-practice/pages/").content.decode()
    assert "Write the first page" not in sign_in(cast.gus, fresh=True).get("/s/health-practice/pages/").content.decode()
    assert "Nothing has changed yet" in sign_in(cast.dev).get("/s/health-practice/changes/").content.decode()

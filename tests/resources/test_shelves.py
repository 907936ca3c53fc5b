"""The library's lists: filters, their counts, orders, pages and what they cost."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.models import Item
from tests.cast import make_space


@pytest.fixture
def shelf(cast, leaflet):
    """Six leaflets: four for dev and ana, of which cleo sees two."""
    open_space = make_space(cast.ana, "Everyday", slug="everyday")
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    leaflet(cast.ana, open_space, title="Bus fares", words=["a"], language="en", topics=["travel"], review_on=today + 90 * day)
    leaflet(
        cast.ana, open_space, title="Tocynnau bws", words=["b"], language="cy", topics=["travel"], review_on=today + 3 * day
    )
    leaflet(title="Prescriptions", words=["c"], language="en", topics=["costs"], review_on=today - day, form="factsheet")
    leaflet(title="Dentists", words=["d"], language="en", topics=["costs", "travel"])
    hidden = leaflet(title="Secret of dev", words=["e"], language="pl", topics=["secrets"])
    Item.objects.filter(pk=hidden.pk).update(audience="author")
    return open_space


def titles(page):
    return re.findall(r'hub-card__title" href="[^"]+" dir="auto">([^<]+)<', page)


def boxes(page):
    """{(filter, value): count} of a page."""
    found = re.findall(r'name="(\w+)" type="checkbox" value="([^"]*)".*?class="hub-count">(\d+)<', page, re.S)
    return {(name, value): int(count) for name, value, count in found}


@pytest.mark.slow
def test_filters_narrow_together_and_each_box_says_what_it_would_show(cast, sign_in, shelf):
    client = sign_in(cast.ana)
    page = client.get("/library/").content.decode()
    assert titles(page) == ["Dentists", "Prescriptions", "Tocynnau bws", "Bus fares"]
    counts = boxes(page)
    assert counts["topic", "travel"] == 3 and counts["language", "cy"] == 1 and counts["form", "factsheet"] == 1
    assert counts["status", "current"] == counts["status", "review_due"] == counts["status", "out_of_date"] == 1
    assert counts["status", "undated"] == 1 and counts["space", "everyday"] == 2
    page = client.get("/library/?topic=travel&language=en").content.decode()
    assert titles(page) == ["Dentists", "Bus fares"]
    assert "<strong>2 of 4</strong> items" in page
    assert boxes(page)["language", "cy"] == 1 and boxes(page)["topic", "costs"] == 2
    assert "Remove filter" in page and 'href="?language=en"' in page.replace("&amp;", "&")
    assert titles(client.get("/library/?status=out_of_date&status=review_due").content.decode()) == [
        "Prescriptions",
        "Tocynnau bws",
    ]
    assert titles(client.get("/library/?q=bus").content.decode()) == ["Bus fares"]


@pytest.mark.slow
def test_counts_and_choices_never_know_what_the_reader_may_not_see(cast, sign_in, shelf):
    for who, seen in (("ana", 4), ("cleo", 2), ("ben", 2), ("root", 2), ("gus", 2), ("dev", 5)):
        page = sign_in(getattr(cast, who), fresh=True).get("/library/").content.decode()
        assert f"<strong>{seen}</strong> items" in page, who
        assert ("secrets" in page, "Polski" in page, "Secret of dev" in page) == (who == "dev",) * 3, who
        counted = boxes(page)
        assert sum(count for (name, _v), count in counted.items() if name == "language") == seen
        assert sum(count for (name, _v), count in counted.items() if name == "status") == seen
    page = sign_in(cast.cleo).get("/library/?topic=secrets&space=health-practice&language=pl&form=x&status=x").content.decode()
    assert titles(page) == [] and "No leaflet answers all of these filters" in page


@pytest.mark.slow
def test_a_space_shows_its_own_library_under_its_tab(cast, sign_in, shelf):
    page = sign_in(cast.ana).get("/s/everyday/library/").content.decode()
    assert titles(page) == ["Tocynnau bws", "Bus fares"] and 'name="space"' not in page
    assert sign_in(cast.cleo).get("/s/health-practice/library/").status_code == 403


@pytest.mark.slow
def test_orders_by_title_and_by_review_date_keep_the_filters(cast, sign_in, shelf):
    client = sign_in(cast.ana)
    assert titles(client.get("/library/?sort=title").content.decode()) == [
        "Bus fares",
        "Dentists",
        "Prescriptions",
        "Tocynnau bws",
    ]
    page = client.get("/library/?sort=review&topic=travel").content.decode()
    assert titles(page) == ["Tocynnau bws", "Bus fares", "Dentists"]
    assert (
        '<input type="hidden" name="topic" value="travel">' in page
        and '<input type="hidden" name="sort" value="review">' in page
    )
    assert client.get("/library/?sort=x&page=99999&topic=%00&q=%00").status_code == 200


@pytest.mark.slow
def test_an_empty_library_says_what_it_is_for(cast, sign_in):
    page = sign_in(cast.dev).get("/s/health-practice/library/").content.decode()
    assert "Nothing in the library yet" in page and "Add the first leaflet" in page
    assert "Add the first leaflet" not in sign_in(cast.gus).get("/s/health-practice/library/").content.decode()


def test_a_long_library_is_read_page_by_page(cast, sign_in, leaflet, monkeypatch):
    monkeypatch.setattr("resources.views.lists.SIZE", 2)
    monkeypatch.setattr("resources.views.lists._newest.known", {})
    for number in range(5):
        leaflet(title=f"Leaflet {number}", words=[str(number)])
    client = sign_in(cast.dev)
    seen = [title for page in (1, 2, 3) for title in titles(client.get(f"/library/?sort=title&page={page}").content.decode())]
    assert seen == [f"Leaflet {number}" for number in range(5)]
    assert 'href="?sort=title&amp;page=2"' in client.get("/library/?sort=title").content.decode()


@pytest.mark.parametrize(
    "address", ["/library/", "/s/health-practice/library/", "/s/health-practice/library/bin/", "/library/?topic=a&language=en"]
)
@pytest.mark.slow
def test_r16_a_list_costs_the_same_for_one_leaflet_and_three(cast, sign_in, leaflet, address):
    client = sign_in(cast.ana)
    counts = []
    for number in range(3):
        made = leaflet(
            title=f"L {number}", words=[str(number)], language="en", topics=["a", f"t{number}"], review_on=timezone.localdate()
        )
        leaflet(title=f"T {number}", words=[f"t{number}"], language="cy", translation_of=made)
        if "bin" in address:
            Item.objects.filter(pk=made.pk).update(removed_at=timezone.now(), removed_by=cast.dev)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2] <= (14 if "?" in address else 12), counts


@pytest.mark.slow
def test_r16_a_leaflet_costs_the_same_with_one_version_and_many(cast, sign_in, leaflet):
    from tests.resources.test_versions import newer

    made = leaflet(topics=["a"])
    client = sign_in(cast.ana)
    counts = []
    for number in range(3):
        client.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(made.get_absolute_url()).status_code == 200
        counts.append(len(queries))
        newer(made, cast.dev, f"Number {number}")
        leaflet(title=f"T {number}", words=[f"t{number}"], language="cy", translation_of=made)
    assert counts[0] == counts[2] <= 7, counts


def test_every_word_of_the_box_may_stand_elsewhere_in_title_or_summary(cast, sign_in, leaflet):
    leaflet(title="A hostile letter", summary="Written for the reader", words=["a"])
    leaflet(title="A hostile bus", summary="Written for drivers", words=["b"])
    assert titles(sign_in(cast.ana).get("/library/?q=reader hostile").content.decode()) == ["A hostile letter"]


@pytest.mark.slow
def test_lb_08_the_library_narrows_by_organisation_and_format(cast, sign_in, leaflet):
    leaflet(cast.ana, title="Of Health", words=["a"])
    leaflet(cast.dev, title="Of Parks", words=["b"])
    hidden = leaflet(cast.dev, title="Secret of dev", words=["c"])
    Item.objects.filter(pk=hidden.pk).update(audience="author")
    client = sign_in(cast.ana)
    counts = boxes(client.get("/library/").content.decode())
    assert counts["agency", "parks"] == counts["agency", "health"] == 1 and counts["format", "application/pdf"] == 2
    assert titles(client.get("/library/?agency=parks&format=application/pdf").content.decode()) == ["Of Parks"]
    assert titles(client.get("/library/?format=text/plain").content.decode()) == []

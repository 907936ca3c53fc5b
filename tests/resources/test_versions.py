"""Versions: lasting addresses, superseded ones, going back; details, the bin."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hub import files, search
from hub.models import Event, Item, Watch
from realtime.models import Notification
from resources import actions
from resources.models import Resource
from tests.resources.papers import paper
from tests.uploads import get


def newer(leaflet, author, words="New words", note="It changed"):
    file = files.store(SimpleUploadedFile("newer.pdf", paper(words)), uploader=author)
    return actions.add_version(leaflet, author=author, file=file, note=note)


def test_f18_one_address_gives_the_current_bytes_and_each_version_keeps_its_own_for_ever(cast, sign_in, leaflet):
    made = leaflet(words=["Old words"])
    first = made.current.file_url
    client = sign_in(cast.ana)
    assert get(client, made.file_url).words == get(client, first).words == paper("Old words")
    address = f"{made.get_absolute_url()}versions/new/"
    sent = {
        "file": SimpleUploadedFile("n.pdf", paper("New words")),
        "note": "New amounts",
        "review_on_day": "3",
        "review_on_month": "4",
        "review_on_year": "2032",
    }
    page = client.post(address, sent, follow=True).content.decode()
    assert "New amounts" in page and "3 April 2032" in page
    made = Resource.objects.get()
    assert get(client, made.file_url).words == get(client, made.current.file_url).words == paper("New words")
    assert get(client, first).words == paper("Old words")
    old = get(client, f"{made.get_absolute_url()}versions/1/").words.decode()
    assert "Superseded" in old and made.get_absolute_url() in old and first in old
    assert client.get(f"{made.get_absolute_url()}versions/2/")["Location"] == made.get_absolute_url()
    assert get(client, f"{made.get_absolute_url()}file/3/").status_code == 404


@pytest.mark.slow
def test_f18_going_back_brings_the_old_bytes_under_the_lasting_address_as_a_new_version(cast, sign_in, leaflet):
    made = leaflet(words=["Old words"])
    newer(made, cast.dev)
    client = sign_in(cast.ana)
    address = f"{made.get_absolute_url()}versions/1/restore/"
    assert "Go back to version 1?" in client.get(address).content.decode()
    client.post(address)
    made = Resource.objects.get()
    assert made.current.number == 3 and get(client, made.file_url).words == paper("Old words")
    assert get(client, f"{made.get_absolute_url()}file/2/").words == paper("New words")


def test_a_version_says_what_changed_and_is_another_file(cast, sign_in, leaflet):
    made = leaflet(words=["Old words"])
    client = sign_in(cast.dev)
    address = f"{made.get_absolute_url()}versions/new/"
    page = client.post(address, {"file": SimpleUploadedFile("n.pdf", paper("Old words"))}).content.decode()
    assert "Say in a few words what changed" in page and "is the current version already" in page
    newer(made, cast.dev)
    page = client.post(address, {"file": SimpleUploadedFile("n.pdf", paper("Old words")), "note": "x"}).content.decode()
    assert "This file was version 1" in page and made.versions.count() == 2


def test_an_address_with_other_words_leads_to_the_right_one(cast, sign_in, leaflet):
    made = leaflet()
    client = sign_in(cast.ana)
    for rest in ("", "file/", "versions/", "text/?x=1"):
        response = client.get(f"/library/{made.pk}/something-else/{rest}")
        assert (response.status_code, response["Location"]) == (301, made.get_absolute_url() + rest)
    assert client.get(f"/library/{made.pk}/")["Location"] == made.get_absolute_url()
    assert client.get(f"/library/{10**30}/x/").status_code == 404


@pytest.mark.slow
def test_watchers_hear_of_a_new_version_once_and_outsiders_never(cast, leaflet, work):
    made = leaflet(author=cast.ana)
    Watch.objects.create(user=cast.ben, item=made, level=Watch.Level.EVERYTHING)  # from a time when he could see it
    work()
    Notification.objects.all().delete()
    newer(made, cast.dev)
    work()
    work()
    assert [notice.user for notice in Notification.objects.all()] == [cast.ana]
    assert Event.objects.filter(verb="resources.version_added").get().url == f"{made.get_absolute_url()}versions/2/"


@pytest.mark.slow
def test_search_knows_the_current_version_and_leads_to_its_page(cast, leaflet, work):
    made = leaflet(words=["First page", "Second page with a wombat", "Third"])
    work()
    hit = search.search(cast.gus, "wombat").hits[0]
    assert (hit.item.pk, hit.anchor) == (made.pk, "page-2")
    assert hit.place == "page 2"
    assert made.part_url(made, hit.anchor) == f"{made.get_absolute_url()}text/#page-2"
    assert search.search(cast.ben, "wombat").total == 0
    newer(Resource.objects.get(), cast.dev, "Only kangaroos")
    work()
    assert search.search(cast.gus, "wombat").total == 0
    assert search.search(cast.gus, "kangaroos").total == 1


@pytest.mark.slow
def test_the_text_is_read_page_by_page_without_a_download(cast, sign_in, leaflet, work):
    made = leaflet(words=["First <b>page</b>", "Second page"])
    client = sign_in(cast.gus)
    assert "reading the file" in client.get(f"{made.get_absolute_url()}text/").content.decode()
    work()
    page = client.get(f"{made.get_absolute_url()}text/").content.decode()
    assert 'id="page-2"' in page and "Second page" in page and "First &lt;b&gt;page" in page
    page = client.get(made.get_absolute_url()).content.decode()
    assert "2 pages" in page and "Read as text" in page and "/f/" in page


def test_an_out_of_date_leaflet_warns_above_the_download_and_is_still_there(cast, sign_in, leaflet):
    made = leaflet(review_on=timezone.localdate() - datetime.timedelta(days=1))
    page = sign_in(cast.gus).get(made.get_absolute_url()).content.decode()
    assert page.index("nobody has checked it") < page.index(made.file_url)
    assert "Out of date" in page


@pytest.mark.slow
def test_details_are_changed_by_one_person_at_a_time(cast, sign_in, leaflet):
    made = leaflet(author=cast.dev, language="en", review_on=datetime.date(2031, 1, 1), topics=["costs"])
    client = sign_in(cast.dev)
    address = f"{made.get_absolute_url()}edit/"
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[1]
    sent = {"title": "Help with travel", "form": "leaflet", "summary": "What you can get", "language": "en", "seen": seen}
    sent |= {"topics": "costs, buses", "review_on_day": "1", "review_on_month": "1", "review_on_year": "2031"}
    page = client.post(address, sent, follow=True).content.decode()
    assert "Help with travel" in page and "buses" in page and Resource.objects.get().slug == "help-with-travel"
    page = client.post(address, sent | {"title": "Overtaken"}).content.decode()
    assert "Somebody changed the leaflet while you were writing" in page and 'value="Overtaken"' in page
    assert Resource.objects.get().title == "Help with travel"
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    client.post(address, sent | {"title": "Second try", "seen": seen})
    assert Resource.objects.get().title == "Second try"
    events = Event.objects.filter(verb="resources.changed").count()
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(f"/library/{made.pk}/second-try/edit/").content.decode())[1]
    client.post(address, sent | {"title": "Second try", "seen": seen})
    assert Event.objects.filter(verb="resources.changed").count() == events


@pytest.mark.parametrize(
    ("who", "change", "version"),
    [("ana", 200, 200), ("dev", 403, 200), ("gus", 403, 403), ("ben", 404, 404), ("root", 404, 404)],
)
def test_who_changes_details_and_who_brings_versions(cast, sign_in, leaflet, who, change, version):
    made = leaflet(author=cast.ana)
    client = sign_in(getattr(cast, who))
    assert client.get(f"{made.get_absolute_url()}edit/").status_code == change
    assert client.get(f"{made.get_absolute_url()}versions/new/").status_code == version
    assert client.post(f"{made.get_absolute_url()}remove/").status_code == (302 if change == 200 else change)


@pytest.mark.slow
def test_a_removed_leaflet_is_gone_everywhere_and_comes_back_with_its_addresses(cast, sign_in, leaflet, work):
    made = leaflet()
    work()
    made.refresh_from_db()
    picture = made.current.picture.get_absolute_url()
    client = sign_in(cast.ana)
    assert "Remove “Help with costs”?" in client.get(f"{made.get_absolute_url()}remove/").content.decode()
    client.post(f"{made.get_absolute_url()}remove/", {"reason": "Out of date"})
    work()
    page = client.get(made.get_absolute_url())
    assert page.status_code == 410 and "Bring the leaflet back" in page.content.decode()
    assert "Help with costs" not in page.content.decode()
    for address in (made.file_url, made.current.file_url, f"{made.get_absolute_url()}text/"):
        assert client.get(address).status_code == 410
    assert client.get(picture).status_code == 404
    assert search.search(cast.ana, "costs").total == 0
    assert sign_in(cast.ben, fresh=True).get(made.get_absolute_url()).status_code == 404
    gus = sign_in(cast.gus, fresh=True)
    assert gus.get("/s/health-practice/library/bin/").status_code == 403
    assert gus.post(f"{made.get_absolute_url()}bring-back/").status_code == 403
    assert "Help with costs" in client.get("/s/health-practice/library/bin/").content.decode()
    client.post(f"{made.get_absolute_url()}bring-back/")
    assert get(client, made.file_url).status_code == 200


@pytest.mark.slow
def test_f18_narrowed_leaflets_take_all_their_addresses_along(cast, sign_in, leaflet, work):
    made = leaflet()
    newer(made, cast.dev)
    work()
    made = Resource.objects.get()
    Item.objects.filter(pk=made.pk).update(audience="author")
    client = sign_in(cast.ana)
    base = made.get_absolute_url()
    for address in (
        base,
        made.file_url,
        f"{base}file/1/",
        f"{base}versions/",
        f"{base}versions/1/",
        f"{base}text/",
        made.current.picture.get_absolute_url(),
    ):
        assert client.get(address).status_code == 404, address


def test_an_open_page_learns_that_a_newer_one_is_there(cast, sign_in, leaflet):
    made = leaflet()
    client = sign_in(cast.gus)
    page = client.get(made.get_absolute_url()).content.decode()
    assert f'data-live-item="{made.pk}" data-live-shown="{made.shown}"' in page and "data-live-note hidden" in page
    newer(made, cast.dev)
    assert f'data-live-shown="{made.shown}"' in client.get(made.get_absolute_url()).content.decode()

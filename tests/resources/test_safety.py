"""Hostile words and names through every field of the library: nothing runs, nothing opens as a page."""

import re

import pytest

from hub.models import File
from resources.models import Resource
from tests.dangers import dangers, filled, hostile, hostile_files, opens_as_a_page
from tests.resources.papers import paper
from tests.sampling import sampled
from tests.uploads import get, upload

NEW = "/s/health-practice/library/new/"
WORDS = {"title": 200, "summary": 400, "use_when": 400, "not_when": 400, "applies_to": 100, "source": 300, "topics": 30}
CHOICES = ("form", "language", "licence", "translation_of", "replaces", "made_from", "kept", "review_on_day", "seen")
GOOD = {"form": "leaflet", "language": "en", "review_on_day": "27", "review_on_month": "3", "review_on_year": "2028"}


@sampled(700, once=True)
@pytest.mark.slow
def test_x01_no_payload_runs_from_any_field_of_a_leaflet_or_version(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    words, taken = hostile(shared, some), 0
    for number, form in enumerate(filled(words, WORDS, turns=1 if some.step else 2)):
        # What begins like a page is refused as a text; deeper inside it is words.
        file = upload(f"{number}.txt", f"{number} {'Plain words. ' * 400} {words[number % len(words)]}".encode())
        answer = client.post(NEW, {**GOOD, **form, "file": file})
        if answer.status_code == 200:  # refused at a field, and shown there again
            assert dangers(answer.content.decode()) == []
            continue
        assert answer.status_code == 302
        taken += 1
        made = Resource.objects.order_by("pk").last()
        here = made.get_absolute_url()
        newer = {"file": upload("n.txt", f"newer {number}".encode()), "note": form["applies_to"] or "x", "review_on_day": ""}
        pages = [f"{here}versions/new/", here, f"{here}versions/", f"/library/{made.pk}/edit/"]
        assert dangers(client.post(pages[0], newer).content.decode()) == []
        if number % 8 == 0:
            pages += ["/library/", "/s/health-practice/library/", f"{here}text/", f"{here}versions/1/", "/"]
        for address in pages:
            assert dangers(client.get(address, follow=True).content.decode()) == [], address
    assert taken


@sampled(700, once=True)
def test_x01_no_payload_as_a_choice_or_filter_runs_or_breaks_the_library(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    for form in filled(hostile(shared, some), dict.fromkeys(CHOICES, 100)):
        sent = {**GOOD, "title": "Words", "summary": "Words", "file": upload("x.txt", b"words"), **form}
        refused = client.post(NEW, sent, follow=True)
        assert refused.status_code == 200 and dangers(refused.content.decode()) == []
        asked = dict(
            zip(("q", "topic", "lang", "status", "type", "agency", "sort", "space", "after"), form.values(), strict=True)
        )
        listed = client.get("/library/", asked)
        assert listed.status_code == 200 and dangers(listed.content.decode()) == []


@pytest.mark.slow
def test_f02_f03_versions_of_any_name_are_downloads_and_shown_as_words(cast, shared, sign_in, leaflet):
    client, made = sign_in(cast.ana), leaflet(author=cast.ana)
    here = made.get_absolute_url()
    for number, sent in enumerate(hostile_files(shared, b"")):
        sent.file.write(paper(f"Number {number}"))
        sent.size = sent.file.tell()
        sent.seek(0)
        page = client.post(f"{here}versions/new/", {"file": sent, "note": sent.name[:200] or "x"}, follow=True)
        assert page.status_code == 200 and dangers(page.content.decode()) == [], sent.name
    made.refresh_from_db()
    assert made.versions.count() > 20
    for address in (f"{here}versions/", here):
        assert dangers(client.get(address).content.decode()) == []
    for version in made.versions.all():
        assert not opens_as_a_page(get(client, version.file_url))
    for file in File.objects.all():
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}", file.blob.path)
        assert not re.search(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]", file.name)

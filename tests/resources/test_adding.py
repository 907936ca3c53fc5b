"""Adding leaflets: the form, what it refuses and keeps, and who may use it."""

import datetime
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hub import files
from hub.models import Blob, File
from resources.models import Resource
from tests.cast import make_space
from tests.resources.papers import docx, paper
from tests.sampling import sampled
from tests.uploads import get

NEW = "/s/health-practice/library/new/"


def upload(name="help.pdf", content=None):
    return SimpleUploadedFile(name, paper("Words") if content is None else content)


def fields(**more):
    return {
        "title": "Help with costs",
        "form": "leaflet",
        "summary": "What you can get, and how",
        "language": "en",
        "review_on_day": "1",
        "review_on_month": "2",
        "review_on_year": "2031",
        **more,
    }


@pytest.mark.slow
def test_a_member_adds_a_leaflet_with_six_fields_and_reads_it(cast, sign_in, work):
    client = sign_in(cast.dev)
    page = client.get(NEW).content.decode()
    assert len(re.findall(r"<(?:label|legend)[^>]*govuk-(?:label|fieldset__legend)--s[^>]*>(?!.*optional)", page)) == 6
    response = client.post(NEW, fields(file=upload(), topics="costs, travel"), follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    for words in (
        "Help with costs",
        "What you can get",
        "1 February 2031",
        "English",
        "Current",
        "Dev Patel",
        "Parks",
        "PDF, ",
        "travel",
    ):
        assert words in page, words
    made = Resource.objects.get()
    assert (made.language, made.owner, made.review_on) == ("en", cast.dev, datetime.date(2031, 2, 1))


def test_a_mistake_elsewhere_keeps_what_was_typed_and_asks_for_the_file_no_second_time(cast, sign_in):
    client = sign_in(cast.dev)
    response = client.post(NEW, fields(file=upload(), title="", use_when="When they ask"))
    page = response.content.decode()
    assert "Enter a title" in page and "What you can get, and how" in page and "When they ask" in page
    assert '<strong dir="auto">help.pdf</strong> has arrived' in page
    kept = re.search(r'name="kept" value="(\d+)"', page)[1]
    client.post(NEW, fields(kept=kept))
    assert Resource.objects.get().current.file_id == int(kept)


def test_nobody_adds_a_leaflet_of_a_file_that_is_somebody_elses(cast, sign_in):
    theirs = files.store(upload(), uploader=cast.ana)
    page = sign_in(cast.dev).post(NEW, fields(kept=theirs.pk)).content.decode()
    assert "Choose a file" in page and "has arrived" not in page
    assert not Resource.objects.exists()


def test_empty_fields_say_how_to_put_it_right(cast, sign_in):
    page = sign_in(cast.dev).post(NEW, {}).content.decode()
    for words in (
        "Enter a title",
        "Choose a file",
        "Choose what it is",
        "Enter a summary",
        "Choose a language",
        "Enter the day when",
    ):
        assert words in page, words
    assert "<title>Error:" in re.sub(r"\s+", "", page) or "Error:" in page
    page = sign_in(cast.dev).post(NEW, fields(file=upload(), review_on_day="31")).content.decode()
    assert "Enter a real date" in page


REFUSED = {
    "program.pdf": b"MZ\x90\x00\x03" + b"\0" * 200,
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
    "archive.docx": b"PK\x03\x04" + b"\0" * 60,
    "document.pdf": docx(),
    "paper.docx": paper(),
    "macros.docm": docx(),
    "page.html": b"<!doctype html>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "script.js": b"alert(1)",
    "empty.pdf": b"",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.slow
def test_f01_f05_f06_what_cannot_be_handed_out_is_refused_at_the_field_and_what_was_typed_stays(cast, sign_in, name):
    page = sign_in(cast.dev).post(NEW, fields(file=upload(name, REFUSED[name]))).content.decode()
    assert 'id="id_file_error"' in page and 'class="govuk-error-summary' in page
    assert "Help with costs" in page and "What you can get, and how" in page
    assert not Resource.objects.exists() and not Blob.objects.exists()


@sampled(12)
def test_f02_hostile_names_are_shown_escaped_and_download_safely(cast, sign_in, shared, some):
    names = json.loads((shared / "suites/upload/filenames.json").read_text(encoding="utf-8", errors="surrogatepass"))
    client, taken = sign_in(cast.dev), 0
    for number, name in enumerate(names[some]):
        sent = upload("x.pdf", paper(f"Number {number}"))
        sent._name = name
        try:
            file = files.store(sent, uploader=cast.dev)
        except files.FileRefused:
            continue
        taken += 1
        response = client.post(NEW, fields(kept=file.pk, title=name[:150] or "x"), follow=True)
        page = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in page and "<img src=x" not in page
        made = Resource.objects.filter(current__file=file).first()
        if made:  # a name of nothing visible is no title
            answer = get(client, made.file_url)
            assert answer["Content-Disposition"].startswith("attachment") and answer["Content-Disposition"].isascii()
    assert taken >= (25 if some == slice(None) else 3)


@pytest.mark.slow
def test_f06_f07_pdfs_with_scripts_and_of_two_natures_are_only_ever_downloads_of_pdf(cast, sign_in):
    client = sign_in(cast.dev)
    tricks = [
        b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
        b"<script>alert(1)</script><!doctype html><html>",
        docx(),
    ]
    for trick in tricks:
        client.post(NEW, fields(file=upload(content=paper("Words", more=trick))))
        made = Resource.objects.latest("pk")
        for address in (made.file_url, made.current.file_url):
            answer = get(client, address)
            assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]


def test_a_file_that_is_here_already_is_pointed_out_once_to_whoever_may_see_it(cast, sign_in, leaflet):
    there = leaflet(words=["Same"], title="There already")
    same = paper("Same")
    client = sign_in(cast.ana)
    page = client.post(NEW, fields(file=upload(content=same))).content.decode()
    assert "This file is in the library already" in page and there.get_absolute_url() in page
    kept = re.search(r'name="kept" value="(\d+)"', page)[1]
    client.post(NEW, fields(kept=kept, anyway="on"))
    assert Resource.objects.count() == 2


def test_a14_nobody_learns_that_a_file_is_in_a_library_that_they_may_not_see(cast, sign_in, leaflet):
    leaflet(words=["Same"], title="There already")
    make_space(cast.ben, "Ours", slug="ours")
    response = sign_in(cast.ben).post("/s/ours/library/new/", fields(file=upload(content=paper("Same"))), follow=True)
    assert "already" not in response.content.decode() and Resource.objects.filter(space__slug="ours").exists()


@pytest.mark.parametrize(
    ("who", "status"), [("gus", 403), ("ben", 403), ("cleo", 403), ("root", 403), ("dev", 200), ("ana", 200)]
)
def test_only_those_who_write_in_the_space_add_to_its_library(cast, sign_in, who, status):
    assert sign_in(getattr(cast, who)).get(NEW).status_code == status
    response = sign_in(getattr(cast, who)).post(NEW, fields(file=upload()))
    assert (response.status_code, Resource.objects.count()) == ((302, 1) if status == 200 else (status, 0))
    assert status == 200 or not File.objects.exists()


@pytest.mark.slow
def test_f09_pictures_are_taken_and_lose_where_they_were_taken(cast, sign_in, work):
    import io

    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(out, "JPEG", exif=exif.tobytes())
    sign_in(cast.dev).post(NEW, fields(file=upload("poster.jpg", out.getvalue())))
    work()
    version = Resource.objects.get().current
    assert version.state == "done" and version.picture is not None
    with files.open_file(version.file) as kept:
        assert b"Secret" not in kept.read()


@pytest.mark.slow
def test_related_leaflets_are_chosen_among_those_of_the_space_and_shown_on_both(cast, sign_in, leaflet):
    english = leaflet(title="Help with costs", language="en")
    far = leaflet(cast.ana, make_space(cast.ana, "Elsewhere"), title="Not ours", words=["Other"])
    client = sign_in(cast.dev)
    page = client.get(NEW).content.decode()
    assert "Help with costs" in page and "Not ours" not in page
    sent = fields(file=upload(content=paper("Cymraeg")), title="Help gyda chostau", language="cy", translation_of=english.pk)
    page = client.post(NEW, sent, follow=True).content.decode()
    assert "In other languages" in page and "Help with costs" in page
    assert "Help gyda chostau" in client.get(english.get_absolute_url()).content.decode()
    assert (
        "Choose one of those that are offered"
        in client.post(NEW, fields(translation_of=far.pk, file=upload(content=paper("Z")))).content.decode()
    )


def test_the_owner_is_reminded_when_the_review_is_near_or_past(cast, sign_in, leaflet):
    today = timezone.localdate()
    leaflet(title="Far off", review_on=today + datetime.timedelta(days=90))
    leaflet(title="Soon due", words=["b"], review_on=today + datetime.timedelta(days=5))
    leaflet(title="Long past", words=["c"], review_on=today - datetime.timedelta(days=5))
    home = sign_in(cast.dev).get("/needs/").content.decode()
    assert "Soon due" in home and "Long past" in home and "Far off" not in home
    assert "Soon due" not in sign_in(cast.ana).get("/needs/").content.decode()

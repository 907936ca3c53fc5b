"""Files: what is taken in, how it is kept, who gets it back."""

import io
import json
import re
import struct
import zipfile
import zlib
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from PIL import Image

from hub import files
from hub.models import Blob, File, Item
from hub.worker import run_once
from tests.cast import make_space
from tests.sample.actions import have_idea

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(name, content):
    return SimpleUploadedFile(name, content)


def get(client, address, **more):
    """What comes back, read to its end as a browser does."""
    response = client.get(address, **more)
    response.words = b"".join(response.streaming_content) if response.streaming else response.content
    # As Django's own client does for pages that do not stream: the test keeps its database connection.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    return response


def picture(form="PNG", size=(8, 6), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **options)
    return out.getvalue()


def office(main="wordprocessingml.document", name="word/document.xml", more=(), macro=False):
    out = io.BytesIO()
    kind = f"application/vnd.openxmlformats-officedocument.{main}.main+xml"
    if macro:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/{name}" ContentType="{kind}"/></Types>')
        archive.writestr(name, "<document/>")
        for part, content in more:
            archive.writestr(part, content)
    return out.getvalue()


def open_document(kind="text"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<office/>")
    return out.getvalue()


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


GOOD = {
    "a.png": (picture(), "image/png"),
    "a.jpg": (picture("JPEG"), "image/jpeg"),
    "a.JPEG": (picture("JPEG", mode="CMYK"), "image/jpeg"),
    "a.gif": (picture("GIF", mode="P"), "image/gif"),
    "a.webp": (picture("WEBP"), "image/webp"),
    "a.pdf": (PDF, "application/pdf"),
    "a.docx": (office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "a.xlsx": (
        office("spreadsheetml.sheet", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "a.pptx": (
        office("presentationml.presentation", "ppt/presentation.xml"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "a.odt": (open_document(), "application/vnd.oasis.opendocument.text"),
    "a.ods": (open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    "a.odp": (open_document("presentation"), "application/vnd.oasis.opendocument.presentation"),
    "a.txt": (b"BMI and other figures", "text/plain"),
    "b.txt": ("Cyngor Gwynedd, tŷ".encode("utf-16"), "text/plain"),
    "a.csv": (b"name,places\nLeeds,3\n", "text/csv"),
    "a.md": (b"# Plan\n\n<p align=center>x</p>\n", "text/markdown"),
    "leaflet": (PDF, "application/pdf"),
}


@pytest.mark.parametrize("name", GOOD)
def test_pictures_documents_and_plain_texts_are_taken(cast, name):
    content, type = GOOD[name]
    file = files.store(upload(name, content), uploader=cast.ana)
    assert file.blob.type == type
    assert file.name == (name if "." in name else f"{name}.pdf").replace("JPEG", "jpeg")
    with files.open_file(file) as kept:
        assert files.sha256(kept.read()) == file.blob.sha256


MISMATCHED = {
    "program.pdf": b"MZ\x90\x00\x03" + b"\0" * 200,
    "page.pdf": b"<!doctype html><script>alert(1)</script>",
    "archive.docx": archive(a="b"),
    "document.pdf": office(),
    "paper.docx": PDF,
    "sheet.docx": GOOD["a.xlsx"][0],
    "photo.png": picture("JPEG"),
    "page.txt": b"  <!DOCTYPE html><script>alert(1)</script>",
    "mail.txt": b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
    "feed.txt": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "hidden.txt": b"\xff\xfe" + "<html><script>1</script>".encode("utf-16-le"),
    "binary.txt": b"ok\0\x01\x02",
    "binary.csv": picture(),
    "text.png": b"just words",
    "text.pdf": b"just words",
    "text.docx": b"just words",
    "empty.txt": b"",
    "macro.docx": office(macro=True),
    "macro2.docx": office(more=[("word/vbaProject.bin", "x")]),
    "broken.docx": office()[:60],
    "unknown": b"\x00\x01\x02",
}


@pytest.mark.parametrize("name", MISMATCHED)
def test_f01_what_is_in_a_file_has_to_be_what_its_name_says(cast, name):
    with pytest.raises(files.FileRefused, match=r"\w+"):
        files.store(upload(name, MISMATCHED[name]), uploader=cast.ana)
    assert not File.objects.exists() and not Blob.objects.exists()


NOT_TAKEN = ["svg", "svgz", "html", "xhtml", "htm", "xml", "mhtml", "swf", "js", "exe", "docm", "xlsm", "zip", "shtml", "php"]


@pytest.mark.parametrize("ending", NOT_TAKEN)
def test_f05_types_that_could_run_are_refused_whatever_is_in_them(cast, ending):
    for content in (PDF, b"words", picture(), b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"):
        with pytest.raises(files.FileRefused, match=rf"\.{ending} "):
            files.store(upload(f"leaflet.{ending}", content), uploader=cast.ana)


def test_f04_no_drawing_of_the_collection_comes_in_under_any_name(cast, shared):
    drawings = sorted((shared / "suites/upload/svg").glob("*.svg.txt"))
    assert len(drawings) > 5
    for drawing in drawings:
        for name in ("a.svg", "a.png", "a.pdf", "a"):
            with pytest.raises(files.FileRefused):
                files.store(upload(name, drawing.read_bytes()), uploader=cast.ana)


def test_f06_documents_with_macros_are_refused_and_pdfs_with_scripts_are_never_shown_inside_the_hub(cast, sign_in):
    with pytest.raises(files.FileRefused, match="without macros"):
        files.store(upload("a.docm", office(macro=True)), uploader=cast.ana)
    file = files.store(upload("a.pdf", PDF + b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"), uploader=cast.ana)
    response = get(sign_in(cast.ana), file.get_absolute_url())
    assert response["Content-Disposition"].startswith("attachment")


POLYGLOTS = {
    "both.pdf": PDF + b"<script>alert(1)</script><!doctype html><html>",
    "both2.pdf": PDF + archive(a="b"),
    "both.gif": picture("GIF", mode="P") + b";alert(1)//<script>alert(1)</script>",
    "both.jpg": picture("JPEG") + archive(a="<script>alert(1)</script>"),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_f07_files_of_two_natures_are_served_as_the_harmless_one(cast, sign_in, name):
    file = files.store(upload(name, POLYGLOTS[name]), uploader=cast.ana)
    response = get(sign_in(cast.ana), file.get_absolute_url())
    content = response.words
    assert response["Content-Type"] == file.blob.type in {"application/pdf", "image/gif", "image/jpeg"}
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] and "default-src 'none'" in response["Content-Security-Policy"]
    if name.endswith("pdf"):
        assert response["Content-Disposition"].startswith("attachment")
    else:
        assert b"alert" not in content


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_f07_a_pdf_before_an_archive_is_no_office_document(cast, name):
    content = PDF + office()
    if name.endswith("pdf"):
        assert files.store(upload(name, content), uploader=cast.ana).blob.type == "application/pdf"
    else:
        with pytest.raises(files.FileRefused):
            files.store(upload(name, content), uploader=cast.ana)


def bomb(width, height):
    """A PNG that says it is `width` by `height` and holds next to nothing."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")


def moving(form):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", bomb(50_000, 50_000), "too large"),
        ("a.png", bomb(9_000, 9_000), "too large"),
        ("a.png", bomb(3_000, 3_000), "cannot be read"),
        ("a.png", picture()[:40], "cannot be read"),
        ("a.jpg", picture("JPEG", (200, 200))[:300], "cannot be read"),
        ("a.gif", moving("GIF"), "cannot be stopped"),
        ("a.webp", moving("WEBP"), "cannot be stopped"),
        ("a.gif", b"GIF89a/*" + b"A" * 100 + b"*/=1;alert(1)", "cannot be read"),
    ],
)
def test_f09_huge_damaged_and_moving_pictures_are_refused_in_plain_words(cast, name, content, said):
    with pytest.raises(files.FileRefused, match=said):
        files.store(upload(name, content), uploader=cast.ana)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_f09_where_and_with_what_a_photo_was_taken_does_not_come_along(cast, form):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    content = picture(form, (40, 20), exif=exif.tobytes(), **({"comment": b"SecretPlace"} if form == "JPEG" else {}))
    assert b"SecretCamera" in content
    file = files.store(upload(f"a.{form.lower()}", content), uploader=cast.ana)
    with files.open_file(file) as kept:
        bytes_kept = kept.read()
    assert b"Secret" not in bytes_kept
    shown = Image.open(io.BytesIO(bytes_kept))
    assert (shown.size, dict(shown.getexif())) == ((20, 40), {})


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_pictures_keep_their_look(cast, mode):
    source = Image.new("RGBA", (4, 4), (200, 30, 60, 120)).convert("RGBA" if mode == "I;16" else mode)
    source = Image.new("I;16", (4, 4), 4000) if mode == "I;16" else source
    out = io.BytesIO()
    source.save(out, "PNG")
    file = files.store(upload("a.png", out.getvalue()), uploader=cast.ana)
    with files.open_file(file) as kept:
        shown = Image.open(kept)
        assert shown.convert("RGBA").getpixel((1, 1)) == Image.open(out).convert("RGBA").getpixel((1, 1))


def hostile_names(shared):
    return json.loads((shared / "suites/upload/filenames.json").read_text(encoding="utf-8", errors="surrogatepass"))


def test_f02_hostile_names_are_kept_apart_from_where_the_bytes_lie_and_download_safely(cast, sign_in, shared):
    client, taken = sign_in(cast.ana), 0
    for name in hostile_names(shared):
        sent = SimpleUploadedFile("x", PDF)
        sent._name = name  # what a client of its own making can send; Django's forms would cut some of it away
        try:
            file = files.store(sent, uploader=cast.ana)
        except files.FileRefused as refused:
            assert name.rpartition(".")[2].strip() not in {"pdf", "PDF"}, (name, str(refused))
            continue
        taken += 1
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}", file.blob.path)
        assert 0 < len(file.name) <= 125
        assert not re.search(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]", file.name)
        response = get(client, file.get_absolute_url())
        header = response["Content-Disposition"]
        assert header.startswith("attachment") and header.isascii()
        said = re.search(r"filename\*=utf-8''([^;]+)$", header)
        shown = (
            unquote(said[1]) if said else re.search(r'filename="(.*)"$', header)[1].replace('\\"', '"').replace("\\\\", "\\")
        )
        assert shown == file.name
    assert taken >= 25


def test_f03_no_path_in_a_name_or_an_address_leads_anywhere(cast, sign_in, shared):
    lines = (shared / "suites/path/directory_traversal.txt").read_text(errors="replace").splitlines()
    assert len(lines) >= 140
    client = sign_in(cast.ana)
    file = files.store(upload("a.pdf", PDF), uploader=cast.ana)
    for line in lines:
        for path in (line, quote(line, safe=""), quote(quote(line, safe=""), safe="")):
            sent = SimpleUploadedFile("x", PDF)
            sent._name = f"{path}.pdf"
            kept = files.store(sent, uploader=cast.ana)
            assert kept.blob == file.blob and "/" not in kept.name and "\\" not in kept.name
            assert get(client, f"/f/{quote(path, safe='%/')}").status_code == 404
            assert get(client, f"/f/{file.pk}/{quote(path, safe='%/')}").status_code == 404


def attach(client, name="plan.txt", content=b"A plan.\n", **more):
    return client.post("/attach/", {"file": upload(name, content), **more})


def test_attaching_answers_what_a_script_puts_into_the_text(cast, sign_in):
    client = sign_in(cast.ana)
    answer = attach(client, "plan [1].txt").json()
    assert answer["name"] == "plan [1].txt" and answer["image"] is False
    assert answer["markdown"] == f"[plan \\[1\\].txt]({answer['url']})"
    answer = attach(client, "map.png", picture()).json()
    assert answer["image"] is True and answer["markdown"] == f"![describe this image]({answer['url']})"
    refused = attach(client, "run.exe", b"MZ")
    assert refused.status_code == 400 and ".exe cannot be attached" in refused.json()["error"]
    assert client.post("/attach/").status_code == 400


def test_a_file_over_the_limit_is_refused_with_the_limit_in_words(cast, sign_in, settings):
    settings.FILE_LIMIT = 1024
    refused = attach(sign_in(cast.ana), content=b"x" * 1025)
    assert refused.status_code == 400 and "larger than 1.0\xa0KB" in refused.json()["error"]


def test_attaching_asks_for_a_signed_in_member(cast, sign_in):
    assert attach(Client()).status_code == 302
    assert attach(sign_in(cast.pat)).status_code in {302, 403}
    assert not File.objects.exists()


def test_a13_an_upload_is_its_uploaders_alone_until_an_item_shows_it(cast, sign_in):
    number = attach(sign_in(cast.dev)).json()["id"]
    assert get(sign_in(cast.dev), f"/f/{number}/").status_code == 200
    assert get(sign_in(cast.ana), f"/f/{number}/").status_code == 404
    idea = have_idea(cast.space, author=cast.dev, title="Plan", text=f"[plan](/f/{number}/)")
    assert files.claim(idea, idea.text, uploader=cast.dev) == 1
    for person, status in (("ana", 200), ("gus", 200), ("ben", 404), ("cleo", 404), ("root", 404)):
        assert get(sign_in(getattr(cast, person)), f"/f/{number}/").status_code == status
    assert Client().get(f"/f/{number}/").status_code == 302


def test_a13_removed_or_narrowed_items_take_their_files_along(cast, sign_in):
    idea = have_idea(cast.space, author=cast.dev, title="Plan", text="x")
    file = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.dev)
    files.claim(idea, file.get_absolute_url(), uploader=cast.dev)
    client = sign_in(cast.ana)
    etag = get(client, file.get_absolute_url())["ETag"]
    assert get(client, file.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304
    Item.objects.filter(pk=idea.pk).update(audience="author")
    for more in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}, {"Range": "bytes=0-3"}):
        assert get(client, file.get_absolute_url(), headers=more).status_code == 404
        assert client.head(file.get_absolute_url(), headers=more).status_code == 404
    Item.objects.filter(pk=idea.pk).update(audience="space", removed_at=timezone.now())
    assert get(sign_in(cast.dev), file.get_absolute_url()).status_code == 404


def test_a13_hashes_paths_and_suffixes_are_no_addresses(cast, sign_in):
    file = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.ana)
    client = sign_in(cast.ana)
    for path in (file.blob.sha256, file.blob.path, f"{file.pk}/download", f"{file.pk}/plan.txt", f"{file.pk}/thumbnail/"):
        assert get(client, f"/f/{path}").status_code == 404


def test_a13_nobody_claims_somebody_elses_upload_by_writing_its_number(cast):
    secret = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.cleo)
    idea = have_idea(make_space(cast.ana, "Open"), author=cast.ana, title="T", text=secret.get_absolute_url())
    assert files.claim(idea, idea.text, uploader=cast.ana) == 0
    assert File.objects.get(pk=secret.pk).item is None


def test_a_claimed_file_stays_where_it_is(cast):
    ideas = [have_idea(cast.space, author=cast.dev, title=title, text="x") for title in "AB"]
    file = files.store(upload("plan.txt", b"A plan.\n"), uploader=cast.dev)
    assert [files.claim(idea, f"see /f/{file.pk}/", uploader=cast.dev) for idea in ideas] == [1, 0]
    assert File.objects.get(pk=file.pk).item_id == ideas[0].pk


def test_a14_the_same_bytes_are_kept_once_and_nobody_learns_that_they_were_there(cast, sign_in):
    first = attach(sign_in(cast.cleo), "secret.txt").json()
    second = attach(sign_in(cast.ana), "mine.txt").json()
    assert Blob.objects.count() == 1 and first["id"] != second["id"]
    assert set(first) == set(second) and second["name"] == "mine.txt"
    assert get(sign_in(cast.ana), first["url"]).status_code == 404
    assert get(sign_in(cast.ana), second["url"]).status_code == 200


def test_pictures_are_shown_and_everything_else_is_downloaded_privately(cast, sign_in):
    client = sign_in(cast.ana)
    for name, (content, type) in GOOD.items():
        response = get(client, files.store(upload(name, content), uploader=cast.ana).get_absolute_url())
        assert response["Content-Type"] == type
        assert response["Content-Disposition"].startswith("inline" if type.startswith("image/") else "attachment")
        assert response["Cache-Control"] == "private, no-cache"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_uploads_that_no_text_shows_are_gone_after_a_day_and_shared_bytes_stay(cast):
    old, claimed, fresh = (files.store(upload("a.txt", b"same bytes"), uploader=cast.dev) for _n in range(3))
    alone = files.store(upload("b.txt", b"other bytes"), uploader=cast.dev)
    idea = have_idea(cast.space, author=cast.dev, title="T", text="x")
    files.claim(idea, claimed.get_absolute_url(), uploader=cast.dev)
    File.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert run_once()["files"] == 2
    assert set(File.objects.all()) == {claimed, fresh}
    assert default_storage.exists(claimed.blob.path)
    assert not default_storage.exists(alone.blob.path) and not Blob.objects.filter(pk=alone.blob_id).exists()
    assert run_once()["files"] == 0


def test_half_a_file_left_by_a_killed_process_is_made_whole_by_the_next_upload(cast):
    file = files.store(upload("a.txt", b"the whole text"), uploader=cast.dev)
    with default_storage.open(file.blob.path, "wb") as half:
        half.write(b"the wh")
    again = files.store(upload("a.txt", b"the whole text"), uploader=cast.dev)
    with files.open_file(again) as kept:
        assert kept.read() == b"the whole text"


def test_a_full_disk_leaves_no_row_that_promises_a_file(cast, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        files.store(upload("a.txt", b"words"), uploader=cast.dev)
    assert not File.objects.exists()


def test_lost_bytes_answer_like_a_file_that_is_not_there(cast, sign_in):
    file = files.store(upload("a.txt", b"words"), uploader=cast.ana)
    default_storage.delete(file.blob.path)
    assert get(sign_in(cast.ana), file.get_absolute_url()).status_code == 404


def test_f13_every_document_of_the_collection_comes_in_and_goes_out_unchanged(cast, shared):
    taken = 0
    for path in sorted((shared / "corpus/files").rglob("*")):
        if path.suffix.lower() in {".pdf", ".docx", ".xlsx", ".odt"}:
            content = path.read_bytes()
            with files.open_file(files.store(upload(path.name, content), uploader=cast.ana)) as kept:
                assert kept.read() == content, path.name
            taken += 1
    assert taken >= 60

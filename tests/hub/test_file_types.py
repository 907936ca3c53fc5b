"""What is taken in as a file: by its content, in agreement with its name; pictures painted anew."""

import io

import pytest
from PIL import Image

from hub import files
from hub.models import Blob, File
from tests.uploads import GOOD, PDF, archive, bomb, get, moving, office, picture, upload


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

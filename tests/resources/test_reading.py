"""The process that opens files: what it finds, and what becomes of those made to harm it."""

import http.server
import io
import resource
import threading
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hub import files
from resources.actions import add_resource
from resources.models import Resource
from resources.reading import read_bytes
from tests.resources.papers import NAMESPACE, docx, paper

MOST_MEMORY = 512 * 1024  # kilobytes, as the system counts it


def archive(*members, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.slow
def test_a_paper_gives_its_words_page_by_page_its_title_and_its_first_page():
    found = read_bytes(paper("First page", "Second page", title="The title"), "pdf")
    assert (found.texts, found.pages, found.title, found.reason) == (("First page", "Second page"), 2, "The title", "")
    from PIL import Image

    picture = Image.open(io.BytesIO(found.picture))
    assert (picture.format, picture.width) == ("WEBP", 440)


OFFICE = {
    "docx": docx("Words of a letter"),
    "pptx": archive(
        ("ppt/slides/slide10.xml", "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:t>Slide ten</a:t></a:p></p:sld>"),
        ("ppt/slides/slide2.xml", "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:t>Slide two</a:t></a:p></p:sld>"),
    ),
    "xlsx": archive(("xl/sharedStrings.xml", "<sst><si><t>Words of</t></si><si><t>a table</t></si></sst>")),
    "odt": archive(("content.xml", "<o:body xmlns:o='o' xmlns:t='t'><t:p>Words<t:s/>of a text</t:p></o:body>")),
    "ods": archive(("content.xml", "<o:body xmlns:o='o' xmlns:t='t'><t:p>Words of a sheet</t:p></o:body>")),
    "odp": archive(("content.xml", "<o:body xmlns:o='o' xmlns:t='t'><t:p>Words of slides</t:p></o:body>")),
}
SAID = {
    "docx": ("Words of a letter",),
    "pptx": ("Slide two", "Slide ten"),
    "xlsx": ("Words of\na table",),
    "odt": ("Words of a text",),
    "ods": ("Words of a sheet",),
    "odp": ("Words of slides",),
}


@pytest.mark.parametrize("kind", OFFICE)
def test_office_documents_give_their_words(kind):
    found = read_bytes(OFFICE[kind], kind)
    assert (found.texts, found.reason) == (SAID[kind], "")


def grown(megabytes):
    return docx(body=f"<w:p>{' ' * (megabytes << 20)}</w:p>")


def overlapping():
    """One member that a thousand entries of the directory point to, each claiming ten megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"0" * (10 << 20))
        made.filelist *= 1000
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(grown(40), id="ratio"),
        pytest.param(overlapping(), id="overlap"),
        pytest.param(docx(more=[(f"word/{n}.xml", b"") for n in range(10_001)]), id="members"),
        pytest.param(docx(more=[(f"word/{n}.xml", b"0" * (30 << 20)) for n in range(8)]), id="unpacked"),
    ],
)
def test_f08_bombs_end_by_their_limit_in_a_small_process(content):
    found = read_bytes(content, "docx")
    assert (found.texts, found.reason) == ((), "too_large")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY


@pytest.mark.slow
def test_f08_a_bomb_within_a_document_is_not_opened():
    inner = archive(("word/document.xml", b"0" * (50 << 20)))
    found = read_bytes(docx("Harmless", more=[("word/embeddings/inner.zip", inner)]), "docx")
    assert (found.texts, found.reason) == (("Harmless",), "")


def entity(declared, used="&x;"):
    return docx(head=f"<!DOCTYPE d [{declared}]>", body=f"<w:p><w:r><w:t>{used}</w:t></w:r></w:p>")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.fixture
def canary():
    """A listener on this machine: its address, and what asked it for anything."""
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.slow
def test_f10_no_entity_of_a_document_reads_a_file_or_a_network_or_grows(canary, tmp_path):
    address, asked = canary
    secret = tmp_path / "secret.txt"
    secret.write_text("SecretOfTheServer")
    hostile = [
        entity(f'<!ENTITY x SYSTEM "{secret.as_uri()}">'),
        entity(f'<!ENTITY x SYSTEM "{address}/external">'),
        entity(f'<!ENTITY % p SYSTEM "{address}/parameter"> %p;', "words"),
        entity(f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"),
        docx(head=f'<!DOCTYPE d SYSTEM "{address}/dtd">'),
    ]
    for content in hostile:
        assert (found := read_bytes(content, "docx")).reason == "unsafe"
        assert "Secret" not in str(found)
    inner = f"<!DOCTYPE d [<!ENTITY x SYSTEM '{secret.as_uri()}'>]><t>&x;</t>"
    for kind in ("odt", "xlsx", "pptx"):
        part = {"odt": "content.xml", "xlsx": "xl/sharedStrings.xml", "pptx": "ppt/slides/slide1.xml"}[kind]
        assert read_bytes(archive((part, inner)), kind).reason == "unsafe"
    assert asked == []


@pytest.mark.slow
def test_f11_templates_and_pictures_elsewhere_are_never_fetched(canary):
    address, asked = canary
    relation = (
        f'<Relationships><Relationship Id="r" Type="t" TargetMode="External" Target="{address}/template.dotm"/></Relationships>'
    )
    picture = f'<w:p><w:r><w:pict><v:imagedata xmlns:v="v" src="{address}/picture.png"/></w:pict><w:t>Words</w:t></w:r></w:p>'
    found = read_bytes(docx(body=picture, more=[("word/_rels/settings.xml.rels", relation)]), "docx")
    assert (found.texts, found.reason) == (("Words",), "")
    link = f"<</OpenAction<</S/URI/URI({address}/open)>>>>".encode()
    assert read_bytes(paper("Words", more=link), "pdf").texts == ("Words",)
    assert asked == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", b""),
        ("pdf", b"%PDF-1.4\n"),
        ("pdf", paper("Words")[:200]),
        ("pdf", b"%PDF-1.7\n" + b"\xff\x00<<" * 5000),
        ("docx", docx()[:100]),
        ("docx", archive(("word/document.xml", "<w:document><w:t>never closed"))),
        ("odt", archive(("content.xml", b"\xff\xfe\x00\x00"))),
        ("picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
    ],
    ids=["empty", "no-end", "cut", "noise", "docx-cut", "docx-unclosed", "odt-noise", "picture-noise"],
)
def test_f12_what_is_damaged_has_no_preview_and_says_so(kind, content):
    assert read_bytes(content, kind).reason == "damaged"


def test_f12_texts_never_hold_what_no_database_keeps():
    found = read_bytes("Tŷ\0 \x07bell\r\n\u202eend".encode() + b"\xed\xa0\x80", "text")
    assert "\0" not in found.texts[0] and "\x07" not in found.texts[0] and "end" in found.texts[0]
    found = read_bytes(docx(f"<w:x xmlns:w='{NAMESPACE}'/>ok"), "docx")
    assert found.texts == ("ok",)


@pytest.mark.slow
def test_f12_whoever_adds_a_damaged_file_is_told_why_there_is_no_preview(cast, sign_in, work):
    file = files.store(SimpleUploadedFile("a.pdf", b"%PDF-1.4\nnothing more"), uploader=cast.dev)
    made = add_resource(cast.space, author=cast.dev, title="Broken", summary="Torn", file=file)
    client = sign_in(cast.gus)
    assert "follows in a moment" in client.get(made.get_absolute_url()).content.decode()
    assert work()["previews"] == 1
    page = client.get(made.get_absolute_url()).content.decode()
    assert "No preview" in page and "It is damaged" in page
    assert work()["previews"] == 0
    assert "It is damaged" in client.get(f"{made.get_absolute_url()}text/").content.decode()


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr("resources.reading.PATIENCE", 0.01)
    assert read_bytes(paper("Words"), "pdf").reason == "too_slow"


def test_a_version_whose_bytes_are_lost_is_tried_again_later(cast, work, monkeypatch):
    from django.core.files.storage import default_storage

    file = files.store(SimpleUploadedFile("a.pdf", paper("Words")), uploader=cast.dev)
    add_resource(cast.space, author=cast.dev, title="Lost", summary="x", file=file)
    default_storage.delete(file.blob.path)
    work()
    version = Resource.objects.get().current
    assert (version.state, version.attempts) == ("waiting", 1)

"""Bytes that tests upload: pictures, documents, archives, and what looks like them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections
from PIL import Image

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

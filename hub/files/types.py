"""What a file is, by its content; the ending of its name has to agree."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

import filetype
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.files.refusals import FileRefused

PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
TEXTS = {".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".odt": f"{_OPEN}text",
    ".ods": f"{_OPEN}spreadsheet",
    ".odp": f"{_OPEN}presentation",
}
TYPES = PICTURES | DOCUMENTS | TEXTS

_MOST_PARTS = 10_000  # members of one office document; more is an attack
_HEAD = 8192  # bytes that tell a picture or a PDF
# Texts that browsers or mail programs take for something that runs, whatever their name says.
_ACTIVE = re.compile(rb"\s*(<!doctype|<html|<head|<body|<svg|<script|<iframe|<\?xml|<\?php|mime-version:)", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

_USE_INSTEAD = {
    ".svg": gettext_lazy("Save the drawing as PNG and attach that"),
    ".html": gettext_lazy("Copy the text into the page, or save it as PDF"),
    ".docm": gettext_lazy("Save the document without macros, as .docx"),
    ".xlsm": gettext_lazy("Save the workbook without macros, as .xlsx"),
    ".pptm": gettext_lazy("Save the presentation without macros, as .pptx"),
    ".doc": gettext_lazy("Save the document as .docx or PDF"),
    ".xls": gettext_lazy("Save the workbook as .xlsx"),
    ".ppt": gettext_lazy("Save the presentation as .pptx or PDF"),
    ".zip": gettext_lazy("Attach the files in it one by one"),
    ".heic": gettext_lazy("Save the picture as JPEG"),
}


def type_of(file: BinaryIO, ending: str) -> str:
    """The media type of an open file whose name ends in `ending` (".pdf", or "" where the name has none).

    Raises FileRefused where the hub does not take such files, or name and content disagree. Leaves the file at its start.
    """
    if ending and ending not in TYPES:
        hint = _USE_INSTEAD.get(ending) or _("Attach a picture, a PDF, an office document or a plain text")
        raise FileRefused(_("Files that end in {ending} cannot be attached. {hint}.").format(ending=ending, hint=hint))
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise FileRefused(_("The file is empty. Check that it was saved."))
    found = _by_content(file, head, ending)
    file.seek(0)
    if found is None or (ending and TYPES[ending] != found):
        raise FileRefused(_wrong(ending))
    return found


def ending_of(type: str) -> str:
    """The usual ending of a media type that we take."""
    return next(ending for ending, known in TYPES.items() if known == type)


def _by_content(file: BinaryIO, head: bytes, ending: str) -> str | None:
    if head.startswith(b"%PDF-"):
        return DOCUMENTS[".pdf"]
    if head.startswith(b"PK\x03\x04"):
        return _office_type(file)
    guess = filetype.guess(head)
    if guess is not None and guess.mime in PICTURES.values():
        return guess.mime
    # The other guesses may rest on two letters: a text that begins "BM" is no bitmap.
    if (ending in TEXTS or not ending) and _is_text(file):
        return TEXTS[ending or ".txt"]
    return None


def _office_type(file: BinaryIO) -> str | None:
    """The type of an office document, from the part of it that says so; None for any other archive, macros included."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if len(names) > _MOST_PARTS or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if "mimetype" in names:
                said = _start_of(archive, "mimetype").decode("ascii", "replace").strip()
                return said if said in DOCUMENTS.values() else None
            if "[Content_Types].xml" not in names:
                return None
            said = _start_of(archive, "[Content_Types].xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    if "macroEnabled" in said:
        return None
    mains = {f"{DOCUMENTS[ending]}.main+xml": DOCUMENTS[ending] for ending in (".docx", ".xlsx", ".pptx")}
    found = [type for main, type in mains.items() if main in said]
    return found[0] if len(found) == 1 else None


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(1_000_000)


def _is_text(file: BinaryIO) -> bool:
    """Whether this is text through and through, and none that runs where it is opened."""
    file.seek(0)
    content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    content = content.removeprefix(b"\xef\xbb\xbf")
    return not _CONTROL.search(content) and not _ACTIVE.match(content)


def _wrong(ending: str) -> str:
    if ending in PICTURES:
        return _("This is not a picture of the type that its name says. Open it and save it again as PNG or JPEG.")
    if ending:
        return _("What is in the file is not what {ending} at the end of its name says. Open it and save it again.").format(
            ending=ending
        )
    return _("It cannot be told what this file is. Attach a picture, a PDF, an office document or a plain text.")

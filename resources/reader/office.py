"""Office documents: zip files of XML, read within limits, following nothing outside."""

from __future__ import annotations

import io
import re
import xml.sax.handler
import zipfile

from defusedxml import DefusedXmlException
from defusedxml import sax as safe_sax

from resources.reader.limits import Unreadable

MOST_MEMBERS = 10_000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all members, as the archive says
MOST_MEMBER = 30 * 1024 * 1024  # bytes of one member that is read
MOST_RATIO = 100  # how much a member that is read may grow
_SMALL = 1024 * 1024  # what is small may grow as it likes: a blank page packs very well

# Which members hold the words, in order; pptx: one a slide.
_PARTS = {
    "docx": r"word/(document|footnotes|endnotes)\.xml",
    "pptx": r"ppt/slides/slide\d+\.xml",
    "xlsx": r"xl/(sharedStrings|worksheets/sheet\d+)\.xml",
    "odt": r"content\.xml",
    "ods": r"content\.xml",
    "odp": r"content\.xml",
}
_OPEN = {"odt", "ods", "odp"}


def read_office(kind: str, content: bytes) -> dict:
    """The texts of a document, one a slide or one in all, and its title. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
            if kind in _OPEN and b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
                raise Unreadable("password")
            parts = sorted((n for n in archive.namelist() if re.fullmatch(_PARTS[kind], n)), key=_natural)
            texts = [_words(_member(archive, name), anywhere=kind in _OPEN) for name in parts]
            title = _title(_member(archive, "meta.xml" if kind in _OPEN else "docProps/core.xml"))
    except DefusedXmlException:
        raise Unreadable("unsafe") from None
    if kind == "pptx":
        return {"texts": texts, "pages": len(texts) or None, "title": title}
    return {"texts": ["\n".join(filter(None, texts))], "title": title}


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what is made to burst. What an archive says of itself is checked again while it is read."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unreadable("too_large")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("password")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member; b"" where there is none."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return b""
    most = min(MOST_MEMBER, max(_SMALL, MOST_RATIO * member.compress_size))
    with archive.open(member) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Unreadable("too_large")
    return content


def _natural(name: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _words(xml: bytes, *, anywhere: bool) -> str:
    """The words of one XML member: all of them in an OpenDocument, those in `t` elements in the others."""
    if not xml:
        return ""
    words = _Words(anywhere)
    # No document type at all: what needs one wants to name files or to make much of little.
    safe_sax.parseString(xml, words, forbid_dtd=True)
    lines = (" ".join(line.split()) for line in "".join(words.found).split("\n"))
    return "\n".join(line for line in lines if line)


def _title(xml: bytes) -> str:
    if not xml:
        return ""
    found = _Title()
    safe_sax.parseString(xml, found, forbid_dtd=True)
    return "".join(found.words)


class _Words(xml.sax.handler.ContentHandler):
    """Gathers text by the local names of elements, which differ between formats less than their prefixes."""

    LINES = frozenset({"p", "h", "si"})
    BLANKS = frozenset({"tab", "br", "s", "line-break"})
    LEFT_OUT = frozenset({"tracked-changes", "annotation"})

    def __init__(self, anywhere: bool) -> None:
        super().__init__()
        self.found: list[str] = []
        self.anywhere, self.texts, self.left_out = anywhere, 0, 0

    def startElement(self, name: str, attrs) -> None:
        local = name.rpartition(":")[2]
        self.texts += local == "t"
        self.left_out += local in self.LEFT_OUT
        if local in self.BLANKS:
            self.found.append(" ")

    def endElement(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self.texts -= local == "t"
        self.left_out -= local in self.LEFT_OUT
        if local in self.LINES:
            self.found.append("\n")

    def characters(self, content: str) -> None:
        if (self.texts or self.anywhere) and not self.left_out:
            self.found.append(content)


class _Title(xml.sax.handler.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside = False

    def startElement(self, name: str, attrs) -> None:
        self.inside = name.rpartition(":")[2] == "title"

    def endElement(self, name: str) -> None:
        self.inside = False

    def characters(self, content: str) -> None:
        if self.inside:
            self.words.append(content)

"""The process that opens what people upload: it reads one file from its input, says what is in it, and ends.

It knows no database, no settings and no secret, may use little memory and time, and writes nothing but its answer:
JSON with `texts` (one a page), `pages`, `title`, `picture` (WebP, base64) and `reason` (why nothing could be read).
`python -m resources.reader pdf < leaflet.pdf`
"""

from __future__ import annotations

import base64
import io
import json
import resource
import sys
import unicodedata

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 10
MOST_CHARACTERS = 500_000  # of all texts together
WIDTH = 440  # pixels of a first page


class Unreadable(Exception):
    """Nothing can be read; `reason` is one of Version.Reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(kind: str, content: bytes) -> dict:
    """What is in a file of this kind: pdf, picture, text, docx, xlsx, pptx, odt, ods, odp."""
    found: dict = {"texts": [], "pages": None, "title": "", "picture": None, "reason": ""}
    try:
        found |= _reader_of(kind)(content)
    except Unreadable as unreadable:
        found["reason"] = unreadable.reason
    except MemoryError:
        found["reason"] = "too_large"
    except Exception:
        # Damaged documents fail in as many ways as there are readers.
        found["reason"] = "damaged"
    found["texts"] = within_limit(found["texts"])
    found["title"] = clean(found["title"])[:200]
    if found["picture"]:
        found["picture"] = base64.b64encode(found["picture"]).decode()
    return found


def _reader_of(kind: str):
    if kind == "pdf":
        from resources.papers import read_pdf

        return read_pdf
    if kind == "picture":
        return _read_picture
    if kind == "text":
        return lambda content: {"texts": [_decoded(content)]}
    from resources.office import read_office

    return lambda content: read_office(kind, content)


def within_limit(texts: list[str]) -> list[str]:
    """Clean texts, cut where together they become too long."""
    kept, left = [], MOST_CHARACTERS
    for text in texts:
        text = clean(text)[:left]
        left -= len(text)
        kept.append(text)
    return kept


def clean(text: str) -> str:
    """A text without what no database keeps and no reader sees: NUL, half characters, controls; line ends stay."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"}).strip()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _read_picture(content: bytes) -> dict:
    from PIL import Image

    picture = Image.open(io.BytesIO(content))
    picture.draft("RGB", (2 * WIDTH, 2 * WIDTH))
    return {"picture": shrunk(picture)}


def shrunk(picture) -> bytes:
    """A picture as WebP, at most WIDTH wide, on white."""
    from PIL import Image

    picture.thumbnail((WIDTH, 2 * WIDTH))
    picture = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "WEBP", quality=80)
    return out.getvalue()


def main() -> None:
    """Read standard input and answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    json.dump(read(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()

"""One file of a known kind, whatever is in it."""

from __future__ import annotations

import base64
from collections.abc import Callable

from resources.reader.limits import Unreadable
from resources.reader.texts import clean, read_text, within_limit


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


def _reader_of(kind: str) -> Callable[[bytes], dict]:
    """Only what the kind needs is brought into the process."""
    if kind == "text":
        return read_text
    if kind == "pdf":
        from resources.reader.papers import read_pdf

        return read_pdf
    if kind == "picture":
        from resources.reader.pictures import read_picture

        return read_picture
    from resources.reader.office import read_office

    return lambda content: read_office(kind, content)

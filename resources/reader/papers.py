"""PDFs: their text page by page, and a picture of the first page."""

from __future__ import annotations

import pypdfium2

from resources.reader.limits import TALLEST, WIDTH, Unreadable
from resources.reader.pictures import shrunk

MOST_PAGES = 400


def read_pdf(content: bytes) -> dict:
    """Texts, number of pages, title and first page. Raises Unreadable where a password is asked or it is no PDF."""
    try:
        paper = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("password" if "password" in str(error).lower() else "damaged") from None
    pages = len(paper)
    if not pages:
        raise Unreadable("damaged")
    return {
        "texts": [_text_of(paper, number) for number in range(min(pages, MOST_PAGES))],
        "pages": pages,
        "title": paper.get_metadata_value("Title") or "",
        "picture": _first_page(paper),
    }


def _text_of(paper: pypdfium2.PdfDocument, number: int) -> str:
    """The words of one page; "" for a page that cannot be read, the others may well be."""
    try:
        page = paper[number]
        text = page.get_textpage()
        return text.get_text_bounded()
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return ""


def _first_page(paper: pypdfium2.PdfDocument) -> bytes | None:
    try:
        page = paper[0]
        width, height = page.get_size()
        if width < 1 or height < 1:
            return None
        scale = min(WIDTH / width, TALLEST / height)
        return shrunk(page.render(scale=scale, may_draw_forms=False).to_pil())
    except pypdfium2.PdfiumError:
        return None

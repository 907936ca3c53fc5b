"""The text of a file, whatever wrote it."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from .pages import Loss, Lost, SourcePage


def decode(data: bytes, page: SourcePage) -> None:
    """Sets the text of the page: line feeds only, no NUL, which a database refuses. Notes what had to be guessed."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        data = data.removeprefix(BOM_UTF8)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            text = _guess(data, error, page)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        page.lost.append(Lost(Loss.BYTES, "NUL"))
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    page.text = text


def _guess(data: bytes, error: UnicodeDecodeError, page: SourcePage) -> str:
    """Old Windows text is read as such; what has bytes that Windows-1252 does not know either is replaced byte by byte."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        page.lost.append(Lost(Loss.BYTES, f"{error.start}: {data[error.start : error.start + 8].hex(' ')}"))
        return data.decode("utf-8", "replace")
    page.lost.append(Lost(Loss.ENCODING))
    return text

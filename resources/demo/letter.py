"""Small Word documents: paragraphs, with bold headings."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def write_docx(text: str) -> bytes:
    """The lines of `text` as paragraphs; those that begin with "# " are headings."""
    paragraphs = "".join(_paragraph(line) for line in text.strip().splitlines())
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_MAIN}"><w:body>{paragraphs}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", document)):
            # One moment for all, so that the same text is always the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(line: str) -> str:
    bold = '<w:rPr><w:b/><w:sz w:val="30"/></w:rPr>' if line.startswith("# ") else ""
    return f'<w:p><w:r>{bold}<w:t xml:space="preserve">{escape(line.removeprefix("# "))}</w:t></w:r></w:p>'

"""Small files made by the tests: PDFs with words, office documents with faults."""

import io
import zipfile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paper(*pages, title="", more=b""):
    """A PDF with these words, one string a page."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for words in pages or ("",):
        stream = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET"
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    objects.append(f"<</Title({title})>>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Root 1 0 R/Info {len(objects)} 0 R/Size {len(objects) + 1}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return out + more


def docx(words="Words in a document", *, head="", body=None, more=(), compression=zipfile.ZIP_DEFLATED):
    """A Word document; `head` stands before its root element, `more` are (name, content) of further members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>',
        )
        inner = body if body is not None else f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
        archive.writestr("word/document.xml", f'{head}<w:document xmlns:w="{NAMESPACE}"><w:body>{inner}</w:body></w:document>')
        for name, content in more:
            archive.writestr(name, content)
    return out.getvalue()

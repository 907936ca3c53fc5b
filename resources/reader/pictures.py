"""Pictures, small and as WebP."""

from __future__ import annotations

import io

from PIL import Image

from resources.reader.limits import WIDTH


def read_picture(content: bytes) -> dict:
    """A small copy of a picture."""
    picture = Image.open(io.BytesIO(content))
    picture.draft("RGB", (2 * WIDTH, 2 * WIDTH))
    return {"picture": shrunk(picture)}


def shrunk(picture: Image.Image) -> bytes:
    """A picture as WebP, at most WIDTH wide, on white."""
    picture.thumbnail((WIDTH, 2 * WIDTH))
    picture = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "WEBP", quality=80)
    return out.getvalue()

"""Photos of people: cut to a square, made small, painted anew."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from hub.files import FileRefused, names, pictures, sha256, types

SIDE = 320  # pixels
LARGEST = 15_000_000  # bytes of an upload


def taken(upload: UploadedFile) -> tuple[bytes, str]:
    """The bytes of a small JPEG of an upload, and their hash. Raises FileRefused for what is no picture."""
    if upload.size > LARGEST:
        raise FileRefused(_("The photo is too large. Save a smaller copy."))
    _stem, ending = names.split(names.clean_name(upload.name or ""))
    type = types.type_of(upload, ending)
    if type not in types.PICTURES.values():
        raise FileRefused(_("This is no picture. Choose a photo as JPEG or PNG."))
    with Image.open(io.BytesIO(pictures.painted(upload, type))) as picture:
        small = ImageOps.fit(picture.convert("RGB"), (SIDE, SIDE))
        small.info = {}
        out = io.BytesIO()
        small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), sha256(out.getvalue())

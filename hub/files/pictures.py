"""Pictures, painted anew: what a camera or an attacker put beside the picture does not come along."""

from __future__ import annotations

import io
import threading
import warnings
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from hub.files.refusals import FileRefused

MOST_PIXELS = 40_000_000  # about 160 MB while it is open; a phone takes 12 to 50 million
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
_OPTIONS = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "GIF": {},
    "WEBP": {"quality": 90},
}
# Several large pictures at once would need several times the memory.
_one_at_a_time = threading.Lock()


def painted(file: BinaryIO, type: str) -> bytes:
    """The same picture as new bytes of the same type, turned upright, without position, camera or anything appended.

    Raises FileRefused for what cannot be read, is too large or moves.
    """
    form = _FORMATS[type]
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            picture = Image.open(file, formats=[form])
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(_("The picture is too large: more than 40 million pixels. Save a smaller copy."))
            if getattr(picture, "n_frames", 1) > 1:
                raise FileRefused(_("Moving pictures cannot be stopped by those whom they disturb. Save one frame as PNG."))
            return _bytes_of(picture, form)
        except FileRefused:
            raise
        except (Image.DecompressionBombError, MemoryError, Warning):
            raise FileRefused(_("The picture is too large or damaged. Save a smaller copy.")) from None
        except Exception as error:
            # A damaged picture fails in as many ways as there are decoders: OSError, SyntaxError, struct.error, …
            raise FileRefused(_("The picture cannot be read. Open it and save it again.")) from error


def _bytes_of(picture: Image.Image, form: str) -> bytes:
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    # What makes the colours stays; comments, positions, previews and everything else does not.
    upright.info = {name: upright.info[name] for name in ("transparency", "icc_profile") if name in upright.info}
    if form == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
        upright.info = {}  # the profile was of the other colour space
    out = io.BytesIO()
    upright.save(out, form, icc_profile=upright.info.get("icc_profile"), **_OPTIONS[form])
    return out.getvalue()

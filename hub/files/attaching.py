"""How a file stands in a text."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from hub.files.storing import store
from hub.models import File, User

_SIGNS = str.maketrans({character: f"\\{character}" for character in "\\[]*_`<>!#|~"})


def markdown_of(file: File) -> str:
    """The Markdown that shows a picture, or links to any other file."""
    text = _("describe this image") if file.is_picture else file.name.translate(_SIGNS)
    return f"{'!' if file.is_picture else ''}[{text}]({file.get_absolute_url()})"


def with_attachments(text: str, uploads: Iterable[UploadedFile], *, uploader: User) -> str:
    """A text with what was sent along with it, without scripts, at its end. Raises FileRefused."""
    added = [markdown_of(store(upload, uploader=uploader)) for upload in uploads]
    return "\n\n".join([text.rstrip(), *added]) if added else text

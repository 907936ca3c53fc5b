"""Keeping bytes: once for each content, whole or not at all, and gone when nothing refers to them."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import timedelta
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.backup import erasures
from hub.files import names, pictures, types
from hub.files.refusals import FileRefused
from hub.models import Blob, File, Item, User
from hub.moderation import holding

UNCLAIMED_FOR = timedelta(hours=24)
_REFERENCE = re.compile(r"/f/(\d{1,18})/")
_BATCH = 100


def store(upload: UploadedFile, uploader: User | None, *, alt: str = "") -> File:
    """Keep an upload for `uploader`, who alone sees it until an item claims it. Raises FileRefused.

    Call it before the transaction that saves the text: reading and painting take their time.
    """
    if upload.size > settings.FILE_LIMIT:
        largest = filesizeformat(settings.FILE_LIMIT)
        raise FileRefused(_("The file is larger than {size}. Make it smaller, or split it.").format(size=largest))
    name = names.clean_name(upload.name or "")
    stem, ending = names.split(name)
    type = types.type_of(upload, ending)
    content: BinaryIO = io.BytesIO(pictures.painted(upload, type)) if type in types.PICTURES.values() else upload
    name = f"{stem or _('file')}{ending or types.ending_of(type)}"
    return _keep(content, type, File(uploader=uploader, name=name, alt=alt))


def sha256(content: bytes | BinaryIO) -> str:
    """The hash that content is kept under, in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    content.seek(0)
    found = hashlib.file_digest(content, "sha256").hexdigest()
    content.seek(0)
    return found


def open_file(file: File) -> Content:
    """The bytes of a file, to read. Raises FileNotFoundError where the storage has lost them."""
    return default_storage.open(file.blob.path)


def claim(item: Item, text: str, *, uploader: User) -> int:
    """What `uploader` added while writing `text` and shows in it now belongs to `item`; the number of files.

    Only their own, and only what nobody has claimed: a number typed into a text opens nobody else's file.
    """
    shown = {int(number) for number in _REFERENCE.findall(text)}
    if not shown:
        return 0
    return File.objects.filter(pk__in=shown, item=None, uploader=uploader).update(item=Item(pk=item.pk))


def sweep_away() -> int:
    """Remove one batch of uploads that no text ever showed, and the bytes that nothing refers to any more."""
    old = File.objects.filter(item=None, created_at__lt=timezone.now() - UNCLAIMED_FOR)
    old = holding.free_files(old).order_by("pk")[:_BATCH]
    rows = list(old.values_list("pk", "blob"))
    for file, blob in rows:
        with transaction.atomic():
            if File.objects.filter(pk=file, item=None).delete()[0]:
                erasures.note("hub.File", [file])
        _drop_unused(blob)
    return len(rows)


def abandon(rows: QuerySet[File]) -> None:
    """They belong to nothing any more: the sweep takes them like uploads that nothing ever showed, with bytes of their own."""
    rows.update(item=None, created_at=timezone.now() - UNCLAIMED_FOR - timedelta(seconds=1))


def _keep(content: BinaryIO, type: str, file: File) -> File:
    digest = sha256(content)
    content.seek(0, io.SEEK_END)
    size = content.tell()
    for last_try in (False, True):
        try:
            with transaction.atomic():
                file.blob = Blob.objects.get_or_create(sha256=digest, defaults={"size": size, "type": type})[0]
                file.save(force_insert=True)
            break
        except IntegrityError:  # the sweep took the last unused copy away in this very moment
            if last_try:
                raise
    # After the row, so that the sweep, which removes row and bytes together, never takes bytes that a row counts on.
    try:
        _write(file.blob.path, content, size)
    except BaseException:  # a full disk: no row may promise what is not there
        file.delete()
        raise
    return file


def _write(path: str, content: BinaryIO, size: int) -> None:
    """Make sure that the storage holds these bytes; half a file, left by a process that was killed, is replaced."""
    if default_storage.exists(path):
        if default_storage.size(path) == size:
            return
        default_storage.delete(path)
    content.seek(0)
    kept = default_storage.save(path, Content(content))
    if kept != path:  # somebody else wrote the same bytes at the same time
        default_storage.delete(kept)


def _drop_unused(blob_id: int) -> None:
    with transaction.atomic():
        unused = ~Exists(File.objects.filter(blob=OuterRef("pk")))
        blob = Blob.objects.select_for_update().filter(unused, pk=blob_id).first()
        if blob is not None:
            erasures.note("hub.Blob", [blob.sha256])
            blob.delete()
            default_storage.delete(blob.path)


@erasures.again("hub.Blob")
def _drop_unused_again(erased: erasures.Entry, using: str) -> None:
    """In a restored database: the same bytes may have been added anew, and stay then."""
    used = Exists(File.objects.using(using).filter(blob=OuterRef("pk")))
    Blob.objects.using(using).filter(~used, sha256=erased.key).delete()

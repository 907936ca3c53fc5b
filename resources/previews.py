"""The sweep that reads new versions: words for search, number of pages, a picture of the first page."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hub import files, links
from hub.models import File, IndexEntry, Item
from hub.worker import GIVE_UP_AFTER, next_try, sweep
from resources.models import PAGE_BREAK, Version
from resources.reading import Reading, read

log = logging.getLogger("resources")


@sweep("previews")
def read_versions() -> int:
    """Read the version that has waited longest; 1 where there was one."""
    due = Version.objects.filter(state=Version.State.WAITING, not_before__lte=timezone.now())
    version = due.select_related("file__blob").order_by("not_before", "pk").first()
    if version is None:
        return 0
    # The claim: whoever moves `attempts` has it; another worker finds it not due for a minute.
    claim = Version.objects.filter(pk=version.pk, attempts=version.attempts, state=Version.State.WAITING)
    if not claim.update(attempts=F("attempts") + 1, not_before=timezone.now() + timedelta(minutes=1)):
        return 0
    try:
        keep(version, read(version.file))
    except Exception:
        # The storage or the database, not the file: tried again, later and later.
        log.exception("version %s could not be read", version.pk)
        gone = version.attempts + 1 >= GIVE_UP_AFTER
        ended = {"state": Version.State.NONE, "reason": Version.Reason.DAMAGED} if gone else {}
        Version.objects.filter(pk=version.pk).update(not_before=next_try(version.attempts + 1), **ended)
    return 1


def keep(version: Version, reading: Reading) -> None:
    """Write down what was read in a version; search and open pages learn of it."""
    picture = _stored(reading.picture) if reading.picture else None
    with transaction.atomic():
        if picture:
            File.objects.filter(pk=picture.pk).update(item=Item(pk=version.resource_id))
        Version.objects.filter(pk=version.pk).update(
            words=PAGE_BREAK.join(reading.texts).rstrip(),
            pages=reading.pages,
            picture=picture,
            state=Version.State.NONE if reading.reason else Version.State.DONE,
            reason=reading.reason,
        )
        IndexEntry.objects.mark(version.resource_id)
        links.raise_shown([version.resource_id])


def _stored(picture: bytes) -> File | None:
    try:
        return files.store(SimpleUploadedFile("page-1.webp", picture), None)
    except files.FileRefused:
        return None

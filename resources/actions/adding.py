"""Adding leaflets, and newer versions of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hub import audiences, events
from hub.markdown import slugify
from hub.models import Agency, File, Item, OutsideAuthor, Space, User, Watch, signed
from hub.texts import tidy_title
from resources.models import Resource, Version


def add_resource(
    space: Space,
    *,
    author: User | OutsideAuthor,
    title: str,
    summary: str,
    file: File,
    form: str = Resource.Form.LEAFLET,
    language: str = "",
    review_on: date | None = None,
    topics: Iterable[str] = (),
    audience: str = Item.To.SPACE,
    agencies: Iterable[Agency] = (),
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
    **columns,
) -> Resource:
    """Add a leaflet whose first version is `file`, which belongs to nothing yet (hub.files.store made it).

    `audience` and `agencies` are who can see it from the first moment.
    `columns` are others of `Resource`. What imports bring: `by` is who brings in the work of an outside author.
    """
    writer = author if isinstance(author, User) else None
    title = tidy_title(title)[:200]
    columns |= {"owner": writer, "slug": slugify(title, fallback="leaflet")[:100].strip("-"), "form": form}
    columns |= {"language": language, "review_on": review_on, "summary": tidy_title(summary)[:400]}
    moments = {"created_at": at, "changed_at": at} if at else {}
    with transaction.atomic():
        resource = Resource.objects.create(space=space, title=title, **columns, **moments, **signed(author))
        if audience != Item.To.SPACE:
            audiences.place(resource, audience=audience, agencies=agencies)
        resource.tags.set(topics)
        _claim(file, resource)
        resource.add_version(author, file=file, **({"created_at": at} if at else {}))
        if writer:
            Watch.objects.join_in(writer, resource)
        events.record(by or writer, "resources.added", resource, anchor="v1", quiet=quiet, at=at, first=True)
    return resource


def add_version(
    resource: Resource,
    *,
    author: User | OutsideAuthor,
    file: File,
    note: str,
    review_on: date | None = None,
    by: User | None = None,
    quiet: bool = False,
    at: datetime | None = None,
) -> Version:
    """Make `file` the current version; the ones before stay where they are. `review_on` is a new review date, if any."""
    writer = author if isinstance(author, User) else None
    with transaction.atomic():
        held = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
        _claim(file, held)
        version = held.add_version(author, file=file, note=note, **({"created_at": at} if at else {}))
        _became_current(held, version, writer, review_on, at)
        events.record(
            by or writer,
            "resources.version_added",
            held,
            anchor=f"v{version.number}",
            quiet=quiet,
            at=at,
            first=True,
            version=version.number,
        )
    _learn(resource, held)
    return version


def restore_version(resource: Resource, *, by: User | None, number: int, quiet: bool = False) -> Version:
    """Make the bytes of an older version the current ones, as a new version. The current one again changes nothing.

    Where nobody signs it (an import is undone by a command), it is signed by whoever brought the older one.
    """
    old = resource.versions.select_related("file").get(number=number)
    with transaction.atomic():
        held = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
        if held.current_id == old.pk:
            return old
        file = File.objects.create(blob_id=old.file.blob_id, item=Item(pk=held.pk), uploader=by, name=old.file.name)
        known = {name: getattr(old, name) for name in ("words", "pages", "picture", "state", "reason")}
        note = _("Went back to version %(number)s") % {"number": number}
        version = held.add_version(by or old.hand, file=file, note=note, **known)
        _became_current(held, version, by, None, None)
        events.record(
            by,
            "resources.version_restored",
            held,
            anchor=f"v{version.number}",
            quiet=quiet,
            version=version.number,
            restored=number,
        )
    _learn(resource, held)
    return version


def _claim(file: File, resource: Resource) -> None:
    """The file belongs to the leaflet from now on. Raises File.DoesNotExist where it belongs to something else already."""
    if not File.objects.filter(pk=file.pk, item=None).update(item=Item(pk=resource.pk)):
        raise File.DoesNotExist


def _became_current(held: Resource, version: Version, writer: User | None, review_on: date | None, at: datetime | None) -> None:
    if review_on and review_on != held.review_on:
        held.review_on = review_on
        held.save(update_fields=["review_on"])
    held.touch(at=at)
    if writer:
        Watch.objects.join_in(writer, held)


def _learn(resource: Resource, held: Resource) -> None:
    """The caller's object learns what was saved."""
    for name in ("current", "review_on", "changed_at", "shown"):
        setattr(resource, name, getattr(held, name))

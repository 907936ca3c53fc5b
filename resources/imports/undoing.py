"""Taking an import back."""

from __future__ import annotations

from django.utils import timezone

from hub import events
from hub.models import Imported, ImportRun, User
from resources import actions
from resources.models import Resource


def undo(run: ImportRun, *, by: User | None = None) -> list[Resource]:
    """Take an import back: leaflets that it made are removed, those that it changed get the version before.

    Answers the leaflets that it leaves, because people have brought versions since.
    """
    kept = []
    for entry in run.report:
        resource = Resource.objects.select_related("space", "current").filter(pk=entry.get("resource"), removed_at=None).first()
        if resource is None or entry["did"] not in {"made", "changed"}:
            continue
        if resource.versions.filter(author__isnull=False).exists() or resource.current.number != entry["version"]:
            kept.append(resource)
        elif entry["did"] == "made":
            actions.remove_resource(resource, by=by, quiet=True)
            Imported.objects.filter(item=resource.pk).delete()
        else:
            actions.restore_version(resource, by=by, number=entry["version"] - 1, quiet=True)
            Imported.objects.filter(item=resource.pk).update(digest="")  # the next import compares anew
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at"])
    events.record(by, "resources.import_undone", space=run.space, audit=True, quiet=True, run=run.pk)
    return kept

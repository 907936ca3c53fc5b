"""Taking an import of discussions back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forums import actions
from forums.models import Post, Topic
from hub import events
from hub.models import Imported, ImportRun, User


def undo(run: ImportRun, *, by: User | None = None) -> list[Topic]:
    """Take an import back: discussions that it made are removed, posts that it added to others go.

    Answers the discussions that it leaves, because people of this hub have written in them since.
    """
    kept = []
    for entry in run.report:
        topic = Topic.objects.select_related("space").filter(pk=entry.get("topic"), removed_at=None).first()
        if topic is None or entry["did"] not in {"made", "changed"}:
            continue
        if topic.posts.filter(author__isnull=False, removed_at=None).exists():
            kept.append(topic)
            continue
        with transaction.atomic():
            if entry["did"] == "made":
                actions.remove_topic(topic, by=by)
                Imported.objects.filter(item=topic.pk).delete()
            else:
                for post in Post.objects.filter(pk__in=entry["added"], removed_at=None).select_related("topic"):
                    actions.remove_post(post, by=by)
                Imported.objects.filter(item=topic.pk).update(digest="")  # the next import compares anew
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at"])
    events.record(by, "forums.import_undone", space=run.space, audit=True, quiet=True, run=run.pk)
    return kept

"""Taking an import back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from hub import events
from hub.models import Imported, ImportRun, User
from wiki import actions
from wiki.models import Page


def undo(run: ImportRun, *, by: User | None = None) -> list[Page]:
    """Take an import back: pages that it made are removed, those that it changed go back to what they were.

    Answers the pages that it leaves, because people have edited them since.
    """
    kept = []
    for entry in run.report:
        page = Page.objects.select_related("space", "current").filter(pk=entry.get("page")).first()
        if page is None or entry["did"] not in {"made", "changed"}:
            continue
        if _edited_by_people(page, since=entry["version"] if entry["did"] == "changed" else 0):
            kept.append(page)
        elif entry["did"] == "made":
            actions.remove_page(page, by=by, quiet=True)
            Imported.objects.filter(item=page.pk).delete()
        elif page.current.number == entry["version"]:
            _go_back(page, entry["version"], by)
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at"])
    events.record(by, "wiki.import_undone", space=run.space, audit=True, quiet=True, run=run.pk)
    return kept


def _edited_by_people(page: Page, since: int) -> bool:
    return page.revisions.filter(author__isnull=False, number__gt=since).exists()


def _go_back(page: Page, number: int, by: User | None) -> None:
    """Lay the version before `number` over the current one, in the name of whoever wrote it."""
    before = page.revisions.filter(number__lt=number).select_related("author", "outside_author").first()
    words = {"title": before.title, "text": before.text, "base": number, "note": _("The import was undone")}
    actions.edit_page(page, editor=before.hand, keep_address=True, by=by, quiet=True, **words)
    Imported.objects.filter(item=page.pk).update(digest="")  # the next import compares anew

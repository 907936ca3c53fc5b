"""What a page was before: its versions, what differs between two of them, one of them, and going back to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, F, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import links, markdown
from hub.models.opened import is_closed
from hub.policy import require
from wiki import actions, policy
from wiki.diff import diff_words
from wiki.models import Page, Revision
from wiki.views.comparing import Passages
from wiki.views.finding import with_page
from wiki.views.page import trail_to

SIZE = 50  # versions on one screen


@dataclass(frozen=True)
class Comparison:
    """What changed from `old` to `new`."""

    old: Revision
    new: Revision
    passages: Passages


@require_safe
@with_page
def history(request: HttpRequest, page: Page) -> HttpResponse:
    """The versions, newest first, `?before=` a number; with `?a=&b=` also what differs between two."""
    revisions = _listed(request, page)
    before = _number(request, "before")
    rows = list(revisions.filter(number__lt=before)[: SIZE + 1] if before else revisions[: SIZE + 1])
    may_see = policy.can_see_suppressed(request.user, page)
    shown = [row for row in rows[:SIZE] if may_see or not row.suppressed]
    compared = _compared(request, page, may_see)
    # Without a question the two newest are chosen.
    newer = compared.new.number if compared else shown[0].number if shown else None
    older = compared.old.number if compared else shown[1].number if len(shown) > 1 else None
    summary = _open(request, page).aggregate(
        people=Count("author", distinct=True), outside=Count("outside_author", distinct=True), first=Min("created_at")
    )
    context = {
        "page": page,
        "space": page.space,
        "rows": rows[:SIZE],
        "may_see": may_see,
        "picks": [("a", older), ("b", newer)],
        "comparison": compared,
        "newer_url": _newer_url(page, before),
        "older_url": f"?before={rows[SIZE - 1].number}" if len(rows) > SIZE else "",
        "hands": summary["people"] + summary["outside"],
        "first": summary["first"],
        "can": policy.abilities(request.user, page),
        "trail": trail_to(page.space, page),
    }
    return render(request, "wiki/history.html", context)


@require_safe
@with_page
def revision(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """One version, for ever under this address."""
    row = _visible(request, page, number)
    try:
        # Its links are no rows any more, so it is rendered anew: they lead to what is there now.
        text = links.preview(markdown.render(row.text, page.space), page.space, request.user)
    except markdown.RefusedText:
        text = None
    context = {
        "page": page,
        "space": page.space,
        "revision": row,
        "text": text,
        "is_current": row.pk == page.current_id,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < page.current.number else None,
        "can": policy.abilities(request.user, page),
        "trail": _trail(page),
    }
    return render(request, "wiki/revision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_page
def restore(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """Ask, then make an older version the current one."""
    require(policy.can_restore(request.user, page), page.space)
    row = _visible(request, page, number)
    if request.method == "POST":
        note = _("Restored version %(number)s") % {"number": number}
        try:
            actions.restore_revision(page, editor=request.user, number=number, note=note)
        except markdown.RefusedText as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, note)
        return redirect(page)
    context = {
        "question": _("Restore version %(number)s of “%(title)s”?") % {"number": number, "title": page.title},
        "happens": [
            _("Its text becomes the current one, as a new version. The versions since stay in the history."),
            _("It was saved by %(name)s.") % {"name": row.hand_name},
        ],
        "told": _("People who watch the page are told."),
        "button": _("Restore this version"),
        "cancel_url": reverse("wiki:history", args=[page.space.slug, page.slug]),
        "trail": _trail(page),
    }
    return render(request, "components/confirm.html", context)


def _trail(page: Page) -> list[tuple[str, str]]:
    here = [page.space.slug, page.slug]
    return [*trail_to(page.space, page), (_("History"), reverse("wiki:history", args=here))]


def _open(request: HttpRequest, page: Page) -> QuerySet[Revision]:
    """Its revisions, without those that stayed with earlier readers when it was opened to more."""
    return page.revisions.exclude(is_closed(request.user, item="page"))


def _listed(request: HttpRequest, page: Page) -> QuerySet[Revision]:
    rows = (
        _open(request, page)
        .select_related("author", "agency", "outside_author")
        .annotate(restored_number=F("restored__number"))
    )
    return rows.defer("text", "html", "words", "headings").order_by("-number")


def _visible(request: HttpRequest, page: Page, number: int) -> Revision:
    row = _open(request, page).select_related("author", "agency", "outside_author").filter(number=number).first()
    if row is None or (row.suppressed and not policy.can_see_suppressed(request.user, page)):
        raise Http404
    return row


def _compared(request: HttpRequest, page: Page, may_see: bool) -> Comparison | None:
    numbers = sorted(filter(None, (_number(request, "a"), _number(request, "b"))))
    if len(numbers) < 2:
        return None
    rows = _open(request, page).filter(number__in=numbers)
    found = {row.number: row for row in (rows if may_see else rows.filter(suppressed=False))}
    if not found.keys() >= set(numbers):
        raise Http404
    old, new = found[numbers[0]], found[numbers[1]]
    return Comparison(old, new, Passages(diff_words(old.text, new.text)))


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _newer_url(page: Page, before: int | None) -> str:
    """The screen of newer versions: the first, or the one that ends where this begins."""
    if not before or before > page.current.number:
        return ""
    return f"?before={before + SIZE}" if before + SIZE <= page.current.number else "?"

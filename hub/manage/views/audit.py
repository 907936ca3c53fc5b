"""Reading what was done, and taking it along as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hub import events
from hub.manage import audit as rows_of
from hub.manage.access import for_administrators
from hub.manage.frame import page
from hub.manage.spreadsheets import table
from hub.paging import cut

MOST = 50_000  # rows of one table
_BATCH = 500


@require_safe
@for_administrators
def audit(request: HttpRequest) -> HttpResponse:
    """Newest first, by person, verb and day."""
    found, filters = rows_of.asked_for(request.powers, request)
    part = cut(found.select_related("actor"), request, by="created_at", size=50)
    verbs = rows_of.events_for(request.powers).order_by("verb").values_list("verb", flat=True).distinct()
    context = {"part": part, "rows": rows_of.with_names(part.rows, request.powers), "filters": filters, "verbs": verbs}
    context["is_filtered"] = any(filters.values())
    context["query"] = request.GET.urlencode()
    return page(request, "manage/audit.html", "audit", context)


@require_POST
@for_administrators
def export(request: HttpRequest) -> HttpResponse:
    """The rows that the filters of the address name, as a table; that it was taken is written down first."""
    found, filters = rows_of.asked_for(request.powers, request)
    body = request.powers.agency.pk if request.powers.agency else None
    said = {name: str(value) for name, value in filters.items() if value}
    events.record(request.user, "hub.audit_exported", audit=True, filters=said, body=body)
    response = StreamingHttpResponse(table(_rows(found, request.powers)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{timezone.now():%Y-%m-%d}.csv"'
    return response


def _rows(found, powers):
    yield rows_of.COLUMNS
    batch = []
    for event in found.select_related("actor").order_by("-pk")[:MOST].iterator(chunk_size=_BATCH):
        batch.append(event)
        if len(batch) == _BATCH:
            yield from rows_of.lines(rows_of.with_names(batch, powers))
            batch = []
    yield from rows_of.lines(rows_of.with_names(batch, powers))

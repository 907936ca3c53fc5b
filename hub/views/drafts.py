"""Drafts: kept while somebody writes, listed to go on with or to throw away."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub import drafts
from hub.actions.drafts import TooMuch, discard_draft, save_draft
from hub.middleware.gate import for_readers
from hub.models import Draft, Item, Space, User


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def all_drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts; a POST keeps one (the editor does that every few seconds)."""
    if request.method == "POST":
        return _keep(request)
    rows = list(drafts.drafts_of(request.user))
    reach = set(drafts.in_reach(Draft.objects.filter(user=request.user), request.user).values_list("pk", flat=True))
    for row in rows:
        row.is_in_reach = row.pk in reach
        # What the writer may not see any more says nothing new about itself: only their own words stay.
        if not row.is_in_reach:
            row.item = row.space = None
        place = row.space or (row.item.space if row.item else None)
        row.place = place.title if place else ""
        row.title, row.url = drafts.title_of(row), drafts.url_of(row) if row.is_in_reach else ""
        row.type = Item.kinds.get(row.kind)
        name = row.type._meta.verbose_name if row.type else _("text")
        row.what = (_("Change of a %(name)s") if row.item else _("New %(name)s")) % {"name": name}
        row.words = "\n\n".join(value for value in row.fields.values() if isinstance(value, str) and len(value) > 40)
    return render(request, "hub/drafts.html", {"drafts": rows})


@for_readers
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one of one's own drafts away."""
    discard_draft(get_object_or_404(Draft, pk=pk, user=request.user))
    messages.success(request, _("Draft discarded"))
    return redirect("hub:drafts")


def _keep(request: HttpRequest) -> JsonResponse:
    fields, asked = _fields(request.POST.get("fields", "")), request.POST
    kind, base = asked.get("kind", ""), asked.get("base", "")
    if fields is None or not (kind.isidentifier() and len(kind) <= 20) or not (base == "" or _is_number(base)):
        return JsonResponse({"error": _("This is no draft")}, status=400)
    slug = asked.get("space", "").replace("\0", "")
    space = get_object_or_404(Space.objects.visible_to(request.user), slug=slug) if slug else None
    try:
        draft = save_draft(
            request.user,
            kind=kind,
            fields=fields,
            item=_item(request.user, asked.get("item", "")),
            space=space,
            parent=_item(request.user, asked.get("parent", "")),
            base=int(base) if base else None,
        )
    except TooMuch as refused:
        return JsonResponse({"error": str(refused)}, status=413)
    return JsonResponse({"id": draft.pk if draft else None, "saved_at": draft.changed_at.isoformat() if draft else None})


def _fields(text: str) -> dict | None:
    """The form's fields: names with a text or a list of texts; None for anything else.

    Without NUL and halves of characters, which JSON can say and PostgreSQL cannot keep.
    """
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    kept = {}
    for name, value in fields.items():
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in texts):
            return None
        texts = [_storable(one) for one in texts]
        kept[_storable(name)] = texts if isinstance(value, list) else texts[0]
    return kept


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _item(user: User, number: str) -> Item | None:
    """The item a draft belongs to, if its writer may see it."""
    if not number:
        return None
    if not _is_number(number):
        raise Http404
    return get_object_or_404(Item.objects.visible_to(user), pk=number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10

"""The bin of the hub: what was removed anywhere, and destroying one thing of it for good."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.keys import LONGEST_KEY
from hub.manage.access import for_the_hub
from hub.manage.bin import PurgeForm, name_of
from hub.manage.frame import page
from hub.manage.holding import find
from hub.models import Item, Space
from hub.moderation import holding, purging
from hub.moderation.flagging import knows_of
from hub.paging import cut
from hub.questions import typed


@require_safe
@for_the_hub
def bin(request: HttpRequest) -> HttpResponse:
    """What was removed, the latest first; `?find=` the address that something had."""
    rows, asked = purging.removed().select_related("space"), typed(request, "find", longest=500)
    if asked:
        found, part = find(asked), urlsplit(asked).fragment
        if isinstance(found, Item) and part and found.removed_at is None and _is_in_bin(found, part):
            return redirect(f"{reverse('manage:purge', args=[found.pk])}?{urlencode({'part': part})}")
        rows = rows.filter(pk=found.pk) if isinstance(found, Item) else rows.none()
    part = cut(rows, request, by="removed_at")
    known = Item.objects.known_to(request.user)
    readable = set(known.filter(pk__in=[row.pk for row in part.rows]).values_list("pk", flat=True))
    listed = set(Space.objects.listed_to(request.user).values_list("pk", flat=True))
    for row in part.rows:
        row.name = name_of(row, is_readable=row.pk in readable)
        row.place = _place(row, is_listed=row.space_id in listed)
    return page(request, "manage/bin.html", "bin", {"part": part, "find": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def purge(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then destroy it, or `?part=` of it. What is on hold stays, and the page says so."""
    part = typed(request, "part", longest=40)
    rows = Item.objects.filter(removed_at=None) if part else purging.removed()
    item = get_object_or_404(rows.select_related("space"), pk=min(pk, LONGEST_KEY))
    if part and not _is_in_bin(item, part):
        raise Http404
    name = name_of(item, is_readable=knows_of(request.user, item.pk))
    hold = purging.hold_on_part(item, part) if part else purging.hold_on(item)
    form = PurgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if part:
            purging.purge_part(item, part, by=request.user, reason=reason)
        else:
            purging.purge(item, by=request.user, reason=reason)
        messages.success(request, _("Destroyed. Nobody can bring it back"))
        return redirect("manage:bin")
    context = {
        "name": _("A post in “%(title)s”") % {"title": name} if part else name,
        "item": item,
        "form": form,
        "held": str(holding.Held(hold)) if hold else "",
        "trail": [(_("Bin"), reverse("manage:bin"))],
    }
    return page(request, "manage/purge.html", "bin", context)


def _is_in_bin(item: Item, part: str) -> bool:
    try:
        purging.hold_on_part(item, part)
    except LookupError:
        return False
    return True


def _place(item: Item, *, is_listed: bool) -> str:
    if item.space is None:
        return _("Outside all spaces")
    return item.space.title if is_listed else _("Space number %(n)s") % {"n": item.space_id}

"""Holds: what must not be destroyed or erased, set and lifted by those who run the hub."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.keys import LONGEST_KEY
from hub.manage.access import for_the_hub
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.holding import HoldForm
from hub.models import Hold, Item, Space, User
from hub.moderation import holding

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def holds(request: HttpRequest) -> HttpResponse:
    """What is held now and was held before; put something on hold."""
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        target, said = form.cleaned_data["target"], {name: form.cleaned_data[name] for name in ("why", "until")}
        kind = "person" if isinstance(target, User) else "space" if isinstance(target, Space) else "item"
        holding.put(by=request.user, **{kind: target}, **said)
        messages.success(request, _("On hold. Nothing of it is destroyed or erased until you lift it"))
        return redirect("manage:holds")
    rows = list(Hold.objects.select_related("person", "space", "item__space", "by", "lifted_by").order_by("-pk")[:SHOWN])
    readable = set(
        Item.objects.visible_to(request.user).filter(pk__in=[row.item_id for row in rows]).values_list("pk", flat=True)
    )
    known = set(Space.objects.listed_to(request.user).values_list("pk", flat=True))
    for row in rows:
        row.name = _name(row, readable, known)
    context = {
        "form": form,
        "held": [row for row in rows if row.is_in_force],
        "ended": [row for row in rows if not row.is_in_force],
    }
    return page(request, "manage/holds.html", "holds", context)


@require_http_methods(["POST"])
@for_the_hub
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let go."""
    hold = get_object_or_404(Hold.objects.in_force(), pk=min(pk, LONGEST_KEY))
    if not is_sure(request):
        return ask_again(
            request,
            "holds",
            question=_("Lift this hold?"),
            happens=[
                _("From then on it may be destroyed or erased like anything else."),
                _("Why it was held: %(why)s") % {"why": hold.why},
            ],
            button=_("Lift the hold"),
            cancel_url=reverse("manage:holds"),
        )
    holding.lift(hold, by=request.user)
    messages.success(request, _("The hold is lifted"))
    return redirect("manage:holds")


def _name(row: Hold, readable: set[int], known: set[int]) -> str:
    """What is held, in words that whoever runs the hub may read: nothing narrower by its title."""
    if row.person_id:
        return str(row.person)
    if row.space_id:
        return row.space.title if row.space_id in known else _("Space number %(n)s") % {"n": row.space_id}
    if row.item_id in readable:
        return row.item.title
    return _("%(kind)s number %(n)s") % {"kind": row.item.kind_label.capitalize(), "n": row.item_id}

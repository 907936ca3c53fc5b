"""Moving something to another space: choose which, see who gains and who loses, then do it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from hub import policy
from hub.actions import relocating
from hub.keys import LONGEST_KEY
from hub.models import Item, Space, User, specific
from hub.reach import change_between, reach_of
from hub.readers import readers_of
from hub.views.visible import TickForm, count_of


class MoveForm(forms.Form):
    """Which of the spaces where they may write."""

    space = forms.ModelChoiceField(
        label=gettext_lazy("Space"),
        queryset=Space.objects.none(),
        empty_label=gettext_lazy("Choose a space"),
        help_text=gettext_lazy("Only spaces where you may write. You are shown who gains and who loses before anything moves"),
        error_messages={"required": gettext_lazy("Choose the space that it moves to")},
    )

    def __init__(self, *args, item: Item, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = policy.writable_spaces(by).exclude(pk=item.space_id).order_by("title")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an item, with what belongs to it, to another space; for those who may change it where it is and write there."""
    rows = Item.objects.visible_to(request.user).select_related("space")
    item = specific([get_object_or_404(rows, pk=min(pk, LONGEST_KEY))])[0]
    policy.require(relocating.can_move(request.user, item), item.space)
    form = MoveForm(request.POST if request.method == "POST" else None, item=item, by=request.user)
    if "count" in request.POST:
        return count_of(reach_of(item).in_space(form.cleaned_data["space"]) if form.is_valid() else None)
    if form.is_valid():
        try:
            if "sure" in request.POST:
                return _moved(request, item, form.cleaned_data["space"])
            return _preview(request, item, form.cleaned_data["space"])
        except relocating.CannotMove as reason:
            form.add_error("space", reason.message)
    context = {"item": item, "space": item.space, "form": form, "trail": [(item.title, item.get_absolute_url())]}
    return render(request, "hub/move.html", context)


def _preview(request: HttpRequest, item: Item, space: Space) -> HttpResponse:
    before = reach_of(item)
    after = before.in_space(space)
    change = change_between(before, after)
    below = len(relocating.movers[item.kind].family(item, request.user)) - 1
    happens = [_("Its old address leads on to the new one, for those who can see it there.")]
    if below:
        said = ngettext("%(n)s page below it moves with it.", "%(n)s pages below it move with it.", below)
        happens.insert(0, said % {"n": below})
    happens.append(_("Links to it, and links in it, go on leading where they lead now."))
    happens.append(_("Its discussions move with it. Who can no longer see it is not told of it any more."))
    context = {
        "question": _("Move “%(title)s” to %(space)s?") % {"title": item.title, "space": space.title},
        "change": change,
        "readers": readers_of(after),
        "happens": happens,
        "sent": [("space", space.pk)],
        "ticks": TickForm() if change.gained else None,
        "button": _("Move it"),
        "cancel_url": reverse("hub:move", args=[item.pk]),
    }
    return render(request, "hub/who_gains.html", context)


def _moved(request: HttpRequest, item: Item, space: Space) -> HttpResponse:
    ticks = TickForm(request.POST)
    ticks.is_valid()
    moved = relocating.relocate(item, space, by=request.user, ticked=ticks.ticked())
    messages.success(request, _("Moved to %(space)s") % {"space": space.title})
    if not Item.objects.visible_to(request.user).filter(pk=moved.pk).exists():
        return redirect(space)
    return redirect(moved)

"""Who can see something, and changing that: nothing opens to more people before it was shown who they are."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from hub import policy
from hub.actions import opening
from hub.forms import AudienceForm
from hub.keys import LONGEST_KEY
from hub.models import Item, specific
from hub.reach import Reach, change_between, reach_of
from hub.readers import readers_of


class TickForm(forms.Form):
    """Which older parts open too; a part that is not ticked stays with those who can see it now."""

    revisions = forms.BooleanField(label=gettext_lazy("Earlier versions, and what changed in them"), required=False)
    comments = forms.BooleanField(label=gettext_lazy("Discussions that are there already"), required=False)
    files = forms.BooleanField(label=gettext_lazy("Files that only earlier versions show"), required=False)

    def ticked(self) -> opening.Ticked:
        return opening.Ticked(**self.cleaned_data)


@require_safe
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can see an item: in words, counted exactly now, and by agency; `?count=1` is the count alone, for scripts."""
    item = _found(request, pk)
    if "count" in request.GET:
        return count_of(item)
    everybody = change_between(opening.planned(reach_of(item), Item.To.PEOPLE, (), ()), reach_of(item)).gain
    context = {
        "item": item,
        "space": item.space,
        "by_agency": everybody,
        "may_change": policy.can_set_audience(request.user, item),
        "trail": [(item.title, item.get_absolute_url())],
    }
    return render(request, "hub/readers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an item narrower or wider within its space. Wider asks first: who gains, and what of its past they get."""
    item = _found(request, pk)
    policy.require(policy.can_set_audience(request.user, item), item.space)
    form = AudienceForm(request.POST or None, initial=AudienceForm.initial_of(item), by=request.user, item=item)
    if "count" in request.POST:
        return count_of(opening.planned(reach_of(item), **form.chosen()) if form.is_valid() else None)
    if not form.is_valid():
        trail = [(item.title, item.get_absolute_url())]
        return render(request, "hub/audience.html", {"item": item, "space": item.space, "form": form, "trail": trail})
    chosen, before = form.chosen(), reach_of(item)
    after = opening.planned(before, **chosen)
    change = change_between(before, after)
    ticks = TickForm(request.POST)
    if (change.gained or change.lost) and "sure" not in request.POST:
        context = {
            "question": _("Change who can see “%(title)s”?") % {"title": item.title},
            "change": change,
            "readers": readers_of(after),
            "sent": form.sent(),
            "ticks": TickForm() if change.gained else None,
            "button": _("Change who can see it"),
            "cancel_url": reverse("hub:audience", args=[item.pk]),
        }
        return render(request, "hub/who_gains.html", context)
    ticks.is_valid()
    opening.set_audience(item, by=request.user, **chosen, ticked=ticks.ticked())
    messages.success(request, _("Saved. Who can see it has changed.") if change.gained or change.lost else _("Saved."))
    if not Item.objects.visible_to(request.user).filter(pk=item.pk).exists():
        return redirect(item.space)
    return redirect("hub:readers", item.pk)


def count_of(thing: Item | Reach | None) -> HttpResponse:
    """The count alone, of what is or is planned, for scripts that show it while somebody chooses; nothing for no choice yet."""
    if thing is None:
        return HttpResponse(status=204)
    return HttpResponse(render_to_string("components/visible_count.html", {"readers": readers_of(thing)}).strip())


def _found(request: HttpRequest, pk: int) -> Item:
    rows = Item.objects.visible_to(request.user).select_related("space")
    return specific([get_object_or_404(rows, pk=min(pk, LONGEST_KEY))])[0]

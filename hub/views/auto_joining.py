"""Agencies whose people join a space by themselves: owners name them, and see how many come before they do."""

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
from hub.actions import auto_joining
from hub.keys import LONGEST_KEY
from hub.models import Agency, AutoJoin, Space


class AutoJoinForm(forms.Form):
    """Which agency, and whether those who are there already come too."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.none(),
        empty_label=gettext_lazy("Choose an agency"),
        error_messages={"required": gettext_lazy("Choose an agency")},
    )
    everybody = forms.BooleanField(
        label=gettext_lazy("Also people who work there now"),
        required=False,
        help_text=gettext_lazy("Not those who left the space, or whose membership was ended. Guests never join this way"),
    )

    def __init__(self, *args, space: Space, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(state=Agency.State.CONFIRMED).order_by("name")


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, space: str) -> HttpResponse:
    """Name an agency (the first POST asks, with the count; the one with `sure` does it), or `stop` one; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space) and space.is_active, space)
    here = reverse("hub:auto_join", args=[space.slug])
    if request.method == "POST" and "stop" in request.POST:
        said = request.POST["stop"]
        key = min(int(said), LONGEST_KEY) if said.isascii() and said.isdigit() else 0
        rule = get_object_or_404(AutoJoin.objects.select_related("space", "agency"), pk=key, space=space)
        auto_joining.stop(rule, by=request.user)
        messages.success(request, _("People of %(agency)s no longer join by themselves.") % {"agency": rule.agency.name})
        return redirect(here)
    form = AutoJoinForm(request.POST or None, space=space)
    if form.is_valid():
        return _named(request, space, **form.cleaned_data)
    context = {
        "space": space,
        "form": form,
        "rules": AutoJoin.objects.filter(space=space).select_related("agency", "by").order_by("agency__name"),
        "trail": [
            (_("Spaces"), reverse("hub:spaces")),
            (space.title, space.get_absolute_url()),
            (_("Members"), reverse("hub:members", args=[space.slug])),
        ],
    }
    return render(request, "hub/auto_join.html", context)


def _named(request: HttpRequest, space: Space, agency: Agency, everybody: bool) -> HttpResponse:
    here = reverse("hub:auto_join", args=[space.slug])
    if "sure" in request.POST:
        auto_joining.start(space, agency, by=request.user, everybody=everybody)
        messages.success(request, _("People of %(agency)s join from now on.") % {"agency": agency.name})
        return redirect(here)
    count = auto_joining.who_would_join(AutoJoin(space=space, agency=agency, everybody=everybody)).count()
    happens = [_("Whoever is admitted for this agency from now on becomes a member, and can read what members read.")]
    if everybody:
        said = ngettext("%(n)s person becomes a member at once.", "%(n)s people become members at once.", count)
        happens.insert(0, said % {"n": count})
    happens.append(_("They get no mail and watch nothing. They can leave, and are not joined again."))
    context = {
        "question": _("Let people of %(agency)s join by themselves?") % {"agency": agency.name},
        "happens": happens,
        "sent": [("agency", agency.pk), *([("everybody", "on")] if everybody else [])],
        "button": _("Let them join"),
        "cancel_url": here,
        "space": space,
    }
    return render(request, "hub/auto_join_sure.html", context)

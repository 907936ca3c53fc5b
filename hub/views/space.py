"""One space: its overview and settings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import policy
from hub.actions.spaces import change_space
from hub.feed import feed
from hub.forms import SpaceForm
from hub.models import Item, Space
from hub.reach import Reach, change_between, reach_of_space
from hub.readers import readers_of
from hub.views.closing_space import led_on
from hub.views.members import owners_of
from hub.views.visible import TickForm, count_of


@require_safe
def overview(request: HttpRequest, space: str) -> HttpResponse:
    """What the space is for, what is new in it, who answers for it and who can see it."""
    space = policy.find_space(request.user, space)
    if elsewhere := led_on(request, space):
        return elsewhere
    items = Item.objects.visible_to(request.user).filter(space=space)
    return render(
        request,
        "hub/space.html",
        {
            "space": space,
            "part": feed(items, request, size=15),
            "owners": owners_of(space),
            "can": policy.space_abilities(request.user, space),
            "role": policy.role(request.user, space),
            "trail": _trail(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, space: str) -> HttpResponse:
    """Change name, purpose and who can see it; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    form = SpaceForm(request.POST or None, initial=SpaceForm.initial_of(space))
    form.stands = f"{space.title}\n{space.purpose}"
    if "count" in request.POST:
        return count_of(_planned(space, form) if form.is_valid() else None)
    if form.is_valid():
        if "sure" not in request.POST and (asked := _who_gains(request, space, form)):
            return asked
        ticks = TickForm(request.POST)
        ticks.is_valid()
        change_space(space, by=request.user, **form.cleaned_data, ticked=ticks.ticked())
        messages.success(request, _("The settings are saved."))
        return redirect(space)
    return render(request, "hub/space_settings.html", {"space": space, "form": form, "trail": _trail(space)})


def _who_gains(request: HttpRequest, space: Space, form: SpaceForm) -> HttpResponse | None:
    """Asks before other people can see what is in the space; None where they are the same as now."""
    before = reach_of_space(space)
    after = _planned(space, form)
    change = change_between(before, after)
    if not change.gained and not change.lost:
        return None
    # What is narrower than the space opens to nobody, and its owner need not know that it is there.
    opens = Item.objects.visible_to(request.user).filter(space=space, audience=Item.To.SPACE, kind__in=Item.kinds)
    kinds = [
        (count, getattr(Item.kinds[kind]._meta, "verbose_name" if count == 1 else "verbose_name_plural"))
        for kind, count in Counter(opens.values_list("kind", flat=True)).most_common()
    ]
    context = {
        "question": _("Change who can see “%(title)s”?") % {"title": space.title},
        "change": change,
        "readers": readers_of(after),
        "kinds": kinds if change.gained else [],
        "sent": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "ticks": TickForm() if change.gained else None,
        "button": _("Save settings"),
        "cancel_url": request.path,
    }
    return render(request, "hub/who_gains.html", context)


def _planned(space: Space, form: SpaceForm) -> Reach:
    """How far the content of `space` will reach with these settings."""
    sent = form.cleaned_data
    chosen = sent["agencies"] if sent["visibility"] == Space.Visibility.AGENCIES else ()
    keys = frozenset(agency.pk for agency in chosen)
    return replace(reach_of_space(space), visibility=sent["visibility"], space_agencies=keys)


def _trail(space: Space | None = None) -> list[tuple[str, str]]:
    trail = [(_("Spaces"), reverse("hub:spaces"))]
    return [*trail, (space.title, space.get_absolute_url())] if space else trail

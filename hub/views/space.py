"""One space: its overview and settings."""

from __future__ import annotations

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
from hub.views.members import owners_of


@require_safe
def overview(request: HttpRequest, space: str) -> HttpResponse:
    """What the space is for, what is new in it, who answers for it and who can see it."""
    space = policy.find_space(request.user, space)
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
    if form.is_valid():
        change_space(space, by=request.user, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect(space)
    return render(request, "hub/space_settings.html", {"space": space, "form": form, "trail": _trail(space)})


def _trail(space: Space | None = None) -> list[tuple[str, str]]:
    trail = [(_("Spaces"), reverse("hub:spaces"))]
    return [*trail, (space.title, space.get_absolute_url())] if space else trail

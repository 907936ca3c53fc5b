"""Removing a leaflet and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.moderation.forms import RemoveForm
from hub.policy import require
from resources import actions, policy
from resources.models import Resource
from resources.views.finding import removed_resource, trail_to, with_resource


@require_http_methods(["GET", "HEAD", "POST"])
@with_resource
def remove(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Ask, then put the leaflet into the bin."""
    require(policy.can_remove(request.user, resource), resource.space)
    form = RemoveForm(request.POST if request.method == "POST" else None, is_own=resource.author_id == request.user.pk)
    if form.is_valid():
        actions.remove_resource(resource, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Leaflet removed. You can bring it back from its old address"))
        return redirect("resources:in_space", resource.space.slug)
    context = {
        "question": _("Remove “%(title)s”?") % {"title": resource.title},
        "happens": [
            _("Nobody finds or downloads it any more, in any version."),
            _("Whoever follows a link to it reads that it was removed, and whom to ask."),
            _("It is kept, and it can be brought back."),
        ],
        "form": form,
        "button": _("Remove leaflet"),
        "destroys": True,
        "cancel_url": resource.get_absolute_url(),
        "trail": trail_to(resource.space, resource),
    }
    return render(request, "components/confirm.html", context)


@require_POST
def bring_back(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Take the leaflet out of the bin."""
    resource = removed_resource(request, pk)
    require(policy.can_bring_back(request.user, resource), resource.space)
    actions.bring_back(resource, by=request.user)
    messages.success(request, _("Leaflet brought back"))
    return redirect(resource)

"""Adding leaflets and versions of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.models import File, Space, User
from hub.policy import find_space, require
from resources import actions, policy
from resources.forms import DetailsForm, NewResourceForm, NewVersionForm
from resources.models import Resource
from resources.views.finding import trail_to, with_resource


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, space: str) -> HttpResponse:
    """Add a leaflet to the library of a space; `?title=` where it is known."""
    space = find_space(request.user, space)
    require(policy.can_add(request.user, space), space)
    form = NewResourceForm(
        *_sent(request),
        uploader=request.user,
        others=related_to(request.user, space),
        by=request.user,
        space=space,
        initial={"title": request.GET.get("title", "")[:200]},
    )
    if form.is_valid():
        details = {name: form.cleaned_data[name] for name in DetailsForm.base_fields}
        try:
            resource = actions.add_resource(space, author=request.user, file=form.stored, **details, **form.readers())
        except File.DoesNotExist:  # sent twice at the same moment: the first made it
            return redirect("resources:in_space", space.slug)
        messages.success(request, _("Added to the library. A picture of its first page follows in a moment"))
        return redirect(resource)
    return render(request, "resources/new.html", {"form": form, "space": space, "trail": trail_to(space)})


@require_http_methods(["GET", "HEAD", "POST"])
@with_resource
def new_version(request: HttpRequest, resource: Resource) -> HttpResponse:
    """Bring a newer version of a leaflet."""
    require(policy.can_add_version(request.user, resource), resource.space)
    form = NewVersionForm(*_sent(request), uploader=request.user, resource=resource)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("note", "review_on")}
        try:
            actions.add_version(resource, author=request.user, file=form.stored, **words)
        except File.DoesNotExist:
            return redirect(resource)
        messages.success(request, _("The new version is the current one now"))
        return redirect(resource)
    context = {"form": form, "resource": resource, "space": resource.space, "trail": trail_to(resource.space, resource)}
    return render(request, "resources/new_version.html", context)


def related_to(user: User, space: Space):
    """Leaflets that one of this space may be a translation or a successor of."""
    return Resource.objects.visible_to(user).filter(space=space)


def _sent(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()

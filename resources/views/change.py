"""Changing what is said about a leaflet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.policy import require
from resources import actions, policy
from resources.forms import EditForm
from resources.models import Resource
from resources.views.add import related_to
from resources.views.finding import trail_to, with_resource


@require_http_methods(["GET", "HEAD", "POST"])
@with_resource
def edit(request: HttpRequest, resource: Resource) -> HttpResponse:
    """The details of a leaflet; whoever was overtaken by somebody else is told before anything is saved."""
    require(policy.can_change(request.user, resource), resource.space)
    others = related_to(request.user, resource.space).exclude(pk=resource.pk)
    form = EditForm(request.POST if request.method == "POST" else None, resource=resource, others=others)
    if form.is_valid():
        if actions.change_details(resource, by=request.user, **form.changes()):
            messages.success(request, _("Details saved"))
        return redirect(resource)
    context = {"form": form, "resource": resource, "space": resource.space, "trail": trail_to(resource.space, resource)}
    return render(request, "resources/edit.html", context)

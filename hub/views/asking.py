"""Asking to be let into a space, from the page that refused; what the owners decide; where one's requests stand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub import policy
from hub.actions import asking
from hub.forms import AskForm
from hub.models import AccessRequest, HandOver, Invitation, Space

KEPT = 50  # requests that the page of one's own shows


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, space: str) -> HttpResponse:
    """Say why one wants to be let in. For a space that the reader may know of; of others it knows as little as they do."""
    space = get_object_or_404(Space.objects.listed_to(request.user), slug=space)
    policy.require(policy.can_ask(request.user, space), space)
    form = AskForm(request.POST or None)
    if form.is_valid():
        asking.ask(space, user=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("You have asked. The owners are told, and you are told what they decide."))
        return redirect("hub:asked")
    trail = [(_("Spaces"), reverse("hub:spaces"))]
    return render(request, "hub/ask.html", {"space": space, "form": form, "trail": trail})


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own request."""
    mine = AccessRequest.objects.filter(user=request.user).select_related("space", "user")
    asking.withdraw(get_object_or_404(mine, pk=pk))
    messages.success(request, _("You have taken your request back."))
    return redirect("hub:asked")


@require_POST
def decide(request: HttpRequest, space: str, pk: int) -> HttpResponse:
    """Let somebody in who asked (`accept`), or not (`decline`); for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    asked = get_object_or_404(AccessRequest.objects.select_related("space", "user"), pk=pk, space=space)
    if not {"accept", "decline"} & set(request.POST):
        return redirect("hub:members", space.slug)
    accepted = "accept" in request.POST
    if not asking.decide(asked, by=request.user, accepted=accepted):
        messages.info(request, _("This request was decided before, or taken back."))
    elif accepted:
        messages.success(request, _("%(name)s is a member now.") % {"name": asked.user})
    else:
        messages.success(request, _("%(name)s is not let in, and is told so.") % {"name": asked.user})
    return redirect("hub:members", space.slug)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Where one's requests stand, and what one was asked: invitations, and spaces to own."""
    listed = Space.objects.listed_to(request.user)
    requests = AccessRequest.objects.filter(user=request.user, space__in=listed).select_related("space")
    context = {
        "requests": requests.order_by("-created_at")[:KEPT],
        "invitations": Invitation.objects.open_to(request.user).select_related("space", "by")[:KEPT],
        "offers": HandOver.objects.filter(to=request.user, state=HandOver.State.WAITING).select_related("space", "by")[:KEPT],
        "trail": [(_("Spaces"), reverse("hub:spaces"))],
    }
    return render(request, "hub/asked.html", context)

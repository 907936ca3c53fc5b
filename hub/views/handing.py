"""Asking somebody to own a space, and answering."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub import policy
from hub.actions import handing
from hub.forms import HandOverForm
from hub.keys import LONGEST_KEY
from hub.models import HandOver


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, space: str) -> HttpResponse:
    """Ask somebody to own the space, with its owner or in their place; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    form = HandOverForm(request.POST or None, initial={"person": request.GET.get("person", "")[:254]}, by=request.user)
    if form.is_valid():
        person = form.cleaned_data["person"]
        handing.offer(space, to=person, by=request.user, stays=form.cleaned_data["stays"])
        messages.success(request, _("%(name)s is asked. Nothing changes until they accept.") % {"name": person})
        return redirect("hub:members", space.slug)
    trail = [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())]
    trail.append((_("Members"), reverse("hub:members", args=[space.slug])))
    return render(request, "hub/hand_over.html", {"space": space, "form": form, "trail": trail})


@require_POST
def withdraw(request: HttpRequest, space: str, pk: int) -> HttpResponse:
    """Take such a question back; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    offered = get_object_or_404(HandOver.objects.select_related("space"), pk=pk, space=space)
    handing.withdraw(offered, by=request.user)
    messages.success(request, _("You have taken the question back."))
    return redirect("hub:members", space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept to own a space (`accept`), or decline; for who was asked, while it is open."""
    mine = HandOver.objects.filter(to=request.user, state=HandOver.State.WAITING).select_related("space", "by", "to")
    if pk > LONGEST_KEY:
        raise Http404
    offered = get_object_or_404(mine, pk=pk)
    if request.method == "POST" and "accept" in request.POST:
        if handing.accept(offered):
            request.user.forget_standing()
            messages.success(request, _("You own %(title)s now.") % {"title": offered.space.title})
            return redirect(offered.space)
        messages.info(request, _("This question is not open any more."))
        return redirect("hub:asked")
    if request.method == "POST" and "decline" in request.POST:
        handing.decline(offered)
        messages.success(request, _("You have declined."))
        return redirect("hub:asked")
    return render(request, "hub/hand_over_answer.html", {"offer": offered, "space": offered.space})

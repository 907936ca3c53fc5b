"""Everybody, one person, and the page on which somebody new says who they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.newcomers import may_pick_agency
from hub.middleware.gate import for_newcomers
from hub.models import Agency
from hub.redirects import next_path
from profiles import actions
from profiles.forms import WelcomeForm
from profiles.models import Profile
from profiles.policy import can_edit

LIMIT = 100


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who is here, by name."""
    profiles = Profile.objects.visible_to(request.user).filter(user__is_active=True, user__verified_at__isnull=False)
    query = request.GET.get("q", "").strip()[:100]
    for word in query.split():
        profiles = profiles.filter(title__icontains=word)
    found = profiles.select_related("user", "agency").order_by("title")[: LIMIT + 1]
    return render(request, "profiles/list.html", {"profiles": found[:LIMIT], "query": query, "more": len(found) > LIMIT})


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """One person."""
    found = get_object_or_404(Profile.objects.visible_to(request.user).select_related("user"), user__handle=handle)
    return render(request, "profiles/profile.html", {"profile": found, "can_edit": can_edit(request.user, found)})


@for_newcomers
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Who are you? Asked once, after the first code."""
    user = request.user
    picks_agency = may_pick_agency(user)
    form = WelcomeForm(request.POST or None, picks_agency=picks_agency, initial={"name": user.name})
    if form.is_valid():
        actions.introduce(user, **form.cleaned_data)
        return redirect(next_path(request))
    agencies = Agency.objects.exclude(state=Agency.State.CLOSED) if picks_agency else []
    return render(request, "profiles/welcome.html", {"form": form, "agencies": agencies, "next": next_path(request)})

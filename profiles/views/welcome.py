"""The page on which somebody new says who they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hub.accounts.newcomers import may_pick_agency
from hub.middleware.gate import for_newcomers
from hub.models import Agency
from hub.redirects import next_path
from profiles import actions
from profiles.forms import WelcomeForm


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

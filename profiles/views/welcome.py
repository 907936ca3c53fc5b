"""The welcome: four short pages for somebody new. Only the first has to be answered."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hub import policy
from hub.accounts import terms
from hub.accounts.newcomers import may_pick_agency, needs_welcome
from hub.actions import members, watching
from hub.middleware.gate import for_newcomers, for_readers
from hub.models import Agency
from hub.redirects import next_path
from profiles import actions, suggestions
from profiles.forms import RoleForm, WelcomeForm
from profiles.models import Profile

PAGES = 4


@for_readers
@for_newcomers
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Page 1: name, where it has to be asked the organisation, and the house rules. Asked again when those change."""
    user = request.user
    is_new = needs_welcome(user)
    picks_agency = may_pick_agency(user)
    asks_terms = not terms.has_accepted(user)
    form = WelcomeForm(
        request.POST or None,
        picks_agency=picks_agency,
        asks_terms=asks_terms,
        initial={"name": user.name, "language": user.language or request.LANGUAGE_CODE},
    )
    if form.is_valid():
        asked = form.cleaned_data
        actions.introduce(user, name=asked["name"], agency_name=asked.get("agency_name", ""), language=asked["language"])
        if asks_terms:
            terms.accept(user)
        return redirect(_page("welcome_role", request) if is_new and user.standing.anybody else next_path(request))
    agencies = Agency.objects.exclude(state=Agency.State.CLOSED) if picks_agency else []
    context = {"is_new": is_new or asks_terms is False, "agencies": agencies, "asks_terms": asks_terms}
    return _show(request, 1, {"form": form, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest) -> HttpResponse:
    """Page 2: what they do, beside the organisation that their address says."""
    profile = Profile.objects.filter(user=request.user).first()
    form = RoleForm(request.POST or None, initial={"role": getattr(profile, "role", ""), "team": getattr(profile, "team", "")})
    if profile is not None and form.is_valid():
        actions.say_role(profile, **form.cleaned_data)
        return redirect(_page("welcome_follow", request))
    return _show(request, 2, {"form": form, "then": _page("welcome_follow", request)})


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Page 3: topics to follow and spaces to join, of those that they can see and that are open to them."""
    user = request.user
    if not policy.standing(user).staff:
        return redirect(_page("welcome_secure", request))
    topics, spaces = suggestions.topics_for(user), suggestions.spaces_for(user)
    if request.method == "POST":
        for topic in topics:
            if topic.slug in request.POST.getlist("topics"):
                watching.turn(user, topic, on=True)
        for space in spaces:
            if space.slug in request.POST.getlist("spaces"):
                members.join(space, user=user)
        return redirect(_page("welcome_secure", request))
    return _show(request, 3, {"topics": topics, "spaces": spaces, "then": _page("welcome_secure", request)})


@require_safe
def secure(request: HttpRequest) -> HttpResponse:
    """Page 4: another way in, for the day when the mailbox is not at hand."""
    return _show(request, 4, {"then": next_path(request)})


def _page(name: str, request: HttpRequest) -> str:
    """The address of a page of the welcome, which remembers where they were going."""
    then = next_path(request)
    return reverse(f"profiles:{name}") + (f"?{urlencode({'next': then})}" if then != "/" else "")


def _show(request: HttpRequest, number: int, context: dict) -> HttpResponse:
    context = {"number": number, "pages": PAGES, "next": next_path(request), **context}
    return render(request, f"profiles/welcome_{number}.html", context)

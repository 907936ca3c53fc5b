"""Security settings: the second ways in of somebody, and the browsers they are signed in with."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts import proof, second_ways, sessions
from hub.accounts.models import SignIn
from hub.accounts.proof import require_recent_sign_in
from hub.manage.access import powers_of
from hub.middleware.gate import for_readers
from hub.redirects import next_path

_THEN = "after_second_way"  # in the session: where somebody was going who had to add one first
_SHOWN = "recovery_codes_shown"  # in the session: until when the new codes may be read
SHOWN_FOR = 600  # seconds


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How somebody signs in, and where they are signed in now."""
    if "next" in request.GET:
        request.session[_THEN] = next_path(request)
    ways = proof.ways_of(request.user)
    context = {
        "ways": ways,
        "keys": [(row, row.wrap().name) for row in ways.passkeys],
        "required": bool(powers_of(request.user)),
        "places": sessions.places_of(request.user, request.session.session_key),
        "trail": [(_("Settings"), reverse("account_settings"))],
    }
    return render(request, "accounts/security.html", context)


@for_readers
@require_recent_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove_way(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an app or a passkey away, after asking."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    way = get_object_or_404(Authenticator, pk=pk, user=request.user, type__in=kinds)
    is_app = way.type == Authenticator.Type.TOTP
    if request.method == "POST":
        second_ways.remove(way)
        messages.success(request, _("The app is removed") if is_app else _("The passkey is removed"))
        return redirect("security")
    last = not Authenticator.objects.filter(user=request.user, type__in=kinds).exclude(pk=pk).exists()
    happens = [_("Whoever can read your email can then sign in as you, and your recovery codes stop working.")] if last else []
    if last and powers_of(request.user):
        happens.append(_("You cannot administer the hub until you add a second way in again."))
    context = {
        "question": _("Remove the app?") if is_app else _("Remove “%(name)s”?") % {"name": way.wrap().name},
        "happens": happens,
        "button": _("Remove"),
        "cancel_url": reverse("security"),
        "destroys": True,
    }
    return render(request, "components/confirm.html", context)


def show_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Go to the page of the codes just made, which can be read in this session for a few minutes and never again."""
    request.session[_SHOWN] = int(time.time()) + SHOWN_FOR
    return redirect("recovery_codes")


@for_readers
@require_recent_sign_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The new codes, once; or how many are left, and new ones instead."""
    ways = proof.ways_of(request.user)
    if not ways:
        return redirect("security")
    if "kept" in request.POST:
        request.session.pop(_SHOWN, None)
        return redirect(go_on(request))
    if request.method == "POST":
        second_ways.make_recovery_codes(request.user)
        return show_recovery_codes(request)
    context = {
        "codes": second_ways.recovery_codes_of(request.user) if _may_be_read(request) else [],
        "left": ways.recovery_codes,
        "minutes": SHOWN_FOR // 60,
        "trail": [(_("Settings"), reverse("account_settings")), (_("Security"), reverse("security"))],
    }
    return render(request, "accounts/recovery_codes.html", context)


@never_cache
@require_safe
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The same as a file, for as long as they can be read."""
    if not _may_be_read(request):
        raise Http404
    lines = [_("Recovery codes for %(email)s. Each works once.") % {"email": request.user.email}, ""]
    text = "\r\n".join([*lines, *second_ways.recovery_codes_of(request.user), ""])
    name = 'attachment; filename="recovery-codes.txt"'
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})


def go_on(request: HttpRequest) -> str:
    """Where somebody was going before they had to add a second way in."""
    return request.session.pop(_THEN, None) or reverse("security")


def _may_be_read(request: HttpRequest) -> bool:
    return time.time() < request.session.get(_SHOWN, 0)


@for_readers
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    place = get_object_or_404(SignIn, pk=pk, user=request.user)
    if place.session == request.session.session_key:
        raise Http404  # that one ends with "Sign out"
    sessions.end(place)
    messages.success(request, _("Signed out there"))
    return redirect("security")


@for_readers
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    count = sessions.end_all(request.user, but=request.session.session_key)
    text = ngettext("Signed out in %(count)d other place", "Signed out in %(count)d other places", count)
    messages.success(request, text % {"count": count})
    return redirect("security")

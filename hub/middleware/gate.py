"""Nobody comes in without having proved who they are: every view is for members unless it says otherwise."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hub import events
from hub.accounts.newcomers import has_new_terms, needs_welcome, welcome_url
from hub.accounts.reproving import is_read_only
from hub.policy import standing
from hub.views.errors import has_words, read_only, signed_out

_READS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def public(view: Callable) -> Callable:
    """Mark a view that people who are not signed in may ask."""
    view.is_public = True
    return view


def for_newcomers(view: Callable) -> Callable:
    """Mark a view for everybody who proved an address, also before they have said who they are."""
    view.is_for_newcomers = True
    return view


def for_readers(view: Callable) -> Callable:
    """Mark a view whose POST writes nothing that others read: it is open to who has to prove their address again."""
    view.is_for_readers = True
    return view


class MembersOnly:
    """Signed in, verified, active, and staff or a guest whose date has not come; else the sign-in page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = events.client_address.set(request.META.get("REMOTE_ADDR"))
        try:
            return self.get_response(request)
        finally:
            events.client_address.reset(token)

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "is_public", False):
            return None
        user = request.user
        if user.is_authenticated and user.verified_at:
            if getattr(view, "is_for_newcomers", False):
                return None
            if needs_welcome(user):
                return _come_in(request) if _wants_json(request) else redirect(welcome_url(_wanted(request)))
            if has_new_terms(user) and _is_page(request):
                return redirect(welcome_url(_wanted(request)))
            if request.method not in _READS and not getattr(view, "is_for_readers", False) and is_read_only(user):
                return _read_only(request)
        if standing(user).anybody or getattr(user, "is_administrator", False):
            return None
        if _wants_json(request):
            return _come_in(request)
        if user.is_authenticated:
            return render(request, "accounts/no_entry.html", status=403)
        if has_words(request):
            return signed_out(request)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def _wanted(request) -> str:
    """Where they go on to after the welcome."""
    return request.get_full_path() if request.method == "GET" else "/"


def _wants_json(request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _is_page(request) -> bool:
    """Whether a person waits for a whole page: never a part of one, a picture, or what a script keeps for them."""
    is_part = "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest", "document") != "document"
    return request.method == "GET" and not is_part and not _wants_json(request)


def _come_in(request) -> JsonResponse:
    return JsonResponse({"error": _("Sign in again to go on")}, status=401)


def _read_only(request):
    if _wants_json(request):
        return JsonResponse({"error": _("Prove your work address before you write")}, status=403)
    return read_only(request)

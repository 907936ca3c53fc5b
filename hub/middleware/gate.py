"""Nobody comes in without having proved who they are: every view is for members unless it says otherwise."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseForbidden, JsonResponse
from django.utils.translation import gettext as _

from hub import events
from hub.policy import standing


def public(view):
    """Mark a view that people who are not signed in may ask."""
    view.is_public = True
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
        if getattr(view, "is_public", False) or view.__module__.startswith("allauth."):
            return None
        if standing(request.user).anybody or getattr(request.user, "is_administrator", False):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": _("Sign in again to go on")}, status=401)
        if request.user.is_authenticated:
            return HttpResponseForbidden(_("Your account cannot be used at the moment"))
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

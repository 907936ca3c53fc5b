"""What people see when something may not be, is not there, or went wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hub import policy
from hub.models import Space
from hub.views.members import owners_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent makes no sense."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: which space it is and who can let the reader in, where they may know of the space."""
    if _wants_json(request):
        return JsonResponse({"error": _("You cannot do this")}, status=403)
    space = getattr(exception, "space", None)
    if space is None or not Space.objects.listed_to(request.user).filter(pk=space.pk).exists():
        return render(request, "403.html", status=403)
    who = [row.user for row in owners_of(space)]
    closed = not policy.can_read_space(request.user, space)
    return render(request, "403.html", {"space": space, "who": who, "closed": closed}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what never was and for what the reader may not know of."""
    if _wants_json(request):
        return JsonResponse({"error": _("There is nothing at this address that you can see.")}, status=404)
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: says sorry and the number under which the log has it. Asks nothing of the database, which may be what failed."""
    frame = {
        "hub_name": settings.HUB_NAME,
        "marking": settings.HUB_MARKING,
        "number": getattr(request, "id", ""),
    }
    return HttpResponse(render_to_string("500.html", frame), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open for too long, or came from elsewhere."""
    if _wants_json(request):
        return JsonResponse({"error": _("This page was open for too long. Reload it and try again")}, status=403)
    sentence = _("This page was open for too long. Go back, reload it and try again: your text is still there.")
    return render(request, "403.html", {"reason": sentence}, status=403)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")

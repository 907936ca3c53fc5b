"""What people see when something may not be, is not there, or went wrong."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import policy
from hub.forms import AskForm
from hub.models import AccessRequest, Space
from hub.views.members import owners_of

_WORTH_KEEPING = 12  # characters: shorter ones are choices, codes and numbers, but in the fields that people write into
_LABELS = {
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "body": gettext_lazy("Text"),
    "note": gettext_lazy("Note"),
    "summary": gettext_lazy("Summary"),
    "purpose": gettext_lazy("What it is for"),
    "reason": gettext_lazy("Reason"),
}
_NOT_WRITTEN = {"csrfmiddlewaretoken", "credential", "code", "next"}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent makes no sense."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: which space it is and who can let the reader in, where they may know of the space."""
    if _wants_json(request):
        return JsonResponse({"error": _("You cannot do this")}, status=403)
    space = getattr(exception, "space", None)
    if space is None or not Space.objects.listed_to(request.user).filter(pk=space.pk).exists():
        return render(request, "403.html", {"base": _frame(request), "texts": _typed(request)}, status=403)
    who = [row.user for row in owners_of(space)]
    closed = not policy.can_read_space(request.user, space)
    belongs = policy.role(request.user, space) is not None
    context = {"space": space, "who": who, "closed": closed, "belongs": belongs, "texts": _typed(request)}
    context["base"] = _frame(request)
    if closed:
        # Asked from the very page that refused; what the page says about the space is no more than before.
        context["may_ask"] = policy.can_ask(request.user, space)
        context["form"] = AskForm() if context["may_ask"] else None
        context["asked"] = AccessRequest.objects.filter(space=space, user=request.user, state="waiting").first()
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what never was and for what the reader may not know of."""
    if _wants_json(request):
        return JsonResponse({"error": _("There is nothing at this address that you can see.")}, status=404)
    return render(request, "404.html", {"base": _frame(request), "texts": _typed(request)}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: says sorry and the number under which the log has it. Asks nothing of the database, which may be what failed."""
    frame = {
        "hub_name": settings.HUB_NAME,
        "marking": settings.HUB_MARKING,
        "number": getattr(request, "id", ""),
    }
    return HttpResponse(render_to_string("500.html", frame), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open for too long, or came from elsewhere. Shows what was typed, to be copied.

    It is never sent on from here: the form may have been another site's.
    """
    if _wants_json(request):
        return JsonResponse({"error": _("This page was open for too long. Reload it and try again")}, status=403)
    return render(request, "stale_form.html", {"texts": _typed(request), "back": request.get_full_path()}, status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """403 for what somebody sent who is signed in no more. Shows what was typed, to be copied."""
    return render(request, "signed_out.html", {"texts": _typed(request), "back": request.get_full_path()}, status=403)


def has_words(request: HttpRequest) -> bool:
    """Whether something was typed into the form that came, which would be lost."""
    return request.method == "POST" and bool(_typed(request))


def read_only(request: HttpRequest) -> HttpResponse:
    """403 for what somebody sent who has to prove their work address first. Shows what was typed, to be copied."""
    return render(request, "accounts/read_only.html", {"texts": _typed(request)}, status=403)


def _frame(request: HttpRequest) -> str:
    """The template round a refusal: whoever is in the hub keeps its masthead and navigation."""
    return "base.html" if policy.standing(request.user).anybody else "base_plain.html"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(label, text) of what was written into the form, in its order; never its token, a code or a choice."""
    try:
        sent = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnreadablePostError):
        return []
    typed = [
        (str(_LABELS.get(name) or name.replace("_", " ").replace("-", " ").capitalize()), value)
        for name, values in sent.lists()
        if name not in _NOT_WRITTEN
        for value in values
        if len(value) >= _WORTH_KEEPING or (name in _LABELS and value.strip())
    ]
    return typed[:20]


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")

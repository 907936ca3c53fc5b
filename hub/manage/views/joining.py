"""Public: an organisation that nobody accepts yet asks to be let in, and sees where that stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.domains import find_admission
from hub.manage.actions import requests as actions
from hub.manage.asking import AskForm
from hub.middleware.gate import public
from hub.models import Applicant
from hub.questions import typed


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The request; the answer to every address is the same page."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask(**form.cleaned_data)
        return render(request, "manage/asked.html", {"email": form.cleaned_data["email"]})
    return render(request, "manage/ask.html", {"form": form})


@public
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Where a request stands, for whoever has the code that was mailed."""
    code = typed(request, "code", longest=60)
    found = Applicant.objects.select_related("request__agency").filter(code_hash=actions.hashed(code)).first() if code else None
    error = ""
    if code and found is None:
        error = _("This is not a code we know. Check the email, or ask again: a code ends 90 days after the decision")
    if found and found.seen_at is None and request.method == "GET":
        found.seen_at = timezone.now()
        found.save(update_fields=["seen_at"])
    context = {"applicant": found, "code": code, "error": error}
    if found and not found.request.is_waiting:
        context["may_come"] = find_admission(found.email) is not None
    response = render(request, "manage/where.html", context)
    patch_cache_control(response, no_store=True, private=True)
    return response

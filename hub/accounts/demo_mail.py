"""The mail of a demo, for whoever tries it: its people have no mailboxes."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.middleware.gate import public
from hub.models import Installation, Mail

SHOWN = 50
_WITH_CODE = {"sign_in_code", "confirm_code"}
_CODE = re.compile(r"\b\d{3}-\d{3}\b")


@public
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest mails of a demo; a real hub has no such page."""
    if not Installation.objects.filter(is_demo=True).exists():
        raise Http404
    rows = Mail.objects.order_by("-id")[:SHOWN]
    return render(request, "accounts/demo_mail.html", {"mails": [(mail, _code_in(mail)) for mail in rows]})


def _code_in(mail: Mail) -> str:
    found = _CODE.search(mail.text) if mail.kind in _WITH_CODE else None
    return found.group() if found else ""

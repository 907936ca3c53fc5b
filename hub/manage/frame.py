"""The frame of the administration's pages: their own navigation, and asking once more before something is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SECTIONS = (
    ("overview", gettext_lazy("What waits")),
    ("people", gettext_lazy("People")),
    ("domains", gettext_lazy("Mail domains")),
    ("agencies", gettext_lazy("Organisations")),
    ("requests", gettext_lazy("Requests")),
    ("audit", gettext_lazy("Audit")),
)


def page(request: HttpRequest, template: str, section: str, context: dict | None = None) -> HttpResponse:
    """A page of the administration; `section` is the name of the route that the navigation marks."""
    entries = [(label, reverse(f"manage:{name}"), name == section) for name, label in _SECTIONS]
    entries.insert(-1, (_("Whose account"), reverse("claims"), section == "claims"))
    if request.powers.whole:
        entries.append((_("Bin"), reverse("manage:bin"), section == "bin"))
        entries.append((_("Holds"), reverse("manage:holds"), section == "holds"))
        entries.append((_("Mail and machinery"), reverse("admin:index"), False))
    trail = [] if section == "overview" else [(_("Administration"), reverse("manage:overview"))]
    trail += (context or {}).pop("trail", [])
    context = {"sections": entries, "powers": request.powers, "trail": trail, **(context or {})}
    return render(request, template, context)


def is_sure(request: HttpRequest) -> bool:
    """Whether the person has seen what would happen, and says yes."""
    return request.method == "POST" and request.POST.get("sure") == "yes"


def ask_again(request: HttpRequest, section: str, **context) -> HttpResponse:
    """What would happen, before it does. Wants `question`, `happens` (sentences), `button` and `cancel_url`.

    What was typed goes along unseen and is judged once more with the yes.
    """
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    return page(request, "manage/sure.html", section, {"kept": kept, **context})

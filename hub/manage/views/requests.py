"""Requests of organisations that nobody accepts yet, decided once each."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.manage.access import for_administrators, for_the_hub
from hub.manage.actions import requests as actions
from hub.manage.asking import DecisionForm
from hub.manage.effects import LastAdministrator, Rules, effect_of
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.staff import staff_of
from hub.manage.views.domains import last_administrator, what_happens
from hub.models import AdmissionRequest
from hub.paging import cut

State = AdmissionRequest.State


@require_safe
@for_administrators
def requests(request: HttpRequest) -> HttpResponse:
    """Those that wait, or with `?state=` those that were decided; an administrator of an agency sees its mailboxes'."""
    rows = AdmissionRequest.objects.annotate(people=Count("applicants")).select_related("agency")
    if not request.powers.whole:
        rows = rows.filter(agency=request.powers.agency)
    state = request.GET.get("state", "")
    state = state if state in State.values else State.WAITING
    chips = [(label, f"?state={value}", value == state) for value, label in State.choices]
    part = cut(rows.filter(state=state), request, by="created_at")
    return page(request, "manage/requests.html", "requests", {"part": part, "chips": chips, "state": state})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with everybody behind it, and the decision, which all of them are told."""
    asked = get_object_or_404(AdmissionRequest.objects.select_related("agency", "decided_by"), pk=pk)
    if not request.powers.over(asked.agency):
        raise Http404
    is_mine = asked.is_waiting and request.powers.whole
    form = DecisionForm(request.POST or None, request=asked) if is_mine else None
    if request.method == "POST" and form is None:
        messages.info(request, _("There is nothing to decide any more."))
        return redirect("manage:request", pk)
    if request.method == "POST" and form.is_valid():
        done = _decide(request, asked, form)
        if done:
            return done
    context = {
        "asked": asked,
        "applicants": asked.applicants.all(),
        "form": form,
        "trail": [(_("Requests"), reverse("manage:requests"))],
    }
    return page(request, "manage/request.html", "requests", context)


@require_POST
@for_the_hub
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Think again about what was refused."""
    asked = get_object_or_404(AdmissionRequest, pk=pk, state=State.REFUSED)
    if AdmissionRequest.objects.filter(key=asked.key, state=State.WAITING).exists():
        messages.error(request, _("A newer request of the same organisation waits: decide that one."))
    else:
        actions.reopen(asked, by=request.user)
        messages.success(request, _("The request waits again."))
    return redirect("manage:request", pk)


def _decide(request, asked, form):
    data = form.cleaned_data
    try:
        if is_sure(request):
            _DECISIONS[data["how"]](asked, data, by=request.user)
            messages.success(request, _("It is decided, and everybody who asked is told."))
            return redirect("manage:requests")
    except LastAdministrator:
        form.add_error(None, last_administrator())
        return None
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    told = asked.applicants.count()
    text = ngettext("%(n)d person is told by email.", "%(n)d people are told by email.", told)
    return ask_again(
        request,
        "requests",
        question=_QUESTIONS[data["how"]]() % {"name": asked.organisation},
        happens=[*_happens(data), text % {"n": told}],
        button=_("Decide"),
        cancel_url=reverse("manage:request", args=[asked.pk]),
        destroys=data["how"] == "refuse",
    )


def _happens(data) -> list[str]:
    if data["how"] == "refuse":
        return [_("They do not come in, and read: “%(answer)s”") % {"answer": data["answer"]}]
    agency = data["agency"]
    said = []
    if agency.pk:
        people = staff_of(agency).count()
        text = ngettext(
            "%(agency)s is here already, with %(n)d person. They will see what is for it only.",
            "%(agency)s is here already, with %(n)d people. They will see what is for it only.",
            people,
        )
        said.append(text % {"agency": agency.name, "n": people})
    if data["how"] == "domain":
        rules = Rules.now()
        return said + what_happens(data["row"], effect_of(data["row"].domain, rules.with_domain(data["row"]), rules))
    if not agency.pk:
        said.append(_("%(agency)s is added to the organisations.") % {"agency": agency.name})
    count = len(data["people"])
    text = ngettext("%(n)d person may join, by this exact address.", "%(n)d people may join, by these exact addresses.", count)
    said.append(text % {"n": count})
    if data["contact"]:
        said.append(_("%(name)s keeps the list: adds colleagues, and ends who leaves.") % {"name": data["contact"].name})
    return said


_QUESTIONS = {
    "domain": lambda: _("Accept the domain of %(name)s?"),
    "addresses": lambda: _("Accept exact addresses of %(name)s?"),
    "refuse": lambda: _("Refuse %(name)s?"),
}
_DECISIONS = {
    "domain": lambda asked, data, by: actions.approve_domain(asked, data["row"], by=by, answer=data["answer"]),
    "addresses": lambda asked, data, by: actions.approve_addresses(
        asked, data["agency"], data["people"], data["contact"], by=by, answer=data["answer"]
    ),
    "refuse": lambda asked, data, by: actions.refuse(asked, by=by, answer=data["answer"]),
}

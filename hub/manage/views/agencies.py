"""Organisations: the list, one of them, and what becomes of a provisional one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hub.manage.access import for_administrators, for_the_hub
from hub.manage.actions import agencies as actions
from hub.manage.actions.reorganising import changes_of, merge_agency
from hub.manage.effects import LastAdministrator, keep_an_administrator
from hub.manage.forms import AgencyForm, ConfirmForm, MergeForm, ReasonForm
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.lists import SHOWN, part_of
from hub.manage.staff import staff_of, what_merging_does
from hub.manage.views.domains import last_administrator
from hub.models import Affiliation, Agency, EmailDomain
from hub.questions import typed

State = Agency.State


@require_safe
@for_administrators
def agencies(request: HttpRequest) -> HttpResponse:
    """All organisations by name, with how many people each has; an administrator of one sees that one."""
    people = Count("affiliations", filter=Q(affiliations__ended_at=None, affiliations__user__is_active=True))
    rows = Agency.objects.annotate(people=people)
    if not request.powers.whole:
        rows = rows.filter(pk=request.powers.agency.pk)
    query, state = typed(request), request.GET.get("state", "")
    if query:
        named = Q(name__icontains=query) | Q(short_name__iexact=query) | Q(found_by_domain__icontains=query)
        rows = rows.filter(named | Q(pk__in=EmailDomain.objects.filter(domain__icontains=query).values("agency")))
    if state in State.values:
        rows = rows.filter(state=state)
    context = {"query": query, "state": state, "states": State.choices, **part_of(rows, request, by="name")}
    return page(request, "manage/agencies.html", "agencies", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its people, domains, addresses; what it is called, for those who run the hub."""
    body = _find(request, pk)
    form = AgencyForm(request.POST or None, agency=body)
    if request.method == "POST":
        if not request.powers.whole:
            raise Http404
        if form.is_valid():
            for name in ("name", "short_name", "kind"):
                setattr(body, name, form.cleaned_data[name])
            actions.save_agency(body, by=request.user)
            messages.success(request, _("%(name)s is saved.") % {"name": body.name})
            return redirect("manage:agency", pk)
    context = {
        "agency": Agency.objects.select_related("successor").get(pk=pk),
        "form": form if request.powers.whole and body.state == State.CONFIRMED else None,
        "people": staff_of(body)[: SHOWN + 1],
        "shown": SHOWN,
        "domains": body.domains.all()[: SHOWN + 1],
        "addresses": body.allowed_addresses.count(),
        "changes": list(changes_of(body)) if request.powers.whole else [],
        "keeps_addresses": request.powers.whole or not body.domains.exists(),
        "trail": [(_("Organisations"), reverse("manage:agencies"))],
    }
    return page(request, "manage/agency.html", "agencies", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a provisional organisation, merge it into the one it is, or refuse it: three forms, of which one is sent."""
    body = _find(request, pk)
    if body.state != State.PROVISIONAL:
        return redirect("manage:agency", pk)
    what = request.POST.get("what", "")
    sent = {name: request.POST if what == name else None for name in ("confirm", "merge", "refuse")}
    forms = {
        "confirm": ConfirmForm(sent["confirm"], agency=body),
        "merge": MergeForm(sent["merge"], agency=body),
        "refuse": ReasonForm(sent["refuse"]),
    }
    if what in forms and forms[what].is_valid():
        done = _DECISIONS[what](request, body, forms[what].cleaned_data)
        if done:
            return done
    context = {
        "agency": Agency.objects.get(pk=pk),
        "forms": forms,
        "people": staff_of(body)[:SHOWN],
        "domains": body.domains.all()[:SHOWN],
        "sent": forms.get(what),
        "trail": [(_("Organisations"), reverse("manage:agencies"))],
    }
    return page(request, "manage/agency_decide.html", "agencies", context)


def _confirm(request, body, data):
    said = data.pop("people", [])
    if is_sure(request):
        actions.confirm_agency(body, by=request.user, people=said, **data)
        messages.success(request, _("%(name)s is confirmed.") % {"name": body.name})
        return redirect("manage:agency", body.pk)
    count = Affiliation.objects.current().filter(agency=body, confirmed_at__isnull=False).count() + len(said)
    text = ngettext(
        "%(n)d person works for it from now on, and sees what is for it only.",
        "%(n)d people work for it from now on, and see what is for it only.",
        count,
    )
    return _ask(
        request, body, _("Confirm %(name)s?") % {"name": data["name"]}, [text % {"n": count}], _("Confirm organisation")
    )


def _merge(request, body, data):
    into = data["into"]
    if is_sure(request):
        merge_agency(body, into, by=request.user)
        messages.success(request, _("%(name)s is part of %(into)s now.") % {"name": body.name, "into": into.name})
        return redirect("manage:agency", into.pk)
    happens = [*what_merging_does(body, into), _("This can be undone for 30 days.")]
    question = _("Is %(name)s the same as %(into)s?") % {"name": body.name, "into": into.name}
    return _ask(request, body, question, happens, _("Merge organisations"), destroys=True)


def _refuse(request, body, data):
    try:
        if is_sure(request):
            actions.refuse_agency(body, by=request.user, reason=data["reason"])
            messages.success(request, _("%(name)s is refused.") % {"name": body.name})
            return redirect("manage:agencies")
        keep_an_administrator(actions.rules_without(body))
    except LastAdministrator:
        messages.error(request, last_administrator())
        return None
    count = staff_of(body).count()
    text = ngettext("%(n)d person is out at once.", "%(n)d people are out at once.", count)
    happens = [text % {"n": count} + " " + _("What they wrote stays.")]
    if body.found_by_domain or body.domains.exists():
        happens.append(_("Nobody can join from its domain again."))
    return _ask(request, body, _("Refuse %(name)s?") % {"name": body.name}, happens, _("Refuse organisation"), destroys=True)


_DECISIONS = {"confirm": _confirm, "merge": _merge, "refuse": _refuse}


def _ask(request, body, question, happens, button, *, destroys=False):
    cancel = reverse("manage:decide_agency", args=[body.pk])
    return ask_again(
        request, "agencies", question=question, happens=happens, button=button, cancel_url=cancel, destroys=destroys
    )


def _find(request, pk: int) -> Agency:
    body = get_object_or_404(Agency, pk=pk)
    if not request.powers.over(body):
        raise Http404
    return body

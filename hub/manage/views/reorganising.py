"""Organisations that change: another name, part of another, split; what happens is shown first, and can be undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.keys import LONGEST_KEY
from hub.manage.access import for_the_hub
from hub.manage.actions import reorganising as actions
from hub.manage.forms import AgencyForm, MergeForm
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.splitting import SplitForm
from hub.manage.staff import staff_of, what_merging_does, works_for
from hub.models import Agency, AgencyChange


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def reorganise(request: HttpRequest, pk: int) -> HttpResponse:
    """Three forms, of which one is sent: rename, merge, split."""
    body = get_object_or_404(Agency, pk=pk)
    if body.state != Agency.State.CONFIRMED:
        return redirect("manage:agency", pk)
    what = request.POST.get("what", "")
    sent = {name: request.POST if what == name else None for name in ("rename", "merge", "split")}
    forms = {
        "rename": AgencyForm(sent["rename"], agency=body, prefix="rename"),
        "merge": MergeForm(sent["merge"], agency=body, prefix="merge"),
        "split": SplitForm(sent["split"], agency=body, prefix="split"),
    }
    if what in forms and forms[what].is_valid():
        return _DONE[what](request, body, forms[what].cleaned_data)
    trail = [(_("Organisations"), reverse("manage:agencies")), (body.name, reverse("manage:agency", args=[pk]))]
    context = {"agency": body, "forms": forms, "sent": forms.get(what), "trail": trail}
    return page(request, "manage/reorganise.html", "agencies", context)


def _rename(request, body, data):
    if is_sure(request):
        change = actions.rename_agency(body, by=request.user, **data)
        messages.success(request, _("It is called %(name)s now.") % {"name": change.into.name})
        return redirect("manage:agency", change.into_id)
    happens = [
        works_for(staff_of(body).count(), data["name"]),
        _("What was written until now keeps the name %(name)s.") % {"name": body.name},
        _("Domains, addresses, spaces and items go over."),
        _undo(),
    ]
    return _ask(request, body, _("Give %(name)s another name?") % {"name": body.name}, happens, _("Rename organisation"))


def _merge(request, body, data):
    into = data["into"]
    if is_sure(request):
        actions.merge_agency(body, into, by=request.user)
        messages.success(request, _("%(name)s is part of %(into)s now.") % {"name": body.name, "into": into.name})
        return redirect("manage:agency", into.pk)
    happens = [*what_merging_does(body, into), _undo()]
    question = _("Make %(name)s part of %(into)s?") % {"name": body.name, "into": into.name}
    return _ask(request, body, question, happens, _("Merge organisations"), destroys=True)


def _split(request, body, data):
    into = data["to_name"]
    if is_sure(request):
        chosen = {"people": data["people"], "domains": data["domains"], "sees": data["sees"]}
        actions.split_agency(body, into, by=request.user, **chosen)
        messages.success(request, _("They work for %(name)s now, and were told.") % {"name": into.name})
        return redirect("manage:agency", into.pk)
    if data["sees"]:
        sees = _("What is for %(name)s is for %(into)s too.")
    else:
        sees = _("They see no more what is for %(name)s only, unless they are members of the space.")
    happens = [
        works_for(len(data["people"]), into.name),
        sees % {"name": body.name, "into": into.name},
        _("Newcomers from the domains that go work for %(into)s.") % {"into": into.name},
        _("What they wrote until now keeps the name %(name)s.") % {"name": body.name},
        _undo(),
    ]
    question = _("Move them from %(name)s to %(into)s?") % {"name": body.name, "into": into.name}
    return _ask(request, body, question, happens, _("Split organisation"))


_DONE = {"rename": _rename, "merge": _merge, "split": _split}


@require_http_methods(["POST"])
@for_the_hub
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give back what a change moved."""
    change = get_object_or_404(AgencyChange.objects.select_related("agency", "into"), pk=min(pk, LONGEST_KEY))
    if not is_sure(request):
        happens = [
            _("People, domains, addresses, spaces and items go back from %(into)s to %(name)s, if they are there still."),
            _("Who joined %(into)s otherwise stays there. What was written meanwhile keeps the name it was written under."),
        ]
        names = {"name": change.agency.name, "into": change.into.name}
        return ask_again(
            request,
            "agencies",
            question=_("Undo this change?"),
            happens=[sentence % names for sentence in happens],
            button=_("Undo the change"),
            cancel_url=reverse("manage:agency", args=[change.into_id]),
        )
    try:
        actions.undo(change, by=request.user)
    except actions.CannotBeUndone:
        messages.error(request, _("This cannot be undone: it is too long ago, undone already, or something changed after it."))
    else:
        messages.success(request, _("The change is undone."))
    return redirect("manage:agency", change.agency_id)


def _undo() -> str:
    return _("This can be undone for 30 days.")


def _ask(request, body, question, happens, button, *, destroys=False):
    cancel = reverse("manage:reorganise", args=[body.pk])
    return ask_again(
        request, "agencies", question=question, happens=happens, button=button, cancel_url=cancel, destroys=destroys
    )

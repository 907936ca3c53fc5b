"""The exact addresses of a body without a domain: kept by its contact, and by those who run the hub."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.manage.access import for_administrators, may_keep
from hub.manage.actions import addresses as actions
from hub.manage.forms import AddressForm
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.lists import SHOWN, part_of
from hub.manage.views.domains import last_administrator
from hub.models import Affiliation, Agency, AllowedAddress


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one body; a new address is open at once, unless it is a shared mailbox or one of very many."""
    body = get_object_or_404(Agency, pk=pk)
    if not may_keep(request.powers, body):
        raise Http404
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_address(body, form.cleaned_data["email"], by=request.user, may_open=request.powers.whole)
        except ValidationError as error:
            form.add_error("email", error.messages)
        else:
            said = _("%(email)s waits for those who run the hub.") if row.waits else _("%(email)s may join now.")
            messages.success(request, said % {"email": row.email})
            return redirect("manage:addresses", pk)
    part = part_of(body.allowed_addresses.all(), request, by="email")
    works = Affiliation.objects.current().filter(agency=body, email__in=[row.email for row in part["rows"]])
    people = {one.email: one.user for one in works.select_related("user")}
    for row in part["rows"]:
        row.person = people.get(row.email)
    context = {
        "agency": body,
        "form": form,
        "most": actions.MOST,
        "shown": SHOWN,
        "trail": [(_("Organisations"), reverse("manage:agencies")), (body.name, reverse("manage:agency", args=[pk]))],
        **part,
    }
    return page(request, "manage/addresses.html", "agencies", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """End an address; or (POST) `open` one that waits, have it `keep` the list, or no longer (`leave`)."""
    row = get_object_or_404(AllowedAddress.objects.select_related("agency"), pk=pk)
    if not may_keep(request.powers, row.agency):
        raise Http404
    back = redirect("manage:addresses", row.agency_id)
    try:
        if request.method == "POST" and {"open", "keep", "leave"} & set(request.POST):
            if not request.powers.whole:
                raise Http404
            _change(request, row)
            return back
        if is_sure(request):
            was_in = actions.end_address(row, by=request.user)
            said = _("%(email)s is off the list, and who used it is out.") if was_in else _("%(email)s is off the list.")
            messages.success(request, said % {"email": row.email})
            still = Agency.objects.filter(pk=row.agency_id, affiliations__user=request.user, affiliations__ended_at=None)
            return back if request.powers.whole or still.exists() else redirect("/")
    except actions.LastContact:
        messages.error(request, _("Somebody has to keep the list. Have those who run the hub name another contact first."))
        return back
    except actions.LastAdministrator:
        messages.error(request, last_administrator())
        return back
    person = Affiliation.objects.current().filter(email=row.email, agency=row.agency).select_related("user").first()
    happens = [_("Nobody can join or sign in with this address any more.")]
    if person:
        text = _("%(name)s works for %(agency)s by it: that ends at once. What they wrote stays.")
        happens.insert(0, text % {"name": person.user, "agency": row.agency.label})
    return ask_again(
        request,
        "agencies",
        question=_("End %(email)s?") % {"email": row.email},
        happens=happens,
        button=_("End address"),
        cancel_url=reverse("manage:addresses", args=[row.agency_id]),
        destroys=True,
    )


def _change(request, row):
    if "open" in request.POST:
        actions.open_address(row, by=request.user)
    else:
        actions.make_contact(row, "keep" in request.POST, by=request.user)
    messages.success(request, _("Saved.") + f" {row.email}")

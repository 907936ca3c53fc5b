"""People: the list, one of them, suspending, duties, and letting newcomers in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts import bouncing
from hub.addresses import parse_address
from hub.manage.access import Powers, for_administrators, may_change, people_for
from hub.manage.actions import people as actions
from hub.manage.actions.agencies import confirm_employment, refuse_employment
from hub.manage.effects import LastAdministrator
from hub.manage.forms import DutyForm, ReasonForm
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.lists import part_of
from hub.models import Affiliation, Guest, Membership, Space, User
from hub.models.people import ERASED
from hub.questions import typed

_CURRENT = Affiliation.objects.current().filter(user=OuterRef("pk"))
STATES = {
    "active": (gettext_lazy("Works here"), Q(is_active=True, verified_at__isnull=False) & Exists(_CURRENT)),
    "held": (gettext_lazy("Waits to be let in"), Q(held__isnull=False)),
    "picked": (gettext_lazy("Said where they work"), Q(is_active=True) & Exists(_CURRENT.filter(confirmed_at=None))),
    "guest": (gettext_lazy("Guest"), Q(is_active=True) & Exists(Guest.objects.current().filter(user=OuterRef("pk")))),
    "nobody": (
        gettext_lazy("Works for nobody here"),
        Q(is_active=True, verified_at__isnull=False, held=None)
        & ~Exists(_CURRENT)
        & ~Exists(Guest.objects.filter(user=OuterRef("pk"))),
    ),
    "bounces": (gettext_lazy("Mail comes back: left?"), Q(is_active=True)),
    "suspended": (gettext_lazy("Suspended"), Q(is_active=False) & ~Q(handle__startswith=ERASED)),
    "erased": (gettext_lazy("Name taken out"), Q(handle__startswith=ERASED)),
    "unproved": (gettext_lazy("Has not typed a code yet"), Q(is_active=True, verified_at=None)),
    "administers": (gettext_lazy("Administers"), Q(is_staff=True) | Exists(_CURRENT.filter(administers=True))),
}


@require_safe
@for_administrators
def people(request: HttpRequest) -> HttpResponse:
    """Accounts by address, so that those of one mailbox stand together; search by name, address, organisation and state."""
    query, agency, state = typed(request), typed(request, "agency"), request.GET.get("state", "")
    rows = people_for(request.powers)
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(email__icontains=query) | Q(handle__iexact=query.lstrip("@")))
    if agency:
        named = Q(agency__name__icontains=agency) | Q(agency__short_name__iexact=agency)
        rows = rows.filter(pk__in=Affiliation.objects.current().filter(named).values("user"))
    if state in STATES:
        rows = rows.filter(Q(pk__in=bouncing.gone()) if state == "bounces" else STATES[state][1])
    part = part_of(_with_employer(rows), request, by="email")
    for person in part["rows"]:
        person.said = state_of(person)
    context = {
        "query": query,
        "agency": agency,
        "state": state,
        "states": [(name, label) for name, (label, _rows) in STATES.items()],
        **part,
    }
    return page(request, "manage/people.html", "people", context)


def state_of(person: User) -> tuple[str, str]:
    """(what somebody is to the hub, in a word; its colour), for a row of `_with_employer`."""
    if person.is_erased:
        return _("Name taken out"), "grey"
    if not person.is_active:
        return (_("Has to prove their address again"), "yellow") if person.lapsed_at else (_("Suspended"), "red")
    if person.verified_at is None:
        return _("Has not typed a code yet"), "grey"
    if hasattr(person, "held"):
        return _("Waits to be let in"), "yellow"
    if person.works:
        row = person.works[0]
        if not row.is_confirmed or not row.agency.is_trusted:
            return _("To be confirmed"), "yellow"
        return _("Works here"), "green"
    return (_("Guest"), "blue") if hasattr(person, "guest") else (_("Works for nobody here"), "red")


@require_safe
@for_administrators
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: whom they work and worked for, their spaces as far as they are listed, what can be done."""
    someone = _find(request, pk)
    memberships = Membership.objects.current().filter(user=someone).select_related("space").order_by("space__title")
    listed = memberships.filter(space__in=Space.objects.listed_to(request.user))
    context = {
        "person": someone,
        "said": state_of(someone),
        "works": someone.works[0] if someone.works else None,
        "held": getattr(someone, "held", None),
        "history": someone.affiliations.select_related("agency").order_by("-verified_at", "-pk"),
        "memberships": listed,
        "hidden": memberships.count() - listed.count(),
        "bounced": list(someone.bounces.order_by("-at")) if bouncing.is_gone(someone) else [],
        "same": same_mailbox(someone, request.powers),
        "may_change": may_change(request.powers, request.user, someone) and not someone.is_erased,
        "may_step_back": request.powers.whole and someone.pk == request.user.pk,
        "trail": [(_("People"), reverse("manage:people"))],
    }
    return page(request, "manage/person.html", "people", context)


def same_mailbox(person: User, powers: Powers) -> QuerySet[User]:
    """Other accounts of the mailbox that somebody reads: jo+1@ and jo@ are one."""
    address = parse_address(person.email)
    if address is None:
        return User.objects.none()
    local, domain = address.mailbox.split("@")
    same = Q(email=address.mailbox) | Q(email__startswith=f"{local}+", email__endswith=f"@{domain}")
    return people_for(powers).filter(same).exclude(pk=person.pk).order_by("email")


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep somebody out, or let them in again, with a reason."""
    someone = _changeable(request, pk)
    form = ReasonForm(request.POST or None)
    if not someone.is_active and not request.powers.whole and actions.was_suspended_by_the_hub(someone):
        messages.error(request, _("Those who run the hub suspended this account: only they let it in again."))
        return redirect("manage:person", pk)
    if request.method == "POST" and form.is_valid():
        act = actions.suspend if someone.is_active else actions.resume
        try:
            act(someone, by=request.user, reason=form.cleaned_data["reason"])
        except LastAdministrator:
            form.add_error(None, _("This is the last administrator. Make somebody else an administrator first"))
        else:
            said = _("%(name)s is let in again.") if someone.is_active else _("%(name)s is suspended.")
            messages.success(request, said % {"name": someone})
            return redirect("manage:person", pk)
    context = {"person": someone, "form": form, "trail": _to(someone)}
    return page(request, "manage/suspend.html", "people", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody looks after: nothing, the people of their agency, or the hub."""
    someone = _find(request, pk)
    is_self = someone.pk == request.user.pk  # whoever runs the hub may step back, unless they are the last
    if someone.is_erased or not (may_change(request.powers, request.user, someone) or (is_self and request.powers.whole)):
        raise Http404
    works = next((row for row in someone.works if row.is_confirmed and row.agency.is_trusted), None)
    has = "hub" if someone.is_staff else "agency" if works and works.administers else "none"
    form = DutyForm(request.POST or None, agency=works and works.agency, is_whole=request.powers.whole, initial={"duty": has})
    if request.method == "POST" and form.is_valid():
        wants = form.cleaned_data["duty"]
        if is_sure(request):
            try:
                _give(someone, works, wants, by=request.user)
            except LastAdministrator:
                form.add_error("duty", _("This is the last administrator. Make somebody else an administrator first"))
            else:
                messages.success(request, _("Saved.") + f" {someone}")
                return redirect("manage:person", pk)
        else:
            cancel = reverse("manage:person", args=[pk])
            happens = [_DUTIES[wants] % {"name": someone, "agency": works.agency.label if works else ""}]
            question = _("Change what %(name)s looks after?") % {"name": someone}
            return ask_again(
                request, "people", question=question, happens=happens, button=_("Save duty"), cancel_url=cancel, destroys=False
            )
    return page(request, "manage/duty.html", "people", {"person": someone, "form": form, "trail": _to(someone)})


_DUTIES = {
    "none": gettext_lazy("%(name)s keeps their account, and administers nothing from now on."),
    "agency": gettext_lazy(
        "%(name)s sees the accounts and the audit of %(agency)s, lets its newcomers in and can suspend its people."
    ),
    "hub": gettext_lazy(
        "%(name)s can change who may join, and everybody’s account, yours too. Private content stays closed to them."
    ),
}


def _give(someone, works, wants, *, by):
    if wants != "hub" and someone.is_staff:
        actions.unmake_administrator(someone, by=by)
    if works:
        actions.let_administer(works, wants == "agency", by=by)
    if wants == "hub":
        actions.make_administrator(someone, by=by)


@require_POST
@for_administrators
def employer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm whom somebody works for, who said so themselves; or say that they do not (`refuse`)."""
    someone = _find(request, pk)
    row = next((row for row in someone.works if not row.is_confirmed), None)
    if row is None:
        messages.info(request, _("There is nothing to confirm any more."))
    elif "refuse" in request.POST:
        refuse_employment(row, by=request.user)
        messages.success(request, _("%(name)s does not work there.") % {"name": someone})
        if not request.powers.whole:
            return redirect("manage:people")
    else:
        confirm_employment(row, by=request.user)
        messages.success(request, _("%(name)s works for %(agency)s.") % {"name": someone, "agency": row.agency.label})
    return redirect("manage:person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def newcomer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in who waits at the door (POST `let_in`), or turn them away with a reason."""
    someone = _find(request, pk)
    held = getattr(someone, "held", None)
    if held is None:
        messages.info(request, _("There is nothing to decide any more."))
        return redirect("manage:person", pk)
    if request.method == "POST" and "let_in" in request.POST:
        try:
            actions.admit_newcomer(held, by=request.user)
            messages.success(request, _("%(name)s is in, and was told.") % {"name": someone})
        except actions.NothingAccepted:
            messages.error(request, _("Their address is not accepted any more: accept its domain first."))
        return redirect("manage:person", pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.turn_away(held, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s is turned away.") % {"name": someone})
        return redirect("manage:people")
    return page(request, "manage/newcomer.html", "people", {"person": someone, "form": form, "trail": _to(someone)})


def _with_employer(rows: QuerySet[User]) -> QuerySet[User]:
    """With whom each works for now (`works`, a list of one or none), whether they wait, and whether they are a guest."""
    current = Affiliation.objects.current().select_related("agency")
    return rows.select_related("held", "guest").prefetch_related(Prefetch("affiliations", current, to_attr="works"))


def _find(request, pk: int) -> User:
    return get_object_or_404(_with_employer(people_for(request.powers)), pk=pk)


def _changeable(request, pk: int) -> User:
    someone = _find(request, pk)
    if not may_change(request.powers, request.user, someone) or someone.is_erased:
        raise Http404
    return someone


def _to(someone) -> list[tuple]:
    return [(_("People"), reverse("manage:people")), (str(someone), reverse("manage:person", args=[someone.pk]))]

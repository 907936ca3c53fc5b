"""Mail domains: the list, one of them, and what a change would do before it is done."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hub.manage.access import for_administrators, for_the_hub
from hub.manage.actions.domains import remove_domain, save_domain
from hub.manage.effects import Effect, LastAdministrator, Rules, effect_of, keep_an_administrator
from hub.manage.forms import DomainForm
from hub.manage.frame import ask_again, is_sure, page
from hub.manage.lists import SHOWN, part_of
from hub.models import EmailDomain
from hub.questions import typed

State = EmailDomain.State


@require_safe
@for_administrators
def domains(request: HttpRequest) -> HttpResponse:
    """All mail domains by name; an administrator of an agency sees those of the agency."""
    rows = EmailDomain.objects.select_related("agency").order_by("domain")
    if not request.powers.whole:
        rows = rows.filter(agency=request.powers.agency)
    query, state = typed(request), request.GET.get("state", "")
    if query:
        rows = rows.filter(Q(domain__icontains=query.lstrip("@")) | Q(agency__name__icontains=query))
    if state in State.values:
        rows = rows.filter(state=state)
    context = {"query": query, "state": state, "states": State.choices, **part_of(rows, request, by="domain")}
    return page(request, "manage/domains.html", "domains", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def new_domain(request: HttpRequest) -> HttpResponse:
    """Add a domain, or shut one out."""
    asked = {name: request.GET[name] for name in ("domain", "state") if name in request.GET}
    form = DomainForm(
        request.POST or None, initial={"state": State.OPEN, "kind": "agency", "include_subdomains": True, **asked}
    )
    return _change(request, form, reverse("manage:new_domain"), trail=[(_("Mail domains"), reverse("manage:domains"))])


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a domain: open, pause, shut out, whose it is."""
    row = get_object_or_404(EmailDomain.objects.select_related("agency"), pk=pk)
    form = DomainForm(request.POST or None, row=row)
    trail = [(_("Mail domains"), reverse("manage:domains"))]
    return _change(request, form, reverse("manage:domain", args=[pk]), trail=trail, row=row)


def _change(request, form, address, *, trail, row=None):
    if request.method == "POST" and form.is_valid():
        changed = form.row
        try:
            if is_sure(request):
                save_domain(changed, by=request.user)
                messages.success(request, _("%(domain)s is saved.") % {"domain": changed.domain})
                return redirect("manage:domains")
            rules = Rules.now()
            after = rules.with_domain(changed)
            keep_an_administrator(after, rules)
        except LastAdministrator:
            form.add_error("state", last_administrator())
        else:
            effect = effect_of(changed.domain, after, rules)
            return ask_again(
                request,
                "domains",
                question=_("Save %(domain)s?") % {"domain": changed.domain},
                happens=what_happens(changed, effect),
                people=effect.out[:SHOWN],
                button=_("Save domain"),
                cancel_url=address,
                destroys=bool(effect.out),
            )
    return page(request, "manage/domain.html", "domains", {"form": form, "row": row, "trail": trail})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a domain away."""
    row = get_object_or_404(EmailDomain.objects.select_related("agency"), pk=pk)
    try:
        if is_sure(request):
            name = row.domain
            remove_domain(row, by=request.user)
            messages.success(request, _("%(domain)s is removed.") % {"domain": name})
            return redirect("manage:domains")
        rules = Rules.now()
        after = rules.without(row)
        keep_an_administrator(after, rules)
    except LastAdministrator:
        messages.error(request, last_administrator())
        return redirect("manage:domain", pk)
    effect = effect_of(row.domain, after, rules)
    happens = [_inside(effect), *_out(effect)] if effect.inside else [_("Nobody works here by an address of it.")]
    wider = after.covering(row.domain)
    if wider and wider.state == State.OPEN:
        happens.append(_("Its addresses fall under %(domain)s from then on.") % {"domain": wider.domain})
    else:
        happens.append(_("Nobody can join with an address of it any more."))
    return ask_again(
        request,
        "domains",
        question=_("Remove %(domain)s?") % {"domain": row.domain},
        happens=happens,
        people=effect.out[:SHOWN],
        button=_("Remove domain"),
        cancel_url=reverse("manage:domain", args=[pk]),
        destroys=True,
    )


def what_happens(row: EmailDomain, effect: Effect) -> list[str]:
    """What a domain does to people once it is saved, in sentences."""
    said = [_inside(effect), *_out(effect)]
    if row.state == State.EXCLUDED:
        return [*said, _("Nobody can join with an address of it.")]
    if row.state == State.PAUSED:
        said.append(_("Nobody new can join. Whoever is in stays in, and can sign in."))
    elif row.agency:
        if row.agency.pk is None:
            said.append(_("%(agency)s is added to the organisations.") % {"agency": row.agency.name})
        text = _("Whoever joins works for %(agency)s, and sees what is for it only.")
        said.append(text % {"agency": row.agency.name})
    elif row.shared:
        said.append(
            _("Whoever joins says which organisation is theirs. Until you confirm it they see only what is for everybody.")
        )
    else:
        said.append(_("Each name below it is an organisation of its own. You confirm each once; until then it opens nothing."))
    if row.state == State.OPEN and row.newcomers_wait:
        said.append(_("Newcomers see nothing before an administrator lets them in. Whoever is in stays in."))
    if not row.include_subdomains:
        said.append(_("It does not hold for the domains below it."))
    return said


def last_administrator() -> str:
    """Why a change is refused that would leave nobody to run the hub."""
    return _("No administrator could sign in by an accepted address any more. Make somebody else an administrator first")


def _inside(effect: Effect) -> str:
    text = ngettext(
        "%(n)d person works here by an address of it.", "%(n)d people work here by an address of it.", effect.inside
    )
    return text % {"n": effect.inside}


def _out(effect: Effect) -> list[str]:
    count = len(effect.out)
    if not count:
        return []
    text = ngettext(
        "%(n)d person is out at once: whom they work for ends, and with it what they can see. What they wrote stays.",
        "%(n)d people are out at once: whom they work for ends, and with it what they can see. What they wrote stays.",
        count,
    )
    return [text % {"n": count}]

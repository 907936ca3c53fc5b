"""What waits for an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hub.accounts import bouncing
from hub.alerts.telling import open_alerts
from hub.home import Need, needs_you
from hub.manage.access import Powers, for_administrators, people_for, powers_of
from hub.manage.frame import page
from hub.models import AdmissionRequest, Affiliation, Agency, AllowedAddress, HeldNewcomer, User


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: how many, in words, where, and since when."""

    text: str
    url: str
    since: datetime | None


@require_safe
@for_administrators
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that somebody with these powers is to decide; what is wrong with the hub, for those who run it."""
    alerts = open_alerts() if request.powers.whole else []
    return page(request, "manage/overview.html", "overview", {"waiting": waiting_for(request.powers), "alerts": alerts})


def waiting_for(powers: Powers) -> list[Waiting]:
    """What is to be decided, the longest wait of each kind with it; seven queries at most."""
    own = {} if powers.whole else {"agency": powers.agency}
    held = list(HeldNewcomer.objects.filter(**own).values_list("since", flat=True))
    picked = Affiliation.objects.current().filter(confirmed_at=None, user__is_active=True, **own)
    picked = list(picked.order_by("verified_at").values_list("verified_at", flat=True))
    asked = AdmissionRequest.objects.filter(state=AdmissionRequest.State.WAITING, **own)
    asked = list(asked.order_by("created_at").values_list("created_at", flat=True))
    people, found = reverse("manage:people"), []
    if asked:
        text = ngettext("%(n)d organisation asks to join", "%(n)d organisations ask to join", len(asked))
        found.append(Waiting(text % {"n": len(asked)}, reverse("manage:requests"), asked[0]))
    if held:
        text = ngettext("%(n)d newcomer waits to be let in", "%(n)d newcomers wait to be let in", len(held))
        found.append(Waiting(text % {"n": len(held)}, f"{people}?state=held", held[0]))
    if picked:
        text = ngettext("%(n)d person said where they work", "%(n)d people said where they work", len(picked))
        found.append(Waiting(text % {"n": len(picked)}, f"{people}?state=picked", picked[0]))
    back = bouncing.gone()
    if back and (away := people_for(powers).filter(is_active=True, pk__in=back).count()):
        text = ngettext("Mail to %(n)d person comes back: left?", "Mail to %(n)d people comes back: left?", away)
        found.append(Waiting(text % {"n": away}, f"{people}?state=bounces", min(back.values())))
    return found + (_bodies() if powers.whole else [])


def _bodies() -> list[Waiting]:
    """Organisations to be confirmed, and addresses that a contact added and may not open."""
    count, found = Agency.objects.filter(state=Agency.State.PROVISIONAL).count(), []
    if count:
        text = ngettext("%(n)d organisation is to be confirmed", "%(n)d organisations are to be confirmed", count)
        found.append(Waiting(text % {"n": count}, f"{reverse('manage:agencies')}?state=provisional", None))
    rows = AllowedAddress.objects.filter(waits=True).values("agency", "agency__name").annotate(since=Min("created_at"))
    for row in rows.order_by("since"):
        url = reverse("manage:addresses", args=[row["agency"]])
        found.append(Waiting(_("Addresses of %(name)s") % {"name": row["agency__name"]}, url, row["since"]))
    return found


@needs_you("administration")
def _to_decide(user: User) -> list[Need]:
    """On the Home of administrators."""
    powers = powers_of(user)
    if not powers:
        return []
    why = _("Only administrators can decide it")
    return [Need(one.text, why, one.url, _("To decide"), "flag", one.since) for one in waiting_for(powers) if one.since]

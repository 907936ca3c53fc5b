"""An older account whose mailbox is gone: an administrator of each of the two agencies confirms whose it is."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub import events
from hub.accounts import moving, one_account
from hub.home import Need, needs_you
from hub.manage.access import for_administrators, powers_of
from hub.manage.frame import page
from hub.models import AccountClaim, Affiliation, Agency, Move, User


@transaction.atomic
def ask(user: User, email: str) -> AccountClaim:
    """`user` says that the account with `email` is theirs too. Written down whether there is one or not."""
    account = User.objects.filter(email=email, verified_at__isnull=False, is_staff=False).exclude(pk=user.pk).first()
    if account is not None and not (account.is_active or account.lapsed_at):
        account = None  # suspended by an administrator, who alone lets them in again
    AccountClaim.objects.filter(user=user, settled_at=None).update(settled_at=timezone.now())
    claim = AccountClaim.objects.create(user=user, email=email, account=account)
    events.record(user, "hub.claim_made", audit=True, person=account and account.pk)
    return claim


def agencies_of(claim: AccountClaim) -> tuple[Agency | None, Agency | None]:
    """(the agency of the older account, the agency of the new one)."""
    ((_claim, old, new),) = with_agencies([claim])
    return old, new


def with_agencies(claims: list[AccountClaim]) -> list[tuple[AccountClaim, Agency | None, Agency | None]]:
    """Each with the agency of its older account, where that worked last, and of its new one; one query for all."""
    people = {key for claim in claims for key in (claim.account_id, claim.user_id)}
    rows = Affiliation.objects.filter(user__in=people).select_related("agency").order_by("verified_at", "pk")
    last, now = {}, {}
    for row in rows:
        last[row.user_id] = row.agency
        if row.ended_at is None:
            now[row.user_id] = row.agency
    return [(claim, last.get(claim.account_id), now.get(claim.user_id)) for claim in claims]


def waiting_for(user: User) -> QuerySet[AccountClaim]:
    """The claims that `user` may still say something about: never one of their own account."""
    powers = powers_of(user)
    rows = AccountClaim.objects.filter(settled_at=None, account__isnull=False, user__isnull=False).exclude(
        Q(user=user) | Q(account=user) | Q(old_by=user) | Q(new_by=user)
    )
    if powers.whole:
        return rows
    if powers.agency is None:
        return rows.none()
    last = Affiliation.objects.filter(user=OuterRef("account")).order_by("-verified_at", "-pk").values("agency")[:1]
    works = Affiliation.objects.current().filter(agency=powers.agency).values("user")
    rows = rows.annotate(old_agency=Subquery(last))
    return rows.filter(Q(old_agency=powers.agency.pk, old_by=None) | Q(user__in=works, new_by=None))


@transaction.atomic
def confirm(claim: AccountClaim, *, by: User) -> bool:
    """An administrator of one side knows the person. With both sides confirmed, by two people, the accounts become one."""
    old, new = agencies_of(claim)
    powers = powers_of(by)
    if claim.old_by_id is None and powers.over(old):
        claim.old_by = by
    elif claim.new_by_id is None and powers.over(new):
        claim.new_by = by
    claim.save(update_fields=["old_by", "new_by"])
    events.record(by, "hub.claim_confirmed", audit=True, person=claim.account_id)
    if not (claim.old_by_id and claim.new_by_id):
        return False
    claim.settled_at = timezone.now()
    claim.save(update_fields=["settled_at"])
    one_account.join(claim.account, claim.user, by=by)
    return True


@transaction.atomic
def refuse(claim: AccountClaim, *, by: User) -> None:
    """An administrator of one side says no; that is enough."""
    claim.settled_at = timezone.now()
    claim.save(update_fields=["settled_at"])
    events.record(by, "hub.claim_refused", audit=True, person=claim.account_id)


@needs_you("claims")
def _to_decide(user: User) -> list[Need]:
    if not powers_of(user):
        return []
    rows = [(claim.asked_at, _("Somebody says that an older account is theirs")) for claim in waiting_for(user)[:5]]
    rows += [(moved.objected_at, _("Somebody objects to a change of address")) for moved in objections_for(user)[:5]]
    return [
        Need(title, _("You know your people: say whether it is right"), reverse("claims"), _("Account"), "people", at)
        for at, title in rows
    ]


def objections_for(user: User) -> QuerySet[Move]:
    """Moves that the old mailbox objected to: for those who run the hub, who stand between the two agencies."""
    rows = Move.objects.filter(objected_at__isnull=False, settled_at=None).exclude(user=user)
    return rows if powers_of(user).whole else rows.none()


@for_administrators
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Claims and objections that wait for the reader's word."""
    rows = list(waiting_for(request.user).select_related("user", "account", "old_by", "new_by").order_by("asked_at"))
    moves = objections_for(request.user).select_related("user", "from_agency", "to_agency").order_by("objected_at")
    context = {"claims": with_agencies(rows), "moves": list(moves)}
    return page(request, "accounts/claims.html", "claims", context)


@for_administrators
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a claim, or with `refuse` say no."""
    claim = get_object_or_404(waiting_for(request.user), pk=pk)
    if "refuse" in request.POST:
        refuse(claim, by=request.user)
        messages.success(request, _("Refused. The two accounts stay as they are"))
    elif confirm(claim, by=request.user):
        messages.success(request, _("The two accounts are one now"))
    else:
        messages.success(request, _("Confirmed. An administrator of the other organisation has to confirm it too"))
    return redirect("claims")


@for_administrators
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a move stand, or with `undo` give the account back to its old address."""
    moved = get_object_or_404(objections_for(request.user).select_related("user"), pk=pk)
    if "undo" not in request.POST:
        moving.let_stand(moved, by=request.user)
        messages.success(request, _("The move stands, and the account can be used again"))
        return redirect("claims")
    try:
        moving.undo(moved, by=request.user)
        messages.success(request, _("The account has its old address again"))
    except moving.Taken:
        messages.error(request, _("Somebody else has that address now"))
    return redirect("claims")

"""The members of a space: who they are, letting people in, roles, joining and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from hub import events, policy
from hub.accounts import guests
from hub.actions import handing
from hub.actions import members as actions
from hub.forms import LetInForm, UntilForm
from hub.manage.spreadsheets import table
from hub.membership_lists import ORDERS, grouped, lines
from hub.models import AccessRequest, Affiliation, HandOver, Invitation, Membership, Space, User
from hub.people import known_to

Role = Membership.Role
_NO_GUEST = gettext_lazy("Guests cannot own a space")
SHOWN = 1000  # the largest list that is shown whole


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, space: str) -> HttpResponse:
    """Who belongs to the space, for those who can read it; owners let people in. `?by=`: the order."""
    space = policy.find_space(request.user, space)
    can = policy.space_abilities(request.user, space)
    form = LetInForm(request.POST or None, by=request.user)
    if request.method == "POST":
        policy.require(can["own"], space)
        if form.is_valid():
            return _let_in(request, space, **form.cleaned_data)
    found = members_of(space, Membership.objects.current())[:SHOWN]
    by = request.GET.get("by") if request.GET.get("by") in ORDERS else "role"
    context = {
        "space": space,
        "groups": grouped(found, by),
        "by": by,
        "orders": [(label, f"?by={order}", order == by) for order, label in ORDERS.items()],
        "total": len(found),
        "owners": sum(row.role == Role.OWNER for row in found),
        "can": can,
        "form": form if can["own"] else None,
        "roles": Role.choices,
        **(_waiting(space, request.user) if can["own"] else {}),
        "trail": [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())],
    }
    return render(request, "hub/members.html", context)


@require_POST
def table_of_members(request: HttpRequest, space: str) -> HttpResponse:
    """The members as a table to take along, for owners; that it was taken is written down first."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    found = members_of(space, Membership.objects.current())
    events.record(request.user, "hub.members_exported", space=space, audit=True, quiet=True, count=len(found))
    rows = [row for _label, group in grouped(found, "role") for row in group]
    response = HttpResponse("".join(table(lines(rows))), content_type="text/csv; charset=utf-8")
    name = f"{space.slug}-members-{timezone.localdate():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def member(request: HttpRequest, space: str, pk: int) -> HttpResponse:
    """Give a member another `role`, or end the membership (`remove`); for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    membership = get_object_or_404(Membership.objects.select_related("user", "space"), pk=pk, space=space)
    role = request.POST.get("role", "")
    form = UntilForm(request.POST, prefix=f"m{pk}")
    try:
        if "remove" in request.POST:
            actions.show_out(membership, by=request.user)
            messages.success(request, _("%(name)s is no longer a member.") % {"name": membership.user})
        elif role == Role.OWNER and membership.role != role and not membership.user.standing.staff:
            messages.error(request, _NO_GUEST)
        elif role == Role.OWNER and membership.role != role:
            handing.offer(space, to=membership.user, by=request.user)
            messages.success(
                request, _("%(name)s is asked to own the space. Nothing changes until they accept.") % {"name": membership.user}
            )
        elif not form.is_valid():
            messages.error(request, form.errors["until"][0])
        elif role in Role.values:
            actions.give_role(membership, by=request.user, role=role, until=form.cleaned_data["until"])
            messages.success(request, _("Saved.") + f" {membership.user}: {membership.get_role_display()}")
    except actions.LastOwner:
        messages.error(request, _("This is the last owner. Make somebody else an owner first."))
    if not policy.can_read_space(request.user, space):  # somebody who showed themselves out
        return redirect("hub:spaces")
    return redirect("hub:members", space.slug)


@require_POST
def join(request: HttpRequest, space: str) -> HttpResponse:
    """Become a member at once."""
    space = policy.find_space(request.user, space)
    if policy.role(request.user, space) is None:
        policy.require(policy.can_join(request.user, space), space)
        actions.join(space, user=request.user)
        said = _("You have joined. You will hear of new discussions and new versions in %(title)s.")
        messages.success(request, said % {"title": space.title})
    return redirect(space)


@require_POST
def leave(request: HttpRequest, space: str) -> HttpResponse:
    """Stop being a member. A guest who leaves their last space is asked first: it ends their time here."""
    space = policy.find_space(request.user, space)
    policy.require(policy.role(request.user, space) is not None, space)
    is_last = guests.is_last_space(request.user, space)
    if is_last and request.POST.get("sure") != "yes":
        return render(request, "hub/leave_last.html", {"space": space})
    try:
        actions.leave(space, user=request.user)
    except actions.LastOwner:
        messages.error(request, _("You are the last owner. Make somebody else an owner first, then leave."))
        return redirect(space)
    if is_last:
        guests.end(request.user.guest, by=request.user)
        return render(request, "accounts/no_entry.html", {"left": space})
    messages.success(request, _("You have left %(title)s.") % {"title": space.title})
    return redirect("hub:spaces")


def owners_of(space: Space) -> list[Membership]:
    """The owners' memberships, with person and agency: who can let somebody in."""
    return members_of(space, Membership.objects.current().filter(role=Role.OWNER))


def members_of(space: Space, memberships: QuerySet[Membership]) -> list[Membership]:
    """Those of people who proved an address, by name, each with `user.affiliation` at hand; two queries."""
    rows = memberships.filter(space=space, user__is_active=True, user__verified_at__isnull=False).select_related("user")
    rows = list(rows.order_by("user__name", "user__pk"))
    current = Affiliation.objects.current().filter(user__in=[row.user_id for row in rows]).select_related("agency")
    by_user = {affiliation.user_id: affiliation for affiliation in current}
    for row in rows:
        row.user.affiliation = by_user.get(row.user_id)
    return rows


def _waiting(space: Space, owner: User) -> dict:
    """What waits in a space for its owners, or for others on their behalf; four queries."""
    requests = AccessRequest.objects.filter(space=space, state=AccessRequest.State.WAITING).select_related("user")
    offers = HandOver.objects.filter(space=space, state=HandOver.State.WAITING).select_related("to")
    requests = list(requests[:SHOWN])
    agencies = Affiliation.objects.current().filter(user__in=[row.user_id for row in requests]).select_related("agency")
    by_user = {affiliation.user_id: affiliation for affiliation in agencies} if requests else {}
    for row in requests:
        row.user.affiliation = by_user.get(row.user_id)
    invitations = list(Invitation.objects.open().filter(space=space)[:SHOWN])
    # Whom the owner may know of anyway is named: the address behind a name that was invited is not theirs to read.
    names = dict(known_to(owner).filter(email__in=[row.email for row in invitations]).values_list("email", "name"))
    for row in invitations:
        row.shown = names.get(row.email) or row.email
    return {"requests": requests, "invitations": invitations, "offers": offers}


def _let_in(request: HttpRequest, space: Space, person, role: str) -> HttpResponse:
    """Somebody who shall own it is let in as a member, and asked."""
    if actions.let_in(space, by=request.user, user=person, role=Role.MEMBER if role == Role.OWNER else role):
        messages.success(request, _("%(name)s is a member now.") % {"name": person})
        if role == Role.OWNER and not person.standing.staff:
            messages.error(request, _NO_GUEST)
        elif role == Role.OWNER:
            handing.offer(space, to=person, by=request.user)
            messages.success(request, _("They are asked to own the space. Nothing changes until they accept."))
    else:
        messages.info(request, _("%(name)s was a member already.") % {"name": person})
    return redirect("hub:members", space.slug)

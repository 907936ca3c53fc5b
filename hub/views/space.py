"""One space: its overview, members and settings, joining and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub import policy
from hub.actions import spaces as actions
from hub.feed import feed
from hub.forms import SpaceForm
from hub.models import Affiliation, Item, Membership, Space

Role = Membership.Role
_GROUPS = (
    (Role.OWNER, gettext_lazy("Owners")),
    (Role.MODERATOR, gettext_lazy("Moderators")),
    (Role.MEMBER, gettext_lazy("Members")),
    (Role.READER, gettext_lazy("Readers")),
)
SHOWN_MEMBERS = 1000  # the largest list that is shown whole


@require_safe
def overview(request: HttpRequest, space: str) -> HttpResponse:
    """What the space is for, what is new in it, who answers for it and who can see it."""
    space = policy.find_space(request.user, space)
    items = Item.objects.visible_to(request.user).filter(space=space)
    return render(
        request,
        "hub/space.html",
        {
            "space": space,
            "part": feed(items, request, size=15),
            "owners": owners_of(space),
            "can": policy.space_abilities(request.user, space),
            "role": policy.role(request.user, space),
            "trail": _trail(),
        },
    )


@require_safe
def members(request: HttpRequest, space: str) -> HttpResponse:
    """Who belongs to the space, by role, with the agency of each; for those who can read it."""
    space = policy.find_space(request.user, space)
    found = _people(Membership.objects.current().filter(space=space))[:SHOWN_MEMBERS]
    groups = [(label, [row for row in found if row.role == role]) for role, label in _GROUPS]
    return render(
        request,
        "hub/members.html",
        {
            "space": space,
            "groups": [(label, rows) for label, rows in groups if rows],
            "total": len(found),
            "can": policy.space_abilities(request.user, space),
            "trail": _trail(space),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, space: str) -> HttpResponse:
    """Change name, purpose and who can see it; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    form = SpaceForm(request.POST or None, initial=SpaceForm.initial_of(space))
    if form.is_valid():
        actions.change_space(space, by=request.user, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect(space)
    return render(request, "hub/space_settings.html", {"space": space, "form": form, "trail": _trail(space)})


@require_POST
def join(request: HttpRequest, space: str) -> HttpResponse:
    """Become a member at once."""
    space = policy.find_space(request.user, space)
    if policy.role(request.user, space) is None:
        policy.require(policy.can_join(request.user, space), space)
        actions.join(space, user=request.user)
        messages.success(
            request,
            _("You have joined. You will hear of new discussions and new versions in %(title)s.") % {"title": space.title},
        )
    return redirect(space)


@require_POST
def leave(request: HttpRequest, space: str) -> HttpResponse:
    """Stop being a member."""
    space = policy.find_space(request.user, space)
    policy.require(policy.role(request.user, space) is not None, space)
    try:
        actions.leave(space, user=request.user)
    except actions.LastOwner:
        messages.error(request, _("You are the last owner. Make somebody else an owner first, then leave."))
        return redirect(space)
    messages.success(request, _("You have left %(title)s.") % {"title": space.title})
    return redirect("hub:spaces")


def owners_of(space: Space) -> list[Membership]:
    """The owners' memberships, with person and agency: who can let somebody in."""
    return _people(Membership.objects.current().filter(space=space, role=Role.OWNER))


def _people(memberships: QuerySet[Membership]) -> list[Membership]:
    """Memberships of people who proved an address, by name, each with `user.affiliation` at hand; two queries."""
    rows = memberships.filter(user__is_active=True, user__verified_at__isnull=False).select_related("user")
    rows = list(rows.order_by("user__name", "user__pk"))
    current = Affiliation.objects.current().filter(user__in=[row.user_id for row in rows]).select_related("agency")
    by_user = {affiliation.user_id: affiliation for affiliation in current}
    for row in rows:
        row.user.affiliation = by_user.get(row.user_id)
    return rows


def _trail(space: Space | None = None) -> list[tuple[str, str]]:
    trail = [(_("Spaces"), reverse("hub:spaces"))]
    return [*trail, (space.title, space.get_absolute_url())] if space else trail

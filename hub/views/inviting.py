"""Inviting people into a space, one or a list, and taking an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from hub import policy
from hub.actions import inviting
from hub.forms import InviteForm, InviteListForm
from hub.invitation_lists import Outcome, invite_all
from hub.keys import LONGEST_KEY
from hub.models import Invitation, Membership, Space, User


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, space: str) -> HttpResponse:
    """Invite one person, or everybody on a list (`list`), which answers with a report per row; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space) and space.is_active, space)
    is_list = "list" in request.POST
    form = InviteForm(request.POST if request.method == "POST" and not is_list else None, by=request.user)
    many = InviteListForm(*((request.POST, request.FILES) if is_list else ()), prefix="many")
    report: list[Outcome] = []
    if form.is_valid() and _invited(request, form, space):
        return redirect("hub:members", space.slug)
    if many.is_valid():
        report = list(invite_all(space, by=request.user, rows=many.cleaned_data["rows"]))
    context = {
        "space": space,
        "form": form,
        "many": many,
        "report": report,
        "sent": sum(outcome.sent for outcome in report),
        "failed": many if many.is_bound else form,
        "trail": [*_trail(space), (_("Members"), reverse("hub:members", args=[space.slug]))],
    }
    return render(request, "hub/invite.html", context)


@require_POST
def withdraw(request: HttpRequest, space: str, pk: int) -> HttpResponse:
    """Take an invitation back; for owners."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_own(request.user, space), space)
    inviting.withdraw(get_object_or_404(Invitation.objects.select_related("space"), pk=pk, space=space), by=request.user)
    messages.success(request, _("The invitation leads nowhere any more."))
    return redirect("hub:members", space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at an invitation and take it. Only who proved the very address it went to; everybody else gets one same 404."""
    found = Invitation.objects.open_to(request.user).select_related("space", "by").filter(pk=min(pk, LONGEST_KEY)).first()
    if found is None:
        return render(request, "hub/no_invitation.html", status=404)
    if request.method == "POST" and inviting.take(found, user=request.user):
        request.user.forget_standing()
        messages.success(request, _("You are a member of %(title)s now.") % {"title": found.space.title})
        return redirect(found.space)
    return render(request, "hub/invitation.html", {"invitation": found, "space": found.space})


def _invited(request: HttpRequest, form: InviteForm, space: Space) -> bool:
    """Whether it was sent; else the reason stands at the field."""
    sent = form.cleaned_data
    members = Membership.objects.current().filter(space=space, user__in=User.objects.verified())
    if members.filter(user__email=sent["person"]).exists():
        form.add_error("person", _("This person is a member already"))
        return False
    try:
        fresh = inviting.invite(space, by=request.user, email=sent["person"], role=sent["role"], until=sent["until"])
    except inviting.TooMany:
        form.add_error("person", _("You have invited as many people as you can today. Try again tomorrow"))
        return False
    days = inviting.LASTS.days
    said = ngettext("Invited. The link in the email lasts %(n)s day.", "Invited. The link in the email lasts %(n)s days.", days)
    messages.success(request, said % {"n": days} if fresh else _("Invited before, and not taken yet."))
    return True


def _trail(space: Space) -> list[tuple[str, str]]:
    return [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())]

"""Taking a person's name out for good: what goes and what stays is said first."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.manage.access import for_the_hub, may_change
from hub.manage.actions import people as actions
from hub.manage.effects import LastAdministrator
from hub.manage.forms import EraseForm
from hub.manage.frame import page
from hub.models import Item, Membership, User
from hub.moderation import holding


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_hub
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, with a reason and a tick; then it is done, and cannot be undone."""
    person = get_object_or_404(User, pk=pk)
    if not may_change(request.powers, request.user, person) or person.is_erased:
        raise Http404
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(person, by=request.user, reason=form.cleaned_data["reason"])
        except LastAdministrator:
            form.add_error(None, _("This is the last administrator. Make somebody else an administrator first"))
        except holding.Held as held:
            form.add_error(None, str(held))
        else:
            messages.success(request, _("The name and the addresses are out. What they wrote stays, as a former member’s"))
            return redirect("manage:person", pk)
    context = {
        "person": person,
        "form": form,
        "hold": holding.hold_on(person=person),
        "written": Item.objects.filter(author=person, removed_at=None).exclude(kind="profile").count(),
        "owned": Membership.objects.current().filter(user=person, role=Membership.Role.OWNER).count(),
        "trail": [(_("People"), reverse("manage:people")), (str(person), reverse("manage:person", args=[pk]))],
    }
    return page(request, "manage/erase.html", "people", context)

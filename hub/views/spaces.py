"""The directory of spaces, and opening a new one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import policy
from hub.actions import handing
from hub.actions.spaces import create_space
from hub.forms import NewSpaceForm
from hub.models import Membership, Space, User
from hub.questions import typed
from hub.similar import similar_spaces

LIMIT = 500  # of a list without pages; who has more spaces has the box above it


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Every space that the reader may know of, with the number of its members; `?q=` filters, `?mine=1` shows joined ones."""
    spaces = with_counts(Space.objects.listed_to(request.user), request.user)
    query, mine = typed(request, longest=100), request.GET.get("mine") == "1"
    for word in query.split():
        spaces = spaces.filter(Q(title__icontains=word) | Q(purpose__icontains=word))
    if mine:
        spaces = spaces.filter(is_joined=True)
    found = list(spaces.order_by("title")[:LIMIT])
    return render(
        request,
        "hub/spaces.html",
        {"spaces": found, "query": query, "mine": mine, "can_create": policy.can_create_space(request.user)},
    )


def with_counts(spaces: QuerySet[Space], user: User) -> QuerySet[Space]:
    """`spaces` with `member_count`, `is_joined` and `is_readable` for `user`."""
    now = Q(memberships__until=None) | Q(memberships__until__gt=timezone.now())
    proved = Q(memberships__user__is_active=True, memberships__user__verified_at__isnull=False)
    mine = Membership.objects.current().filter(space=OuterRef("pk"), user=user)
    return spaces.annotate(
        member_count=Count("memberships", filter=now & proved),
        is_joined=Exists(mine),
        is_readable=Exists(Space.objects.visible_to(user).filter(pk=OuterRef("pk"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a space."""
    policy.require(policy.can_create_space(request.user))
    form = NewSpaceForm(request.POST or None, by=request.user)
    similar = similar_spaces(request.user, form.cleaned_data["title"], form.cleaned_data["purpose"]) if form.is_valid() else []
    if similar and "sure" in request.POST:
        similar = []
    if form.is_valid() and not similar:
        other = form.cleaned_data.pop("second_owner")
        space = create_space(request.user, **form.cleaned_data)
        said = _("“%(title)s” is open. You own it.") % {"title": space.title}
        if other:
            handing.offer(space, to=other, by=request.user)
            said += " " + _("%(name)s is asked to own it too.") % {"name": other}
        messages.success(request, said)
        return redirect(space)
    return render(request, "hub/space_new.html", {"form": form, "similar": similar, "trail": [(_("Spaces"), "/spaces/")]})

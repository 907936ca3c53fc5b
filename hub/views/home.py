"""Home: what needs you, what is new in your spaces and for the whole hub, where you belong."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.feed import feed
from hub.home import LIMIT, first_steps_of, needs_of
from hub.middleware.gate import for_readers
from hub.models import Guest, Item, Membership, Space, User
from hub.policy import standing

_HIDDEN = "hub-started"  # the cookie of who has put "Getting started" away

SHOWN = 12  # items of a screen or two; older ones are a page away


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that people work from."""
    user = request.user
    needs = needs_of(user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Item.kinds else ""
    mine = list(Space.objects.visible_to(user).filter(memberships__in=user.memberships.current()).order_by("title"))
    items = Item.objects.visible_to(user).filter(Q(space__in=[space.pk for space in mine]) | _of_the_whole_hub())
    if kind:
        items = items.filter(kind=kind)
    return render(
        request,
        "hub/home.html",
        {
            "today": timezone.localdate(),
            "needs": needs[:LIMIT],
            "needs_total": len(needs),
            "spaces": mine,
            "part": feed(items, request, size=SHOWN),
            "chips": _chips(kind),
            "kind": kind,
            "steps": _steps(request),
            "stay": _stay(user),
        },
    )


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the reader."""
    return render(request, "hub/needs.html", {"needs": needs_of(request.user), "trail": [(_("Home"), "/")]})


@for_readers
@require_POST
def hide_steps(request: HttpRequest) -> HttpResponse:
    """Put "Getting started" away, in this browser."""
    response = redirect("hub:home")
    response.set_cookie(_HIDDEN, "hidden", max_age=365 * 24 * 3600, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


def _stay(user: User) -> dict | None:
    """What a guest is told on their own page: who answers for them, until when, and what they may do where."""
    if not standing(user).guest:
        return None
    guest = Guest.objects.select_related("sponsor").get(user=user)
    held = user.memberships.current().select_related("space").order_by("space__title")
    places = [(row.space, row.role != Membership.Role.READER) for row in held]
    # The last day on which they are in, and not the midnight after it.
    return {"sponsor": guest.sponsor, "last_day": timezone.localtime(guest.until - timedelta(seconds=1)), "places": places}


def _of_the_whole_hub() -> Q:
    """What people shared outside all spaces; not what is still their own alone."""
    offered = [name for name, type in Item.kinds.items() if type.is_offered()]
    return Q(space=None, kind__in=offered) & ~Q(audience=Item.To.AUTHOR)


def _chips(kind: str) -> list[tuple[str, str, bool]]:
    """(label, address, current) for each content type that people make."""
    kinds = [(name, type) for name, type in Item.kinds.items() if type.is_offered()]
    chips = [(capfirst(type._meta.verbose_name_plural), f"?kind={name}", name == kind) for name, type in kinds]
    return [(_("All"), "/", not kind), *chips]


def _steps(request: HttpRequest) -> list:
    """The first steps, unless put away or all done; none for guests, who can neither join spaces nor write in most."""
    if request.COOKIES.get(_HIDDEN) or not standing(request.user).staff:
        return []
    steps = first_steps_of(request.user)
    return [] if all(step.done for step in steps) else steps

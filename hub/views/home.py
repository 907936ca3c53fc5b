"""Home: what needs you, what is new in your spaces and for the whole hub, where you belong."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.feed import feed, feed_of, with_hands
from hub.home import LIMIT, first_steps_of, needs_of
from hub.middleware.gate import for_readers
from hub.models import Guest, Item, Membership, Space, User
from hub.paging import Slice, first, is_first
from hub.policy import standing
from hub.prepared import Prepared

_HIDDEN = "hub-started"  # the cookie of who has put "Getting started" away

SHOWN = 12  # items of a screen or two; older ones are a page away


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page that people work from."""
    user = request.user
    needs = needs_of(user)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Item.kinds else ""
    return render(
        request,
        "hub/home.html",
        {
            "today": timezone.localdate(),
            "needs": needs[:LIMIT],
            "needs_total": len(needs),
            "spaces": _my_spaces(user),
            "part": _news(request, kind),
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


@Prepared
def _my_spaces(user: User) -> QuerySet[Space]:
    mine = Membership.objects.current().filter(user=user)
    return Space.objects.visible_to(user).filter(memberships__in=mine).order_by("title")


def _news(request: HttpRequest, kind: str) -> Slice:
    """What is new in the reader's spaces and for the whole hub; the first page, which most see, by a kept query."""
    user = request.user
    if not is_first(request):
        return feed(_new_of(user, kind) if kind else _new(user), request, size=SHOWN)
    return feed_of(first(_newest_of(user, kind=kind) if kind else _newest(user), request, size=SHOWN))


def _new(user: User) -> QuerySet[Item]:
    mine = Membership.objects.current().filter(user=user).values("space")
    return Item.objects.visible_to(user).filter(Q(space__in=mine) | _of_the_whole_hub())


def _new_of(user: User, kind: str) -> QuerySet[Item]:
    return _new(user).filter(kind=kind)


@Prepared
def _newest(user: User) -> QuerySet[Item]:
    return with_hands(_new(user)).order_by("-changed_at", "-pk")[: SHOWN + 1]


@Prepared
def _newest_of(user: User, kind: str) -> QuerySet[Item]:
    return with_hands(_new_of(user, kind)).order_by("-changed_at", "-pk")[: SHOWN + 1]


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

"""Lists of a space's pages: all from A to Z, what changed, what links to one, what is in the bin."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub import links
from hub.models import Event, Item, User
from hub.models.opened import is_closed
from hub.paging import cut
from hub.policy import find_space, require
from hub.questions import typed
from wiki import policy
from wiki.models import Page, Revision
from wiki.views.finding import with_page
from wiki.views.page import trail_to

SIZE = 100  # pages on one screen of A to Z
CHANGES = 50  # changes on one screen
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@require_safe
def pages(request: HttpRequest, space: str) -> HttpResponse:
    """All pages of the space from A to Z; `?from=` a letter, `?after=` the page that the last screen ended with."""
    space = find_space(request.user, space)
    rows = Page.objects.visible_to(request.user).filter(in_space=space)
    start = typed(request, "from")[:1].lower()
    if start:
        rows = rows.filter(sort__gte=start)
    last = rows.filter(slug=typed(request, "after")).values_list("sort", "pk").first()
    if last:
        rows = rows.filter(Q(sort__gt=last[0]) | Q(sort=last[0], pk__gt=last[1]))
    found = list(rows.select_related("space").order_by("sort", "pk")[: SIZE + 1])
    context = {
        "space": space,
        "rows": found[:SIZE],
        "more_url": f"?after={found[SIZE - 1].slug}" if len(found) > SIZE else "",
        "letters": [(letter.upper(), f"?from={letter}", letter == start) for letter in LETTERS],
        "is_start": not (start or last),
        "can": {
            "create": policy.can_create(request.user, space),
            "see_bin": policy.can_see_bin(request.user, space),
        },
        "trail": trail_to(space)[:1],
    }
    return render(request, "wiki/pages.html", context)


@require_safe
def changes(request: HttpRequest, space: str) -> HttpResponse:
    """What happened to the pages of the space, newest first, `?before=` the change that the last screen ended with."""
    space = find_space(request.user, space)
    visible = Item.objects.visible_to(request.user).filter(pk=OuterRef("item"))
    events = Event.objects.filter(Exists(visible), space=space, verb__startswith="wiki.")
    events = events.exclude(is_closed(request.user, item="item"))
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        events = events.filter(pk__lt=int(before))
    found = list(events.select_related("actor", "agency", "item__space").order_by("-pk")[: CHANGES + 1])
    revisions = _revisions(found[:CHANGES], request.user)
    context = {
        "space": space,
        "rows": [(event, revisions.get(event.data.get("revision"))) for event in found[:CHANGES]],
        "older_url": f"?before={found[CHANGES - 1].pk}" if len(found) > CHANGES else "",
        "newer_url": "?" if before else "",
        "trail": [*trail_to(space), (_("Pages"), reverse("wiki:pages", args=[space.slug]))],
    }
    return render(request, "wiki/changes.html", context)


def _revisions(events: list[Event], user: User) -> dict[int, Revision]:
    """{key: revision} of those that the events made and that are still in the history."""
    keys = [event.data["revision"] for event in events if "revision" in event.data]
    rows = Revision.objects.filter(suppressed=False).exclude(is_closed(user, item="page"))
    rows = rows.select_related("author", "agency", "outside_author")
    return rows.defer("text", "html", "words", "headings").in_bulk(keys)


@require_safe
@with_page
def backlinks(request: HttpRequest, page: Page) -> HttpResponse:
    """Everything that links to the page, as far as this reader may see it."""
    context = {
        "page": page,
        "space": page.space,
        "part": cut(links.here(page, request.user), request),
        "trail": trail_to(page.space, page),
    }
    return render(request, "wiki/links.html", context)


@require_safe
def bin(request: HttpRequest, space: str) -> HttpResponse:
    """Pages that were removed and can be brought back."""
    space = find_space(request.user, space)
    require(policy.can_see_bin(request.user, space), space)
    removed = Page.objects.known_to(request.user).filter(in_space=space, removed_at__isnull=False)
    context = {
        "space": space,
        "part": cut(removed.select_related("space", "removed_by"), request, by="removed_at"),
        "trail": [*trail_to(space), (_("Pages"), reverse("wiki:pages", args=[space.slug]))],
    }
    return render(request, "wiki/bin.html", context)

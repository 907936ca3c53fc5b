"""Finding the page of an address: here, moved, removed, or nothing that this reader may know of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from hub.models import Membership, User
from hub.moderation import removing
from wiki import policy
from wiki.models import Page, PageAddress


def with_page(view: Callable) -> Callable:
    """A view of the page at /s/<space>/<slug>/…; it is called with the page instead of the two words.

    An old address answers 301 to the same verb at the new one. What is sent to it is taken as it is: a form that was
    open while the page moved loses nothing.
    """

    @wraps(view)
    def found(request: HttpRequest, space: str, slug: str, **more) -> HttpResponse:
        pages = Page.objects.visible_to(request.user).select_related("space", "current")
        page = pages.filter(space__slug=space, slug=slug).first()
        if page is None and request.method == "POST":
            page = pages.filter(addresses__space__slug=space, addresses__slug=slug).first()
        return view(request, page, **more) if page else elsewhere(request, space, slug)

    return found


def elsewhere(request: HttpRequest, space: str, slug: str) -> HttpResponse:
    """The answer where no page has this address now: 301, 410 for those who might see it, else the 404 of all others."""
    address = PageAddress.objects.filter(space__slug=space, slug=slug).select_related("page__space").first()
    if address is None:
        raise Http404
    page = address.page
    moved = (page.space.slug, page.slug) != (space, slug)
    if moved and Page.objects.visible_to(request.user).filter(pk=page.pk).exists():
        rest = request.get_full_path().removeprefix(reverse("wiki:page", args=[space, slug]))
        return HttpResponsePermanentRedirect(page.get_absolute_url() + rest)
    if page.removed_at and is_known_to(request.user, page):
        return gone(request, page)
    raise Http404


def is_known_to(user: User, page: Page) -> bool:
    """Whether `user` could see a removed page if it were not removed."""
    return Page.objects.known_to(user).filter(pk=page.pk).exists()


def gone(request: HttpRequest, page: Page) -> HttpResponse:
    """Says that a page was removed and who can be asked; none of its words."""
    ask = Membership.objects.current().filter(space=page.space, role__in=["owner", "moderator"]).select_related("user")
    context = {
        "removed_at": page.removed_at,
        "removal": removing.last(page),
        "space": page.space,
        "ask": [row.user for row in ask.order_by("pk")[:5]],
        "removed": page if policy.can_bring_back(request.user, page) else None,
        "text": request.POST.get("text", ""),  # whoever was writing gets it back
    }
    return render(request, "wiki/gone.html", context, status=410)

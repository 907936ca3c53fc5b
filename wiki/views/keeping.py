"""Protecting a page, removing it and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.moderation.forms import RemoveForm
from hub.policy import require
from wiki import actions, policy
from wiki.models import Page, PageAddress
from wiki.views.finding import is_known_to, with_page
from wiki.views.page import trail_to


@require_POST
@with_page
def lock(request: HttpRequest, page: Page) -> HttpResponse:
    """Protect the page, or open it again (`to` is "on" or "off")."""
    require(policy.can_lock(request.user, page), page.space)
    if request.POST.get("to") == "off":
        actions.unlock_page(page, by=request.user)
        messages.success(request, _("Everyone who writes in this space can edit the page again"))
    else:
        actions.lock_page(page, by=request.user)
        messages.success(request, _("The page is protected: only moderators can edit it"))
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
@with_page
def remove(request: HttpRequest, page: Page) -> HttpResponse:
    """Ask, then put the page into the bin."""
    require(policy.can_remove(request.user, page), page.space)
    form = RemoveForm(request.POST if request.method == "POST" else None, is_own=page.author_id == request.user.pk)
    if form.is_valid():
        actions.remove_page(page, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Page removed. You can bring it back from its old address"))
        return redirect("wiki:pages", page.space.slug)
    context = {
        "question": _("Remove “%(title)s”?") % {"title": page.title},
        "happens": [
            _("Nobody finds or reads it any more. Links to it look like links to a page that is not there yet."),
            _("Pages below it move up one level."),
            _("Its history is kept, and it can be brought back."),
        ],
        "form": form,
        "button": _("Remove page"),
        "destroys": True,
        "cancel_url": page.get_absolute_url(),
        "trail": trail_to(page.space, page),
    }
    return render(request, "components/confirm.html", context)


@require_POST
def bring_back(request: HttpRequest, space: str, slug: str) -> HttpResponse:
    """Take the page out of the bin."""
    address = PageAddress.objects.filter(space__slug=space, slug=slug, current=True).select_related("page__space").first()
    if address is None or not address.page.removed_at or not is_known_to(request.user, address.page):
        raise Http404
    require(policy.can_bring_back(request.user, address.page), address.page.space)
    actions.bring_back(address.page, by=request.user)
    messages.success(request, _("Page brought back"))
    return redirect(address.page)

"""Renaming a page and moving it in the tree, all of it by keyboard and without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.policy import require
from wiki import actions, policy
from wiki.forms import MoveForm
from wiki.models import Page
from wiki.views.edit import tried
from wiki.views.finding import with_page
from wiki.views.page import trail_to

SHOWN = 100  # pages beside it, to put it in order among


@require_http_methods(["GET", "HEAD", "POST"])
@with_page
def move(request: HttpRequest, page: Page) -> HttpResponse:
    """Another title, another place in the tree."""
    require(policy.can_move(request.user, page), page.space)
    visible = Page.objects.visible_to(request.user).filter(in_space=page.in_space_id)
    parent = visible.filter(pk=page.parent_id).first()
    initial = {"title": page.title, "parent": parent.slug if parent else ""}
    form = MoveForm(request.POST or None, initial=initial, page=page, mover=request.user)
    if form.is_valid() and _moved(request, page, form, visible, parent):
        messages.success(request, _("Page moved"))
        return redirect(page)
    context = {
        "form": form,
        "page": page,
        "space": page.space,
        "beside": list(visible.filter(parent=page.parent_id).order_by("position", "sort", "pk")[:SHOWN]),
        "trail": trail_to(page.space, page),
    }
    return render(request, "wiki/move.html", context)


def _moved(request: HttpRequest, page: Page, form: MoveForm, visible, parent: Page | None) -> bool:
    """Whether both parts were done; a parent that the mover does not see is left as it is."""
    title, chosen = form.cleaned_data["title"], form.cleaned_data["parent"]
    if title != page.title:
        note = _("Renamed from %(title)s") % {"title": page.title}
        words = {"text": page.current.text, "base": page.current.number, "note": note[:200]}
        try:
            if not tried(form, actions.edit_page, page, editor=request.user, title=title, **words):
                return False
        except (actions.EditConflict, actions.PageGone):
            form.add_error("title", _("Somebody changed this page just now. Look at it and try again"))
            return False
    if chosen == (parent.slug if parent else ""):
        return True
    try:
        actions.move_page(page, by=request.user, parent=get_object_or_404(visible, slug=chosen) if chosen else None)
    except actions.WouldLoop:
        form.add_error("parent", _("Choose a page that is not below this one"))
        return False
    return True


@require_POST
@with_page
def shift(request: HttpRequest, page: Page) -> HttpResponse:
    """One place up or down among the pages beside it."""
    require(policy.can_move(request.user, page), page.space)
    actions.shift_page(page, by=request.user, up=request.POST.get("to") == "up")
    return redirect("wiki:move", page.space.slug, page.slug)

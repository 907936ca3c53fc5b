"""Flagging what is wrong, the queue of those who keep order, and what became of one's own flags."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub import policy
from hub.keys import LONGEST_KEY
from hub.models import Flag, Item
from hub.moderation import flagging
from hub.moderation.forms import DecideForm, FlagForm
from hub.moderation.removing import removers

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, item: int) -> HttpResponse:
    """Say what is wrong with an item, or with `?part=` of it."""
    found = get_object_or_404(Item.objects.visible_to(request.user).select_related("space"), pk=min(item, LONGEST_KEY))
    part = request.GET.get("part", "")[:40]
    try:
        author = found.type.part_author(found, part)
    except LookupError:
        raise Http404 from None
    policy.require(policy.can_flag(request.user, author), found.space)
    form = FlagForm(request.POST if request.method == "POST" else None)
    url = found.type.part_url(found, part)
    if form.is_valid():
        flagging.flag(found, by=request.user, anchor=part, **form.cleaned_data)
        messages.success(request, _("Flagged. You hear what was decided. Nobody else learns that it was you"))
        return redirect(url)
    context = {
        "question": _("Flag part of “%(title)s”") % {"title": found.title}
        if part
        else _("Flag “%(title)s”") % {"title": found.title},
        "told": _told(found),
        "form": form,
        "button": _("Flag it"),
        "cancel_url": url,
        "trail": [(found.title, found.get_absolute_url())],
    }
    return render(request, "components/confirm.html", context)


@require_safe
def queue(request: HttpRequest, space: str) -> HttpResponse:
    """What was flagged in a space, for those who keep order there; the oldest first."""
    space = policy.find_space(request.user, space)
    policy.require(policy.can_moderate(request.user, space), space)
    waiting = _shown(flagging.to_decide(request.user).filter(item__space=space).order_by("created_at"))
    decided = Flag.objects.filter(state=Flag.State.DECIDED, item__space=space, item__in=Item.objects.known_to(request.user))
    decided = _shown(decided.exclude(author=request.user).order_by("-decided_at"))
    context = {
        "space": space,
        "waiting": waiting,
        "decided": decided,
        "can": policy.space_abilities(request.user, space),
        "trail": [(_("Spaces"), reverse("hub:spaces")), (space.title, space.get_absolute_url())],
    }
    return render(request, "hub/flags.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What became of one's own flags; and, for whoever decides some, all that wait for them."""
    own = Flag.objects.filter(by=request.user, item__in=Item.objects.known_to(request.user)).order_by("-created_at")
    context = {
        "own": _shown(own),
        "waiting": _shown(flagging.to_decide(request.user).order_by("created_at")),
        "out_of_reach": flagging.out_of_reach(request.user),
    }
    return render(request, "hub/my_flags.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int, space: str = "") -> HttpResponse:
    """One flag: take it on or give it back (`claim`), and decide."""
    rows = flagging.to_decide(request.user).select_related("item__space", "claimed_by")
    rows = rows.filter(item__space__slug=space) if space else rows
    row = get_object_or_404(rows, pk=min(pk, LONGEST_KEY))
    back = reverse("hub:flags", args=[space]) if space else reverse("hub:my_flags")
    if request.method == "POST" and "claim" in request.POST:
        flagging.claim(row, by=request.user if request.POST["claim"] == "on" else None)
        return redirect(request.path)
    form = DecideForm(request.POST if request.method == "POST" else None, may_remove=row.item.kind in removers)
    if form.is_valid():
        done = flagging.decide(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("Decided. Who flagged it is told") if done else _("Somebody decided it before"))
        return redirect(back)
    others = Flag.objects.filter(item=row.item_id, anchor=row.anchor, state=Flag.State.OPEN)
    context = {
        "flag": row,
        "said": others.order_by("created_at"),
        "is_mine": row.claimed_by_id == request.user.pk,
        "form": form,
        "back": back,
        "trail": [(_("Flags"), back)],
    }
    return render(request, "hub/flag.html", context)


def _told(item: Item) -> str:
    """Who looks at it, in words."""
    who = _("Those who run the hub look at it.")
    if item.space:
        who = _("The owners and moderators of %(space)s look at it.") % {"space": item.space.title}
    return " ".join([who, _("You hear what they decide. Its author does not learn who flagged it.")])


def _shown(rows):
    return list(rows.select_related("item__space", "claimed_by")[:SHOWN])

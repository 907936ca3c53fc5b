"""The Watch button, the choice of a level, and everything that somebody watches."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.actions import watching
from hub.middleware.gate import for_readers
from hub.models import Item, Space, User, Watch
from hub.paging import cut
from hub.questions import typed
from hub.redirects import next_path
from hub.views.topic import visible_topics


@for_readers
@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Watch `?item=` (id), `?space=` or `?tag=` (slugs): `watch` is "on" or "off", or `level` is a number of Watch.Level,
    or "less"."""
    target = _target(request)
    level = request.POST.get("level", "")
    if level == "less":
        said = watching.lessen(request.user, target).label
        messages.success(request, _("You hear less of “%(name)s” now: %(level)s") % {"name": target, "level": said})
    elif level in {str(value) for value in Watch.Level.values}:
        watching.set_level(request.user, target, int(level))
        messages.success(request, _("Saved. You hear of it as you chose."))
    else:
        watching.turn(request.user, target, on=request.POST.get("watch") != "off")
    return redirect(next_path(request, otherwise=target.get_absolute_url()))


@require_safe
def watched(request: HttpRequest) -> HttpResponse:
    """Everything that the reader has said something about and may still see: spaces, topics and people, then items."""
    mine = _seen(Watch.objects.filter(user=request.user), request.user)
    is_item = Q(item__isnull=False) & ~Q(item__kind="profile")
    broad = mine.exclude(is_item).select_related("item__space", "space", "tag")
    items = mine.filter(is_item).select_related("item__space").annotate(changed_at=F("item__changed_at"))
    part = cut(items, request, by="changed_at")
    groups = [
        (_("Spaces"), [one for one in broad if one.space_id]),
        (_("Topics"), [one for one in broad if one.tag_id]),
        (_("People"), [one for one in broad if one.item_id]),
        (_("Pages, discussions, leaflets and lessons"), part.rows),
    ]
    groups = [(title, [_row(one) for one in rows]) for title, rows in groups if rows]
    trail = [(_("Settings"), "/settings/")]
    return render(request, "hub/watching.html", {"groups": groups, "part": part, "trail": trail})


def _seen(watches: QuerySet[Watch], user: User) -> QuerySet[Watch]:
    """Of `watches`, those on what `user` may see now."""
    items, spaces = Item.objects.visible_to(user), Space.objects.visible_to(user)
    return watches.filter(Q(item__in=items) | Q(space__in=spaces) | Q(tag__in=visible_topics(user)))


def _row(watch: Watch) -> dict:
    """What a line of the list shows."""
    level = Watch.Level(watch.level)
    less = watching.less_than(level) if level != Watch.Level.MUTE else None
    return {"watch": watch, "target": watch.item or watch.space or watch.tag, "less": less, "on": level > Watch.Level.MENTIONS}


def _target(request: HttpRequest) -> watching.Target:
    """The thing that is asked for, if this reader may see it; else 404."""
    if number := typed(request, "item"):
        if not number.isdecimal() or len(number) > 18:
            raise Http404
        return get_object_or_404(Item.objects.visible_to(request.user).select_related("space"), pk=number)
    if slug := typed(request, "space"):
        return get_object_or_404(Space.objects.visible_to(request.user), slug=slug)
    return get_object_or_404(visible_topics(request.user), slug=typed(request, "tag"))

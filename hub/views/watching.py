"""The Watch button, and the choice of a level."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.actions import watching
from hub.models import Item, Space, Watch
from hub.questions import typed
from hub.redirects import next_path
from hub.views.topic import visible_topics


@require_POST
def watch(request: HttpRequest) -> HttpResponse:
    """Watch `?item=` (id), `?space=` or `?tag=` (slugs): `watch` is "on" or "off", or `level` is a number of Watch.Level."""
    target = _target(request)
    level = request.POST.get("level", "")
    if level in {str(value) for value in Watch.Level.values}:
        watching.set_level(request.user, target, int(level))
        messages.success(request, _("Saved. You hear of it as you chose."))
    else:
        watching.turn(request.user, target, on=request.POST.get("watch") != "off")
    return redirect(next_path(request, otherwise=target.get_absolute_url()))


def _target(request: HttpRequest) -> watching.Target:
    """The thing that is asked for, if this reader may see it; else 404."""
    if number := typed(request, "item"):
        if not number.isdecimal() or len(number) > 18:
            raise Http404
        return get_object_or_404(Item.objects.visible_to(request.user).select_related("space"), pk=number)
    if slug := typed(request, "space"):
        return get_object_or_404(Space.objects.visible_to(request.user), slug=slug)
    return get_object_or_404(visible_topics(request.user), slug=typed(request, "tag"))

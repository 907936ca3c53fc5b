"""New: what to make, and in which space."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub import policy
from hub.models import Item


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Everything that people make here, with a sentence on each."""
    policy.require(policy.can_write_somewhere(request.user))
    offered = policy.kinds_to_make(request.user)
    return render(request, "hub/new.html", {"kinds": [(kind, kind._meta.verbose_name) for kind in offered]})


@require_safe
def space(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose the space to make one in; straight on where there is one choice, or `?space=` has made it."""
    type = Item.kinds.get(kind)
    if type is None or not type.is_offered():
        raise Http404
    if type.new_in_space_url is Item.new_in_space_url:  # lives in no space
        return redirect(type.new_url())
    spaces = list(policy.writable_spaces(request.user).order_by("title"))
    chosen = [one for one in spaces if one.slug == request.GET.get("space")]
    if len(chosen or spaces) == 1:
        return redirect(_form(type, (chosen or spaces)[0], request))
    mine = set(request.user.memberships.current().values_list("space", flat=True))
    return render(
        request,
        "hub/new_in.html",
        {
            "name": type._meta.verbose_name,
            "mine": [(one, _form(type, one, request)) for one in spaces if one.pk in mine],
            "others": [(one, _form(type, one, request)) for one in spaces if one.pk not in mine],
            "trail": [(_("New"), "/new/")],
        },
    )


def _form(type: type[Item], space, request: HttpRequest) -> str:
    """The address of the type's form in `space`, with the title that was asked for."""
    title = request.GET.get("title", "")[:200]
    return type.new_in_space_url(space) + (f"?{urlencode({'title': title})}" if title else "")

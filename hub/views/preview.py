"""How a text will look, while it is being written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hub import links
from hub.keys import LONGEST_KEY
from hub.markdown import RefusedText, render_safely
from hub.mentioned import mentioned, readers_planned
from hub.models import Item, Space


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The inside of `.hub-prose` for `text`, by the same function and with the same limits as saving.

    `space` (a slug) is where its links lead from; one that the writer may not see counts as none.
    `item`, `parent` and `kind` are as in drafts; above the text stands who will be told, because it names them.
    """
    space = Space.objects.visible_to(request.user).filter(slug=request.POST.get("space", "").replace("\0", "")).first()
    try:
        rendered = render_safely(request.POST.get("text", "").replace("\r\n", "\n"), space)
    except RefusedText as refused:
        return render(request, "hub/preview.html", {"problem": str(refused)})
    named = mentioned(rendered.mentions, by=request.user, readers=readers_planned(request, space, _where(request)))
    return render(request, "hub/preview.html", {"text": links.preview(rendered, space, request.user), "named": named})


def _where(request: HttpRequest) -> Item | None:
    """What the text is in, or about, where that decides who reads it. A page below another has readers of its own."""
    items = Item.objects.visible_to(request.user).select_related("space")
    if item := items.filter(pk=_key(request, "item")).first():
        return item
    return items.filter(pk=_key(request, "parent")).exclude(kind=request.POST.get("kind", "").replace("\0", "")[:20]).first()


def _key(request: HttpRequest, name: str) -> int:
    sent = request.POST.get(name, "")
    return min(int(sent), LONGEST_KEY) if sent.isascii() and sent.isdigit() and len(sent) < 20 else 0

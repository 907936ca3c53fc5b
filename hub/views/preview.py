"""How a text will look, while it is being written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hub import links
from hub.markdown import RefusedText, render_safely
from hub.models import Space


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The inside of `.hub-prose` for `text`, by the same function and with the same limits as saving.

    `space` (a slug) is where its links lead from; one that the writer may not see counts as none.
    """
    space = Space.objects.visible_to(request.user).filter(slug=request.POST.get("space", "").replace("\0", "")).first()
    try:
        rendered = render_safely(request.POST.get("text", "").replace("\r\n", "\n"), space)
    except RefusedText as refused:
        return render(request, "hub/preview.html", {"problem": str(refused)})
    return render(request, "hub/preview.html", {"text": links.preview(rendered, space, request.user)})

"""The discussions about one page, leaflet or lesson."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums import lists, policy
from forums.models import Topic
from hub.keys import LONGEST_KEY
from hub.models import Item
from hub.paging import cut


@require_safe
def about(request: HttpRequest, item: int) -> HttpResponse:
    """What is asked and said about an item, last written in first."""
    items = Item.objects.visible_to(request.user).select_related("space")
    item = get_object_or_404(items, pk=min(item, LONGEST_KEY))
    topics = Topic.objects.visible_to(request.user).filter(about=item.pk)
    part = cut(lists.rows_for(topics, request.user), request, by="last_post_at")
    for topic in part.rows:
        topic.fresh = lists.fresh(topic, request.user)
    context = {
        "item": item,
        "part": part,
        "rows": part.rows,
        "can_ask": policy.can_discuss(request.user, item),
        "trail": [
            *([(item.space.title, item.space.get_absolute_url())] if item.space else []),
            (item.title, item.get_absolute_url()),
        ],
    }
    return render(request, "forums/about.html", context)

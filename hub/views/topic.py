"""Everything on a topic, across spaces."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.feed import feed
from hub.models import Item, Tag, TaggedItem, User


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What the reader may see that is about a topic, last changed first. A topic of nothing they may see is unknown."""
    tag = get_object_or_404(visible_topics(request.user), slug=slug.replace("\0", ""))
    items = Item.objects.visible_to(request.user).filter(tagged__tag=tag)
    return render(request, "hub/topic.html", {"tag": tag, "part": feed(items, request)})


def visible_topics(user: User) -> QuerySet[Tag]:
    """Topics of at least one thing that `user` may see: the name of any other may itself be a secret."""
    items = Item.objects.visible_to(user).filter(pk=OuterRef("content_object"))
    return Tag.objects.filter(Exists(TaggedItem.objects.filter(Exists(items), tag=OuterRef("pk"))))

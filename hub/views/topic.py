"""Everything on a topic, across spaces."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.actions import watching
from hub.feed import feed
from hub.models import Item, Tag, TaggedItem, User


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What the reader may see that is about a topic, last changed first; `?kind=` of one type.

    A topic of nothing they may see is unknown.
    """
    tag = get_object_or_404(visible_topics(request.user), slug=slug.replace("\0", ""))
    items = Item.objects.visible_to(request.user).filter(tagged__tag=tag)
    counts = dict(items.filter(kind__in=Item.kinds).order_by().values_list("kind").annotate(n=Count("pk", distinct=True)))
    kind = request.GET.get("kind", "")
    kind = kind if kind in counts else ""
    context = {
        "tag": tag,
        "part": feed(items.filter(kind=kind) if kind else items, request),
        "chips": _chips(counts, kind),
        "following": watching.is_on(watching.level_of(request.user, tag)),
    }
    return render(request, "hub/topic.html", context)


def _chips(counts: dict[str, int], chosen: str) -> list[tuple[str, str, bool]]:
    """(label with count, address, current) for all and for each kind; none where there is one kind alone."""
    if len(counts) < 2:
        return []
    kinds = [(name, type._meta.verbose_name_plural) for name, type in Item.kinds.items() if name in counts]
    chips = [(f"{capfirst(label)} ({counts[name]})", f"?{urlencode({'kind': name})}", name == chosen) for name, label in kinds]
    return [(f"{_('All')} ({sum(counts.values())})", "?", not chosen), *chips]


def visible_topics(user: User) -> QuerySet[Tag]:
    """Topics of at least one thing that `user` may see: the name of any other may itself be a secret."""
    items = Item.objects.visible_to(user).filter(pk=OuterRef("content_object"))
    return Tag.objects.filter(Exists(TaggedItem.objects.filter(Exists(items), tag=OuterRef("pk"))))

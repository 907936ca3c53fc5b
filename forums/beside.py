"""Discussions on the pages of what they are about; and that they open and narrow with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Topic
from forums.policy import can_discuss
from hub import audiences
from hub.beside import beside
from hub.models import Item, User
from hub.routes import address


def discussions_about(user: User) -> QuerySet[Topic]:
    """Those about `OuterRef("pk")` that `user` may see."""
    return Topic.objects.visible_to(user).filter(about=OuterRef("pk"))


@beside("discussions", rows=discussions_about)
def _links(item: Item, user: User, count: int) -> list[tuple[str, str]]:
    links = []
    if count:
        said = ngettext("%(n)s discussion about it", "%(n)s discussions about it", count) % {"n": count}
        links.append((said, address("forums:about", item.pk)))
    if can_discuss(user, item):
        links.append((_("Ask about this %(kind)s") % {"kind": item.kind_label}, address("forums:ask", item.pk)))
    return links


@audiences.follows
def _follow(item: Item) -> Iterable[Item]:
    return Topic.objects.filter(about=item.pk)

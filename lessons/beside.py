"""Lessons on the pages of what they are about."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.beside import beside
from hub.models import Item, User
from hub.routes import address
from lessons.models import Lesson
from lessons.policy import can_create


def lessons_about(user: User) -> QuerySet[Lesson]:
    """Those about `OuterRef("pk")` that `user` may see."""
    return Lesson.objects.visible_to(user).filter(about=OuterRef("pk"))


@beside("lessons", rows=lessons_about)
def _links(item: Item, user: User, count: int) -> list[tuple[str, str]]:
    about, links = urlencode({"about": item.pk}), []
    if count:
        said = ngettext("%(n)s lesson about it", "%(n)s lessons about it", count) % {"n": count}
        links.append((said, f"{address('lessons:list')}?{about}"))
    if item.kind != Lesson.kind_name and item.type.is_offered() and can_create(user, item.space):
        new = Lesson.new_in_space_url(item.space) if item.space else Lesson.new_url()
        links.append((_("Record a lesson about this"), f"{new}?{about}"))
    return links

"""What the page of a lesson reads: the lesson with what stands around it in one query, and kept queries for the rest."""

from __future__ import annotations

from django.db.models import QuerySet

from hub import around, beside, links
from hub.models import Event, Item, Space, User
from hub.prepared import Prepared
from lessons.models import Lesson

HISTORY = 20  # changes of status that the page shows
ABOUT = 20  # things that a lesson is about


def read_lesson(user: User, pk: int) -> Lesson | None:
    """The lesson, where `user` may see it, with `topics` [{name, slug}] and the `level` at which they watch it.

    Their role in its space is noted for `hub.policy`.
    """
    return around.only(user, _lesson(user, key=pk))


@Prepared
def _lesson(user: User, key: int) -> QuerySet[Lesson]:
    return (
        Lesson.objects.visible_to(user)
        .select_related("space", "author", "agency", "outside_author", "owner", "under_agency")
        .annotate(
            **around.reader_of(user),
            topics=around.topics_of(),
            **beside.counts(user),
        )
        .filter(pk=key)
    )


@Prepared
def items_about(user: User, lesson: int) -> QuerySet[Item]:
    """What a lesson is about, as far as `user` may see it."""
    return Item.objects.visible_to(user).filter(lessons_about=lesson).select_related("space")[:ABOUT]


@Prepared
def visible_item(user: User, key: int) -> QuerySet[Item]:
    """The item with this key, if `user` may see it."""
    return Item.objects.visible_to(user).filter(pk=key).select_related("space")


@Prepared
def visible_space(user: User, key: int) -> QuerySet[Space]:
    """The space with this key, if `user` may read it."""
    return Space.objects.visible_to(user).filter(pk=key)


@Prepared
def linked_from(user: User, lesson: int) -> QuerySet[Item]:
    """What links to a lesson, the last changed first."""
    return links.here(Item(pk=lesson), user).order_by("-changed_at")[: links.HERE]


@Prepared
def told(_nobody: None, lesson: int) -> QuerySet[Event]:
    """What was said of a lesson, the newest first."""
    events = Event.objects.filter(item=lesson, verb__in=["lessons.shared", "lessons.status_set"])
    return events.select_related("actor", "agency").order_by("-pk")[:HISTORY]

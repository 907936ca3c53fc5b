"""Lists of discussions: each row with its last post, its topics and how much of it the reader has not seen, in one query."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from forums.models import Reading, Topic
from hub.expressions import Listed
from hub.models import Item, Tag, User

NEW_FOR = timedelta(days=14)


def rows_for(topics: QuerySet[Topic], user: User) -> QuerySet[Topic]:
    """`topics` (already those that `user` may see) with what a row shows: `labels`, `read_to`, `last_by`."""
    return topics.select_related("space", "author", "agency", "outside_author").annotate(
        read_to=Subquery(Reading.objects.filter(topic=OuterRef("pk"), user=user).values("read_to")[:1]),
        labels=Listed(Tag.objects.filter(tagged__content_object=OuterRef("pk")).order_by("name"), name="name", slug="slug"),
        last_author=F("last_post__author__name"),
        last_outside=F("last_post__outside_author__name"),
        about_title=Subquery(Item.objects.visible_to(user).filter(pk=OuterRef("about")).values("title")[:1]),
    )


def of_kind(topics: QuerySet[Topic], kind: str) -> QuerySet[Topic]:
    """Those of a type; "unanswered" are questions that wait for an answer. An unknown word is all of them."""
    if kind == "unanswered":
        return topics.filter(form=Topic.Form.QUESTION, accepted=None, verified=None, closed_at=None)
    return topics.filter(form=kind) if kind in Topic.Form.values else topics


def about_tag(topics: QuerySet[Topic], slug: str) -> QuerySet[Topic]:
    """Those that have a topic."""
    tagged = Tag.objects.filter(slug=slug, tagged__content_object=OuterRef("pk"))
    return topics.filter(Exists(tagged))


def pinned(topics: QuerySet[Topic], *, everywhere: bool) -> QuerySet[Topic]:
    """Those that stand on top today, the last pinned day last."""
    today = Q(pinned_until__gte=timezone.localdate())
    return topics.filter(today & Q(pinned_everywhere=True) if everywhere else today).order_by("pinned_until", "pk")


def fresh(topic: Topic, user: User) -> int | None:
    """How many posts of a row the reader has not seen; None where nobody needs to be told.

    What they never opened is new for a while, and only if it happened since they came.
    """
    if topic.read_to is not None:
        return max(0, topic.last_number - topic.read_to) or None
    since = max(user.verified_at or timezone.now(), timezone.now() - NEW_FOR)
    return None if topic.last_post_at < since or topic.author_id == user.pk else topic.last_number

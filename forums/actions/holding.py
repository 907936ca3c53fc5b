"""One writer a discussion at a time: numbers, counts and marks depend on each other."""

from __future__ import annotations

from django.db.models import Count

from forums.models import Post, Topic
from hub.models import Item


class TopicClosed(Exception):
    """The discussion takes no more replies; `topic` says since when and why."""

    def __init__(self, topic: Topic) -> None:
        super().__init__(topic)
        self.topic = topic


class TopicGone(Exception):
    """The discussion, or the post that was answered, was removed meanwhile."""


def hold(topic: Topic) -> Topic:
    """The discussion as it is now, nobody else writing in it until the end of this transaction. Raises TopicGone."""
    Item.objects.select_for_update(no_key=True).get(pk=topic.pk)
    held = Topic.objects.select_related("space").get(pk=topic.pk)
    if held.removed_at:
        raise TopicGone
    return held


def hold_post(post: Post) -> Post:
    """The post as it is now, its discussion held. Raises TopicGone."""
    topic = hold(post.topic)
    held = Post.objects.select_related("author", "agency", "outside_author").get(pk=post.pk)
    held.topic = topic
    return held


def part_of(post: Post) -> str:
    """What search reads again where this post changed: the opening is found as the discussion itself."""
    return "" if post.is_opening else post.anchor


def count_up(topic: Topic) -> None:
    """Count what is shown anew: replies, people, the last post."""
    shown = Post.objects.filter(topic=topic.pk, removed_at=None)
    counts = shown.aggregate(
        posts=Count("pk"), people=Count("author", distinct=True), outside=Count("outside_author", distinct=True)
    )
    last = shown.order_by("-number").first() or topic.opening
    topic.replies = counts["posts"] - shown.filter(pk=topic.opening_id).count()
    topic.people = counts["people"] + counts["outside"]
    topic.last_post, topic.last_post_at = last, last.created_at
    topic.save(update_fields=["replies", "people", "last_post", "last_post_at"])

"""What people say of posts: useful, thanks, agree; that one is the answer; that an answer is right."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from forums.actions.holding import TopicGone, hold
from forums.models import Post, Reaction, Topic
from hub import events, links
from hub.models import User


@transaction.atomic
def react(post: Post, *, user: User, kind: str, on: bool = True) -> None:
    """Find a post useful (or another `Reaction.Kind`), or take that back; once a person, post and kind. Nobody is told."""
    if on:
        Reaction.objects.bulk_create([Reaction(post=post, user=user, kind=kind)], ignore_conflicts=True)
    else:
        Reaction.objects.filter(post=post, user=user, kind=kind).delete()
    Topic.objects.filter(pk=post.topic_id).update(reacted=F("reacted") + 1)


def accept_post(post: Post, *, by: User, on: bool = True, at: datetime | None = None) -> None:
    """The asker says that this reply is the answer, in place of any other, or is none after all. Raises TopicGone."""
    _mark(post, by, "accepted", on, at)


def verify_post(post: Post, *, by: User, on: bool = True, at: datetime | None = None) -> None:
    """An owner of the space says that this answer is right, or takes that back. Raises TopicGone."""
    _mark(post, by, "verified", on, at)


@transaction.atomic
def _mark(post: Post, by: User, mark: str, on: bool, at: datetime | None) -> None:
    topic = hold(post.topic)
    held = Post.objects.get(pk=post.pk)
    if held.removed_at or held.is_opening:
        raise TopicGone
    marked = getattr(topic, f"{mark}_id")
    if on == (marked == held.pk) or (not on and marked != held.pk):
        return
    columns = [mark]
    setattr(topic, mark, held if on else None)
    if mark == "verified":
        topic.verified_by = by if on else None
        columns.append("verified_by")
    topic.save(update_fields=columns)
    links.raise_shown([topic.pk])
    # Whoever asked and whoever answered hear that it helped; that a mark was taken back makes no noise.
    verb = f"forums.post_{mark}" if on else "forums.mark_taken_back"
    events.record(by, verb, topic, anchor=held.anchor, quiet=not on, at=at, post=held.pk)

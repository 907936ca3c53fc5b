"""Taking words away, and giving them back: a post leaves a mark in its place, a discussion an address that says it is gone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forums.actions.holding import count_up, hold, hold_post, part_of
from forums.models import Post, Topic
from hub import events, links, markdown
from hub.models import Item, User
from hub.moderation import removing
from hub.texts import cut

_NOTHING = markdown.Rendered(html="", links=[], mentions=[], headings=[], text="", tags=[])


@transaction.atomic
def remove_post(post: Post, *, by: User, reason: str = "") -> Post:
    """Take a post away: by whom, as what, and why stands in its place, and what it linked to forgets it.

    An answer that is removed is no answer any more. Raises TopicGone.
    """
    held = hold_post(post)
    if held.removed_at:
        return held
    topic = held.topic
    held.removed_at, held.removed_by = timezone.now(), by
    held.save(update_fields=["removed_at", "removed_by"])
    links.replace(topic, held.anchor, _NOTHING)
    for mark in ("accepted", "verified"):
        if getattr(topic, f"{mark}_id") == held.pk:
            setattr(topic, mark, None)
    if held.is_opening:
        topic.summary = ""
    topic.save(update_fields=["accepted", "verified", "summary"])
    count_up(topic)
    links.raise_shown([topic.pk])
    removing.note(topic, by=by, anchor=held.anchor, author=held.author_id, reason=reason)
    events.record(by, "forums.post_removed", topic, anchor=held.anchor, part=part_of(held), quiet=True, post=held.pk)
    return held


def bring_back_post(post: Post, *, by: User) -> Post:
    """Show a removed post again, with its links. Raises TopicGone and RefusedText."""
    rendered = markdown.render(post.text, post.topic.space) if post.renderer else None
    with transaction.atomic():
        held = hold_post(post)
        if not held.removed_at or not held.text:  # or its words are destroyed
            return held
        topic = held.topic
        held.removed_at = held.removed_by = None
        if rendered:
            held.html, held.renderer = rendered.html, markdown.VERSION
            links.replace(topic, held.anchor, rendered)
        held.save(update_fields=["removed_at", "removed_by", "html", "renderer"])
        if held.is_opening:
            topic.summary = cut(held.words)
            topic.save(update_fields=["summary"])
        count_up(topic)
        links.raise_shown([topic.pk])
        removing.undo(topic, held.anchor)
        events.record(by, "forums.post_returned", topic, anchor=held.anchor, part=part_of(held), quiet=True, post=held.pk)
    return held


@transaction.atomic
def remove_topic(topic: Topic, *, by: User | None, reason: str = "", quiet: bool = True) -> None:
    """Take a whole discussion away: nobody finds it any more. Raises TopicGone."""
    held = hold(topic)
    held.removed_at, held.removed_by = timezone.now(), by
    held.save(update_fields=["removed_at", "removed_by"])
    _raise_around(held)
    removing.note(held, by=by, reason=reason)
    events.record(by, "forums.topic_removed", held, quiet=quiet)


@removing.removes("topic")
def _remove_flagged(item: Item, anchor: str, *, by: User, reason: str) -> None:
    topic = Topic.objects.get(pk=item.pk)
    if anchor:
        remove_post(topic.posts.get(pk=anchor.removeprefix("post-")), by=by, reason=reason)
    else:
        remove_topic(topic, by=by, reason=reason)


@transaction.atomic
def bring_back_topic(topic: Topic, *, by: User) -> None:
    """Show a removed discussion again."""
    Item.objects.select_for_update(no_key=True).get(pk=topic.pk)
    held = Topic.objects.select_related("space").get(pk=topic.pk)
    if not held.removed_at:
        return
    held.removed_at = held.removed_by = None
    held.save(update_fields=["removed_at", "removed_by"])
    _raise_around(held)
    removing.undo(held)
    events.record(by, "forums.topic_returned", held, quiet=True)


def _raise_around(topic: Topic) -> None:
    links.looks_changed(topic)
    if topic.about_id:
        links.raise_shown([topic.about_id])

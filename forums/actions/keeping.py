"""Keeping discussions in order: closing and pinning them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from forums.actions.holding import hold
from forums.models import Topic
from hub import events, links
from hub.models import User
from hub.moderation import log

log.acts |= {
    "forums.topic_closed": gettext_lazy("Closed: no more replies"),
    "forums.topic_reopened": gettext_lazy("Opened for replies again"),
}


@transaction.atomic
def close_topic(topic: Topic, *, by: User | None, note: str = "", after: int | None = None) -> None:
    """Take no more replies, from now on or after so many days without one. Makes no noise, moves no list. Raises TopicGone."""
    held = hold(topic)
    if held.is_closed:
        return
    held.closing_note, held.closes_after = note, after
    if after is None:
        held.closed_at, held.closed_by = timezone.now(), by
    held.save(update_fields=["closing_note", "closes_after", "closed_at", "closed_by"])
    links.raise_shown([held.pk])
    events.record(by, "forums.topic_closed" if after is None else "forums.topic_to_close", held, quiet=True)


@transaction.atomic
def reopen_topic(topic: Topic, *, by: User) -> None:
    """Take replies again. Raises TopicGone."""
    held = hold(topic)
    if not held.is_closed and held.closes_after is None:
        return
    held.closed_at = held.closed_by = held.closes_after = None
    held.closing_note = ""
    held.save(update_fields=["closing_note", "closes_after", "closed_at", "closed_by"])
    links.raise_shown([held.pk])
    events.record(by, "forums.topic_reopened", held, quiet=True)


@transaction.atomic
def pin_topic(topic: Topic, *, by: User, until: date | None, everywhere: bool = False) -> None:
    """Keep a discussion on top of its space's list, and perhaps of all spaces' list, until a day; None takes the pin out."""
    held = hold(topic)
    held.pinned_until, held.pinned_everywhere = until, bool(until) and everywhere
    held.save(update_fields=["pinned_until", "pinned_everywhere"])
    links.raise_shown([held.pk])
    events.record(by, "forums.topic_pinned" if until else "forums.topic_unpinned", held, quiet=True)

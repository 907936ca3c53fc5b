"""Closing what nobody has written in for as long as was asked for."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from forums.actions import TopicGone, close_topic
from forums.models import Topic
from hub.worker import sweep

AFTER = (14, 30, 90)  # days that may be asked for
BATCH = 50


@sweep("discussions", every=60)
def close_idle() -> int:
    """Close one batch of discussions that have been quiet for the days they were given; the number of them."""
    now = timezone.now()
    quiet = Q()
    for days in AFTER:
        quiet |= Q(closes_after=days, last_post_at__lte=now - timedelta(days=days))
    due = list(Topic.objects.filter(quiet, closed_at=None, removed_at=None).order_by("last_post_at")[:BATCH])
    for topic in due:
        try:
            close_topic(topic, by=None, note=topic.closing_note)
        except TopicGone:  # removed in this very moment
            continue
    return len(due)

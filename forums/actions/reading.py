"""How far somebody has read."""

from __future__ import annotations

from forums.models import Reading, Topic
from hub.models import User


def read_up_to(topic: Topic, *, reader: User, number: int) -> None:
    """Note that `reader` has seen every post up to `number`; one query, and no event: it concerns nobody else."""
    Reading.objects.bulk_create(
        [Reading(user=reader, topic=topic, read_to=number)],
        update_conflicts=True,
        unique_fields=["user", "topic"],
        update_fields=["read_to"],
    )

"""What waits for a person because of flags: those they decide, and what became of their own."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.home import LIMIT, Need, needs_you
from hub.models import Flag, Item, User
from hub.moderation import flagging
from hub.policy import can_administer

ANSWERED = timedelta(days=7)  # how long an answer stands among what needs somebody


def _to_decide(user: User) -> QuerySet[Flag]:
    return flagging.to_decide(user).select_related("item__space").order_by("-created_at")[: 20 * LIMIT]


@needs_you("flags", rows=_to_decide, differs=can_administer)
def flags_that_wait(user: User, rows: list[Flag]) -> list[Need]:
    """One row a space with flags to decide."""
    newest = {row.item.space: row for row in reversed(rows)}
    counts = Counter(row.item.space for row in rows)
    return [
        Need(
            title=ngettext("%(n)d flag to decide", "%(n)d flags to decide", counts[space]) % {"n": counts[space]},
            why=_("In %(space)s") % {"space": space.title} if space else _("Outside all spaces"),
            url=reverse("hub:flags", args=[space.slug]) if space and row.is_kept else reverse("hub:my_flags"),
            tag=_("Flag"),
            icon="flag",
            at=row.created_at,
            colour="yellow",
        )
        for space, row in newest.items()
    ]


def _decided(user: User, since: datetime) -> QuerySet[Flag]:
    rows = Flag.objects.filter(by=user, state=Flag.State.DECIDED, decided_at__gt=since)
    return rows.filter(item__in=Item.objects.known_to(user)).exclude(decided_by=user).order_by("-decided_at")[:LIMIT]


@needs_you("flags-answered", rows=_decided, values=lambda user: {"since": timezone.now() - ANSWERED})
def flags_answered(user: User, rows: list[Flag]) -> list[Need]:
    """What was decided about what `user` flagged, for some days."""
    return [
        Need(
            title=_("What became of your flag"),
            why=row.get_outcome_display(),
            url=reverse("hub:my_flags"),
            tag=_("Flag"),
            icon="flag",
            at=row.decided_at,
            colour="grey",
        )
        for row in rows
    ]

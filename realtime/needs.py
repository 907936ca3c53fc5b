"""What waits for a person among their notices: where somebody mentioned them, until they have read it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hub.home import LIMIT, Need, needs_you
from hub.models import User
from realtime.delivery import MENTION
from realtime.models import Notification
from realtime.templatetags.notices import notice_text


def _mentions(user: User) -> QuerySet[Notification]:
    unread = Notification.objects.visible_to(user).in_bell().filter(read_at=None, reason=MENTION)
    shown = unread.select_related("item__space", "last_event__actor", "last_event__agency", "last_event__item__space")
    return shown.order_by("-created_at")[: 4 * LIMIT]


@needs_you("mentions", rows=_mentions)
def mentions_to_read(user: User, rows: list[Notification]) -> list[Need]:
    """Unread notices of what names them; following one reads it."""
    return [
        Need(
            title=notice.item.title,
            why=notice_text(notice),
            url=notice.get_absolute_url(),
            tag=_("Mention"),
            icon="at",
            at=notice.created_at,
        )
        for notice in rows
    ]

"""What people do with their notices."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hub import mails
from hub.accounts.leaving import when_rights_end
from hub.accounts.one_account import merges
from hub.models import Item, User
from hub.moderation import purging
from realtime import pulse
from realtime.delivery import count_unread
from realtime.digests import KIND
from realtime.models import Notification


@transaction.atomic
def mark_read(user: User, *, item: int | None = None, notice: int | None = None) -> int:
    """Mark as read: everything, what is about one item, or one notice. Answers how many; all tabs hear of it."""
    unread = Notification.objects.filter(user=user, read_at=None)
    if item is not None:
        unread = unread.filter(item=item)
    if notice is not None:
        unread = unread.filter(pk=notice)
    count = unread.update(read_at=timezone.now())
    if count:
        count_unread([user.pk])
        version = User.objects.values_list("bell_version", flat=True).get(pk=user.pk)
        transaction.on_commit(lambda: pulse.ping({user.pk: version}))
    return count


@when_rights_end
def forget_unseen(user: User) -> None:
    """What `user` may not see any more rings no bell and is counted nowhere."""
    seen = Notification.objects.visible_to(user).values("pk")
    Notification.objects.filter(user=user).exclude(pk__in=seen).delete()
    count_unread([user.pk])


@purging.along
def _forget_destroyed(item: Item, using: str) -> None:
    """No notice and no digest speaks of it any more."""
    rows = Notification.objects.using(using).filter(item=item.pk)
    people = set(rows.filter(read_at=None).values_list("user", flat=True))
    rows.delete()
    count_unread(people, using)
    mails.forget([KIND], {item.pk}, using)


@merges("realtime.Notification")
def _as_one(stays: Notification, goes: Notification) -> None:
    """Two unread notices of one thing are one, which counts for both."""
    last = max(stays.last_event_id, goes.last_event_id)
    Notification.objects.filter(pk=stays.pk).update(count=stays.count + goes.count, last_event=last)

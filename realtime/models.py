"""Notices: at most one unread row for a person and an item."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models import Event, Item, User


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """Their own, and only while they may still see the item."""
        return self.filter(user=user, item__in=Item.objects.visible_to(user))

    def in_bell(self) -> NotificationQuerySet:
        """Without what waits for the digest only."""
        return self.filter(in_bell=True)


class Notification(models.Model):
    """That something happened to an item which concerns a person; later events raise its count."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="notifications")
    last_event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(default=1)
    in_bell = models.BooleanField(default=True)  # else it waits for the digest, and is read once that is written
    reason = models.CharField(max_length=10)  # of Watch.Reason, or "mention"
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "item"], condition=Q(read_at=None), name="one_unread_a_person_and_item")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-last_event"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.item_id}"

    def get_absolute_url(self) -> str:
        return reverse("realtime:go", args=[self.pk])

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @property
    def others(self) -> int:
        """How many more events of the same item this one row stands for."""
        return self.count - 1


class Digest(models.Model):
    """How often somebody wants one mail of what they have not read, and when the next is due."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every Monday")
        NEVER = "never", _("Never")

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="digest")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(_("at what hour"), default=7)  # local time of the hub
    next_at = models.DateTimeField()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self) -> str:
        return self.get_rhythm_display()

    def due_after(self, moment: datetime) -> datetime:
        """The first time after `moment` that this rhythm and hour name, on the clock of the wall: right over changes
        between winter and summer time."""
        local = timezone.localtime(moment)
        days = (day for count in range(9) if (day := local.date() + timedelta(days=count)))
        for day in days:
            if self.rhythm == self.Rhythm.WEEKLY and day.weekday() != 0:
                continue
            due = datetime.combine(day, time(self.hour), tzinfo=local.tzinfo)
            if due > moment:
                return due
        return moment + timedelta(days=7)

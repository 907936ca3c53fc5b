"""What is counted by the hour, and what is wrong now. Neither is in a backup, nor says who or where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Tally(models.Model):
    """How often something happened in one hour; `number` is that of the last request, as the log has it."""

    class What(models.TextChoices):
        FAILED = "failed"  # an answer of 500 and more
        REFUSED = "refused"  # an answer of 403
        WRONG_CODE = "wrong_code"  # a code or second way in that was not right
        BACKUP = "backup"  # a backup was finished

    what = models.CharField(max_length=10, choices=What.choices)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    number = models.CharField(max_length=16, blank=True)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["what", "hour"], name="an_hour_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.hour:%Y-%m-%d %H}: {self.count}"


class Alert(models.Model):
    """That something is wrong since a moment; ended as soon as a look finds it right again."""

    what = models.CharField(max_length=20)  # a name of hub.alerts.looking.checks
    facts = models.JSONField(default=dict)  # numbers for its words, which are made when shown
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what"], condition=Q(ended_at=None), name="one_alert_of_each_kind_now")
        ]

    def __str__(self) -> str:
        return self.what

"""Whether what somebody owns still holds: who said so and when. `Item.review_on` says when to ask again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.items import Item
from hub.models.people import User

DUE_BEFORE = timedelta(days=30)  # how long before its review date something says so
AGAIN_AFTER = timedelta(days=365)  # what is still right is asked about again after this


class Review(models.Model):
    """One look at an item by somebody who answers for it. Without a person where readers must not learn who owns it."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("Still right")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.RIGHT)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes: ClassVar = [models.Index(fields=["item", "-at"], name="reviews_of_an_item")]

    def __str__(self) -> str:
        return self.get_verdict_display()


def review_status(review_on: date | None, today: date | None = None) -> str:
    """The code of the tag of something with this review date: current, review_due, out_of_date; "" without a date."""
    if review_on is None:
        return ""
    today = today or timezone.localdate()
    if review_on < today:
        return "out_of_date"
    return "review_due" if review_on - DUE_BEFORE <= today else "current"

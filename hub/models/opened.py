"""What was widened, and for whom its older parts stay."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.items import Item
from hub.models.people import User
from hub.models.spaces import Space


class Opened(models.Model):
    """That an item came to more people at a moment, and how far it reached before.

    Older parts that were not ticked stay with those it reached before. The columns are those of `hub.reach.Reach`.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history_from = models.DateTimeField()  # parts from this moment on are for everybody who sees the item
    # Which older parts were opened too.
    revisions = models.BooleanField(default=False)
    comments = models.BooleanField(default=False)
    files = models.BooleanField(default=False)
    # How far it reached before.
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, choices=Space.Visibility.choices, blank=True)
    audience = models.CharField(max_length=10, choices=Item.To.choices)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["item", "history_from"], name="openings_of_an_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"


class OpenedTo(models.Model):
    """One agency or person that an item reached before: by its space's choice of agencies, or by its own audience."""

    opened = models.ForeignKey(Opened, on_delete=models.CASCADE, related_name="reached")
    of_space = models.BooleanField(default=False)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_was_reached_is_one",
                condition=Q(agency__isnull=False, user=None) | Q(agency=None, user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.opened_id}"

"""Who wants to hear of what: one table for items, spaces and topics."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.models.items import Item
from hub.models.people import User
from hub.models.spaces import Space
from hub.models.tags import Tag


class WatchQuerySet(models.QuerySet):
    def join_in(self, user: User, item: Item) -> None:
        """Taking part follows an item, unless the person chose a level before; a mute is never woken."""
        self.get_or_create(user=user, item=item, defaults={"level": Watch.Level.EVERYTHING, "reason": Watch.Reason.TOOK_PART})


class Watch(models.Model):
    """One person's level for one item, space or topic."""

    class Level(models.IntegerChoices):
        MUTE = 0, _("Nothing")
        DIGEST = 1, _("In the digest only")
        MENTIONS = 2, _("When somebody mentions me")
        FIRST = 3, _("New discussions and new versions")
        EVERYTHING = 4, _("Everything")

    class Reason(models.TextChoices):
        CHOSE = "chose", _("you chose to watch it")
        TOOK_PART = "took_part", _("you took part")
        OWNER = "owner", _("you own it")
        JOINED = "joined", _("you joined the space")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="watches")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="watches")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.CASCADE, related_name="watches")
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.CASCADE, related_name="watches")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.EVERYTHING)
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.CHOSE)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("watches")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_watch_has_one_target",
                condition=Q(item__isnull=False, space=None, tag=None)
                | Q(item=None, space__isnull=False, tag=None)
                | Q(item=None, space=None, tag__isnull=False),
            ),
            models.UniqueConstraint(fields=["user", "item"], name="one_watch_an_item"),
            models.UniqueConstraint(fields=["user", "space"], name="one_watch_a_space"),
            models.UniqueConstraint(fields=["user", "tag"], name="one_watch_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_level_display()}"

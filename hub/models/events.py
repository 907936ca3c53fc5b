"""What happened: one append-only table that is feed, audit log and outbox at once."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.items import Item
from hub.models.people import User
from hub.models.spaces import Space


class AppendOnly(Exception):
    """Somebody tried to change or delete what happened."""


class EventQuerySet(models.QuerySet):
    def visible_to(self, user) -> EventQuerySet:
        """Events about items that `user` may see: the feed."""
        return self.filter(item__in=Item.objects.visible_to(user))

    def update(self, **kwargs):
        raise AppendOnly

    def delete(self):
        raise AppendOnly


class Event(models.Model):
    """One thing that a person did. Ids only: the words are made when shown, in the reader's language."""

    verb = models.CharField(max_length=60)  # "<app>.<what>", and templates/events/<app>/<what>.html says it
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    anchor = models.CharField(max_length=40, blank=True)  # inside the item: r7, post-51, v3
    mentioned = models.ManyToManyField(User, blank=True, related_name="mentions")
    quiet = models.BooleanField(default=False)
    data = models.JSONField(default=dict, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)  # administration verbs only
    created_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["item", "-id"], name="events_of_an_item"),
            models.Index(fields=["space", "-id"], name="events_of_a_space"),
        ]

    def __str__(self) -> str:
        return self.verb

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly

    @property
    def template(self) -> str:
        """Its line for feeds, bell and mail, without the ending `.html` or `.txt`."""
        app, _dot, what = self.verb.partition(".")
        return f"events/{app}/{what}"

    @property
    def url(self) -> str:
        """Where it can be read, the place inside the item included."""
        try:
            return self.item.type.part_url(self.item, self.anchor) if self.item_id else self.space.get_absolute_url()
        except (AttributeError, KeyError, ObjectDoesNotExist):
            return ""


class Delivery(models.Model):
    """The outbox beside `Event`: not done until everybody concerned has their notice."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="delivery")
    cursor = models.PositiveBigIntegerField(default=0)  # the last person told, so that a killed worker goes on
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _("deliveries")
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=Q(done_at=None, parked_at=None), name="deliveries_to_do")
        ]

    def __str__(self) -> str:
        return f"{self.event_id}"

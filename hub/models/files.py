"""Stored bytes and the files that refer to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.items import Item
from hub.models.people import User


class Blob(models.Model):
    """Bytes, stored once by their hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    type = models.CharField(max_length=120)  # by content, never by name

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class FileQuerySet(models.QuerySet):
    def visible_to(self, user) -> FileQuerySet:
        """Files of items that `user` may see, and their own uploads that belong to nothing yet."""
        from hub.models.opened import is_kept  # which needs files; older ones may stay with earlier readers

        return (
            self.exclude(is_kept(user))
            .filter(models.Q(item__in=Item.objects.visible_to(user)) | models.Q(item=None, uploader=user if user.pk else None))
            .exclude(item=None, uploader=None)
        )


class File(models.Model):
    """A picture or document as a person uploaded it; until it is claimed by an item only they can see it."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="files")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    uploader = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    alt = models.CharField(_("alternative text"), max_length=400, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes: ClassVar = [models.Index(fields=["item"], name="files_of_an_item")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("hub:file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        return self.blob.type in {"image/png", "image/jpeg", "image/gif", "image/webp"}

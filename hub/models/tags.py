"""Topics that run across spaces: tags, one vocabulary for all content."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from hub.routes import address


class Tag(TagBase):
    """A topic, like "council tax". The slug is its address at /t/."""

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering: ClassVar = ["name"]

    def get_absolute_url(self) -> str:
        return address("hub:tag", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Its address; a name of signs alone, that no letters stand for, gets a stamp of its own."""
        said = super().slugify(tag) or f"topic-{sha256(tag.encode()).hexdigest()[:8]}"
        return said if i is None else f"{said}_{i}"


class TaggedItem(ItemBase):
    """That an item is about a topic: a real foreign key, no generic one."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey("hub.Item", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "content_object"], name="a_topic_once_an_item")]

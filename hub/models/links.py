"""What links where: neutral anchors in stored text, filled in when shown."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hub.models.items import Item
from hub.models.spaces import Space


class Link(models.Model):
    """One `[[link]]`, `@mention` or `#topic` in the text of an item; `number` is its ordinal in that text."""

    source = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links")
    anchor = models.CharField(max_length=40, blank=True)  # the part of the source whose text holds it
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)  # page, mention, tag
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=100)
    title = models.CharField(max_length=200, blank=True)  # as written, for the page that is not there yet
    fragment = models.CharField(max_length=200, blank=True)
    target = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="links_here")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "anchor", "number"], name="links_count_up_in_a_text")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "space", "slug"], name="links_by_address")]

    def __str__(self) -> str:
        return self.title or self.slug

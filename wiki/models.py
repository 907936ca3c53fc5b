"""Pages and their revisions, and the addresses a page is or was found under."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models import Authored, Item, Space

# Words that stand where a page's slug would: the tabs of a space and what hangs below one.
RESERVED = frozenset(
    ["pages", "discussions", "library", "lessons", "members", "settings", "new", "join", "leave", "changes", "search", "tree", "export", "overview"]
)


class Page(Item, kind="page"):
    """A wiki page. Its words are in its revisions; this row only points to the current one."""

    icon = "page"
    new_url_name = "wiki:new_anywhere"

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)
    current = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    # What readers, search and export use where a space asks for approval; else `current`.
    published = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked = models.BooleanField(_("protected"), default=False)
    fields = models.JSONField(default=dict, blank=True)  # front matter that has no column

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @staticmethod
    def url_of(item: Item) -> str:
        return reverse("wiki:page", args=[item.space.slug, item.slug])

    def words(self) -> str:
        revision = self.published or self.current
        return f"{self.title}\n{revision.words if revision else ''}"

    def export(self) -> dict:
        return {
            "title": self.title,
            "text": (self.published or self.current).text if self.current_id else "",
            "parent": self.parent.slug if self.parent_id else None,
            "fields": self.fields,
        }


class Revision(Authored):
    """One saved state of a page, signed, never changed."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)  # rendered and sanitised at save; neutral anchors are filled when shown
    headings = models.JSONField(default=list, blank=True)  # [[level, id, text], …]
    words = models.TextField(blank=True)  # plain, for search and summaries
    renderer = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    minor = models.BooleanField(_("small change"), default=False)
    restored = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    size_change = models.IntegerField(default=0)  # characters, against the revision before
    created_at = models.DateTimeField(default=timezone.now)
    suppressed = models.BooleanField(default=False)

    class Meta(Authored.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["page", "number"], name="versions_count_up"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class PageAddress(models.Model):
    """A slug under which a page is found in a space, now or formerly; old ones redirect for ever."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="page_addresses")
    slug = models.CharField(max_length=100)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="addresses")
    current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "slug"], name="an_address_leads_to_one_page"),
            models.UniqueConstraint(fields=["page"], condition=Q(current=True), name="a_page_has_one_address"),
            models.CheckConstraint(name="no_page_is_called_like_a_tab", condition=~Q(slug__in=sorted(RESERVED))),
        ]

    def __str__(self) -> str:
        return self.slug

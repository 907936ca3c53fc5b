"""Work that is not finished: drafts, the search queue, outgoing mail, and imports."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.items import Item
from hub.models.people import User
from hub.models.spaces import Space
from hub.models.tags import Tag

SITTING = timedelta(minutes=30)


class DraftQuerySet(models.QuerySet):
    def of_one_sitting(self, title: str) -> DraftQuerySet:
        """Of drafts for something new in one place: those of what is being written now, not of another thing begun earlier."""
        return self.filter(Q(changed_at__gt=timezone.now() - SITTING) | Q(fields__title=title))


class Draft(models.Model):
    """What somebody is typing, saved every few seconds; theirs alone."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=20)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    fields = models.JSONField(default=dict)
    base = models.PositiveIntegerField(null=True, blank=True)  # the revision it was begun on
    changed_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes: ClassVar = [models.Index(fields=["user", "-changed_at"], name="drafts_of_a_person")]

    def __str__(self) -> str:
        return self.fields.get("title", "")


class IndexEntryQuerySet(models.QuerySet):
    def waiting(self) -> IndexEntryQuerySet:
        """What the index has not seen."""
        return self.exclude(version=F("indexed_version"))

    def mark(self, item: int, anchor: str = "") -> None:
        """Have an item, or one part of it, indexed again: in the transaction of whatever changed it."""
        if not self.filter(item=item, anchor=anchor).update(version=F("version") + 1):
            # Two at once: the second raises what the first made.
            _entry, made = self.get_or_create(item_id=item, anchor=anchor)
            if not made:
                self.filter(item=item, anchor=anchor).update(version=F("version") + 1)


class IndexEntry(models.Model):
    """The search queue: what differs in its two versions is not yet indexed."""

    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="index_entries")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="index_entries")
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.SET_NULL, related_name="index_entries")
    anchor = models.CharField(max_length=40, blank=True)
    version = models.PositiveBigIntegerField(default=1)
    indexed_version = models.PositiveBigIntegerField(default=0)

    objects = IndexEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("index entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "anchor"], name="an_item_part_is_indexed_once"),
            models.UniqueConstraint(fields=["space"], name="a_space_is_indexed_once"),
            models.UniqueConstraint(fields=["tag"], name="a_topic_is_indexed_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=~Q(version=F("indexed_version")), name="what_search_has_not_seen")
        ]

    def __str__(self) -> str:
        return f"{self.item_id or self.space_id or self.tag_id}{self.anchor}"


class Mail(models.Model):
    """The outbox: a mail is a row until a server took it; permission is asked again at sending."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        PARKED = "parked", _("Given up, waiting for an administrator")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    to = models.CharField(max_length=254)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    about = models.JSONField(default=list, blank=True)  # ids of the items it speaks of: all must be theirs to see when it goes
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="mails_to_send")]

    def __str__(self) -> str:
        # Never the subject: administrators read this in lists, and it may name what they may not see.
        return f"{self.kind} {self.pk}"


class ImportRun(models.Model):
    """One import: what it made, so that a second run changes nothing and the whole can be undone."""

    kind = models.CharField(max_length=30)
    source = models.CharField(max_length=300)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="import_runs")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=list, blank=True)  # [{"path": …, "lost": [[why it was not kept, what], …]}, …]

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class Imported(models.Model):
    """Where an imported item came from: the key that makes a second run recognise it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="imported")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=100)
    key = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)  # sha256 of what was read; unchanged means nothing to do
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="imported")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "source", "key"], name="a_source_is_imported_once")]

    def __str__(self) -> str:
        return self.key

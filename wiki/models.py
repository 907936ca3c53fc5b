"""Pages and their revisions, and the addresses a page is or was found under."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.markdown import VERSION, Rendered
from hub.models import Authored, Item, OutsideAuthor, Space, User, signed
from hub.routes import address
from hub.texts import opening

# Words that stand where a page's slug would: the tabs of a space and what hangs below one.
RESERVED = frozenset(
    [
        "pages",
        "discussions",
        "library",
        "lessons",
        "members",
        "settings",
        "new",
        "join",
        "leave",
        "changes",
        "search",
        "tree",
        "export",
        "overview",
        "bin",
    ]
)


FILE = re.compile(r"/f/(\d{1,18})/")  # a file in rendered text


class Page(Item, kind="page"):
    """A wiki page. Its words are in its revisions; this row only points to the current one."""

    icon = "page"
    loads_with = ("current", "published")
    new_hint = _("What people need to know about one thing, kept up to date by everyone in the space")

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=0)
    current = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    # What readers, search and export use where a space asks for approval; else `current`.
    published = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked = models.BooleanField(_("protected"), default=False)
    fields = models.JSONField(default=dict, blank=True)  # front matter that has no column
    # Kept by save(), for tree and list: the space and the title as it sorts, where an index can hold them together,
    # and the keys of the pages above, from the top: "12/45/".
    in_space = models.ForeignKey(Space, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=100, default="", editable=False)
    trail = models.CharField(max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        indexes: ClassVar = [
            models.Index(fields=["in_space", "sort"], name="pages_a_to_z"),
            models.Index(fields=["in_space", "parent", "position", "sort"], name="pages_below_a_page"),
        ]

    def save(self, *args, update_fields=None, **kwargs) -> None:
        self.in_space_id = self.space_id
        self.sort = sort_key(self.title)
        if update_fields is None or "parent" in update_fields:
            self.trail = f"{self.parent.trail}{self.parent_id}/" if self.parent_id else ""
        if update_fields is not None:
            copies = {"space": "in_space", "title": "sort", "parent": "trail"}
            update_fields = {*update_fields, *(copies[name] for name in update_fields if name in copies)}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def above(self) -> list[int]:
        """Keys of the pages above this one, from the top."""
        return [int(key) for key in self.trail.split("/") if key]

    @staticmethod
    def url_of(item: Item) -> str:
        return address("wiki:page", item.space.slug, item.slug)

    @staticmethod
    def new_in_space_url(space: Space) -> str:
        return address("wiki:new", space.slug)

    def add_revision(
        self, hand: User | OutsideAuthor, *, text: str, rendered: Rendered, summary: str = "", **columns
    ) -> Revision:
        """The next revision, signed by `hand`, and `current` from now on; the title is the page's.

        `summary` is what lists show, else the first words of the text.
        """
        before = self.current
        self.current = self.revisions.create(
            number=before.number + 1 if before else 1,
            title=self.title,
            text=text,
            html=rendered.html,
            headings=[asdict(heading) for heading in rendered.headings],
            words=rendered.text,
            renderer=VERSION,
            size_change=len(text) - (len(before.text) if before else 0),
            **signed(hand),
            **columns,
        )
        self.summary = summary or opening(rendered)
        self.save(update_fields=["title", "slug", "summary", "current"])
        return self.current

    def parts_begin(self) -> datetime | None:
        shown = self.published or self.current
        return shown.created_at if shown else None

    def files_shown(self) -> set[int] | None:
        shown = self.published or self.current
        return {int(key) for key in FILE.findall(shown.html)} if shown else None

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
    headings = models.JSONField(default=list, blank=True)  # [{"level": 2, "id": …, "text": …}, …]
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


def sort_key(title: str) -> str:
    """A title as it sorts: without case, accents and opening signs."""
    bare = unicodedata.normalize("NFKD", title.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)).lstrip("\"'“‘«([").strip()[:100]


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

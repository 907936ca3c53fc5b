"""Leaflets and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hub.models import Authored, File, Item, OutsideAuthor, Space, User, review_status, signed
from hub.routes import address

PAGE_BREAK = "\f"


class Resource(Item, kind="resource"):
    """Something to hand out. Its bytes and words are in its versions; this row points to the current one."""

    class Form(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        FACTSHEET = "factsheet", _("Factsheet")
        TEMPLATE = "template", _("Template")
        TOOLKIT = "toolkit", _("Toolkit")
        FORM = "form", _("Form")

    class Licence(models.TextChoices):
        UNKNOWN = "", _("Not said")
        OGL = "ogl", _("Open Government Licence")
        CC_BY = "cc-by", _("Creative Commons: use it, name the authors")
        OURS = "public-bodies", _("For public bodies and those who work with them")
        ASK = "ask", _("Ask before you reuse it")

    icon = "leaflet"
    loads_with = ("current__file__blob",)
    new_hint = _("A leaflet, factsheet, template or toolkit that others can hand out or use")

    form = models.CharField(_("type"), max_length=10, choices=Form.choices, default=Form.LEAFLET)
    current = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    use_when = models.CharField(_("use this when"), max_length=400, blank=True)
    not_when = models.CharField(_("do not use it when"), max_length=400, blank=True)
    applies_to = models.CharField(_("where it applies"), max_length=100, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    translation_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by")
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="made_into")

    class Meta:
        verbose_name = _("leaflet")
        verbose_name_plural = _("leaflets")

    @staticmethod
    def url_of(item: Item) -> str:
        return address("resources:resource", item.pk, item.slug)

    @classmethod
    def part_url(cls, item: Item, anchor: str) -> str:
        """v2 is a version, page-3 a page of the text."""
        if anchor.startswith("page-"):
            return f"{address('resources:text', item.pk, item.slug)}#{anchor}"
        if anchor.startswith("v") and anchor[1:].isdecimal():
            return address("resources:version", item.pk, item.slug, int(anchor[1:]))
        return cls.url_of(item)

    @classmethod
    def part_name(cls, anchor: str) -> str:
        number = anchor.removeprefix("page-")
        return gettext("page %(number)s") % {"number": number} if number != anchor else ""

    @staticmethod
    def new_in_space_url(space: Space) -> str:
        return address("resources:new", space.slug)

    @property
    def status(self) -> str:
        """Whether it can be handed out: current, review_due, out_of_date; "" where nobody set a review date."""
        return review_status(self.review_on)

    @property
    def file_url(self) -> str:
        """The lasting address of its bytes: always those of the current version."""
        return address("resources:file", self.pk, self.slug)

    def parts_begin(self) -> datetime | None:
        return self.current.created_at if self.current else None

    def files_shown(self) -> set[int] | None:
        return {key for key in (self.current.file_id, self.current.picture_id) if key} if self.current else None

    def words(self) -> str:
        about = [self.title, self.summary, self.use_when, self.not_when, self.applies_to, self.source]
        return "\n".join([*filter(None, about), self.current.words if self.current else ""])

    def search_parts(self) -> list[tuple[str, str, str]]:
        """The whole of its current version, and each page of a longer one, so that a hit leads to the page."""
        parts = [("", self.title, self.words())]
        pages = self.current.page_texts if self.current else []
        if len(pages) > 1:
            parts += [(f"page-{number}", self.title, text) for number, text in enumerate(pages, 1) if text.strip()]
        return parts

    def export(self) -> dict:
        current = self.current
        return {
            "title": self.title,
            "summary": self.summary,
            "type": self.form,
            "language": self.language,
            "review_on": self.review_on.isoformat() if self.review_on else None,
            "use_when": self.use_when,
            "not_when": self.not_when,
            "applies_to": self.applies_to,
            "licence": self.licence,
            "source": self.source,
            "version": current.number if current else None,
            "file": {"name": current.file.name, "sha256": current.file.blob.sha256} if current else None,
            "text": current.words if current else "",
        }

    def add_version(self, hand: User | OutsideAuthor, *, file: File, note: str = "", **columns) -> Version:
        """The next version, signed by `hand`, and `current` from now on."""
        last = self.versions.aggregate(last=models.Max("number"))["last"] or 0
        self.current = self.versions.create(number=last + 1, file=file, note=note, **signed(hand), **columns)
        self.save(update_fields=["current"])
        return self.current


class Version(Authored):
    """One state of a leaflet: exact bytes, kept for ever, and what the worker could read in them."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being read")
        DONE = "done", _("Read")
        NONE = "none", _("No preview")

    class Reason(models.TextChoices):
        """Why there is no preview."""

        PASSWORD = "password", _("It asks for a password, so the hub cannot show or search what is in it.")
        DAMAGED = "damaged", _("It is damaged, so the hub cannot show or search what is in it.")
        TOO_LARGE = "too_large", _("It unpacks to far more than its size, so the hub does not open it.")
        TOO_SLOW = "too_slow", _("Reading it took too long, so the hub cannot show or search what is in it.")
        UNSAFE = "unsafe", _("It refers to things outside itself, so the hub does not open it.")

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)  # plain, the pages parted by a form feed
    pages = models.PositiveIntegerField(null=True, blank=True)
    picture = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)

    class Meta(Authored.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["resource", "number"], name="versions_of_a_leaflet_count_up"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="versions_to_read"),
            models.Index(fields=["file"], name="versions_by_file"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.number}"

    @property
    def is_superseded(self) -> bool:
        return self.resource.current_id != self.pk

    @property
    def file_url(self) -> str:
        """The lasting address of exactly these bytes."""
        return address("resources:version_file", self.resource_id, self.resource.slug, self.number)

    @property
    def page_texts(self) -> list[str]:
        """What was read on each page; one text for a document without pages, none where nothing was read."""
        return self.words.split(PAGE_BREAK) if self.words else []

    @property
    def ending(self) -> str:
        """PDF, DOCX: what kind of file it is, in the word that people use."""
        return self.file.name.rpartition(".")[2].upper()

    @property
    def file_words(self) -> str:
        """PDF, 240 KB, 2 pages."""
        # Translators: a kind of file and its size, as in "PDF, 240 KB".
        words = gettext("%(kind)s, %(size)s") % {"kind": self.ending, "size": filesizeformat(self.file.blob.size)}
        if not self.pages:
            return words
        return ngettext("%(file)s, %(n)s page", "%(file)s, %(n)s pages", self.pages) % {"file": words, "n": self.pages}

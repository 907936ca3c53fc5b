"""A lesson: what was meant, what happened, why, and what to do next time; with the facts of the work it comes from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models import Agency, Item, Space, review_status
from hub.routes import address
from lessons.parts import PARTS


class Phase(models.TextChoices):
    START = "start", _("Starting out")
    DESIGN = "design", _("Finding out and designing")
    BUILD = "build", _("Building or preparing")
    ROLLOUT = "rollout", _("Going live")
    RUNNING = "running", _("Running it")
    ENDING = "ending", _("Closing down")


class Size(models.TextChoices):
    SMALL = "small", _("A team, up to 3 months")
    MEDIUM = "medium", _("Several teams, or up to a year")
    LARGE = "large", _("Several bodies, or longer")


class Cost(models.TextChoices):
    TINY = "tiny", _("Under £10,000")
    LOW = "low", _("£10,000 to £100,000")
    MIDDLE = "middle", _("£100,000 to £1 million")
    HIGH = "high", _("Over £1 million")


class Discipline(models.TextChoices):
    POLICY = "policy", _("Policy and rules")
    ADVICE = "advice", _("Advice and casework")
    DIGITAL = "digital", _("Digital and data")
    BUILDINGS = "buildings", _("Buildings and places")
    WORDS = "words", _("Communication and content")
    BUYING = "buying", _("Buying and contracts")
    PEOPLE = "people", _("People and training")
    FIELD = "field", _("Inspection and field work")


class Cause(models.TextChoices):
    AIMS = "aims", _("Unclear aims")
    UNTESTED = "untested", _("Something assumed, not tested")
    HANDOVER = "handover", _("Handover or gaps between bodies")
    TIMING = "timing", _("Timing or too little time")
    TELLING = "telling", _("People not told or not asked")
    SKILLS = "skills", _("Skills or staffing")
    SUPPLIER = "supplier", _("Supplier or contract")
    TOOLS = "tools", _("Tools or systems")
    RULES = "rules", _("Rules that changed or clashed")
    WENT_WELL = "went_well", _("Nothing: it went well")


class Step(models.TextChoices):
    """How far something that we decided to change has come."""

    PLANNED = "planned", _("Planned")
    DOING = "doing", _("Being done")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Lesson(Item, kind="lesson"):
    """A lesson. Its title is the headline; who can see it climbs a ladder: me, a team, my agency, everyone."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CHECKED = "checked", _("Checked by a peer")
        ADOPTED = "adopted", _("Adopted")
        SUPERSEDED = "superseded", _("Superseded")
        DISPUTED = "disputed", _("Disputed")

    icon = "lesson"
    audience_is_chosen = False
    new_hint = _("What a piece of work taught you, in four short answers, so that others need not learn it again")

    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    status_note = models.CharField(_("why"), max_length=300, blank=True)
    superseded_by = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)  # when others could first read it
    # Shared under the name of this agency: its hand is an OutsideAuthor, and `owner`, who wrote it, is shown to no reader.
    under_agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons_about", verbose_name=_("about the space")
    )
    about = models.ManyToManyField(Item, blank=True, related_name="lessons_about", verbose_name=_("about"))

    texts = models.JSONField(default=dict)  # {name of a part: Markdown}
    html = models.JSONField(default=dict)  # {name of a part: rendered and sanitised at save; anchors are filled when shown}
    plain = models.TextField(blank=True)  # the words of all parts, for search
    renderer = models.PositiveSmallIntegerField(default=0)
    timeline = models.JSONField(default=list, blank=True)  # [{"at": "2026-11-22T15:12" or a day or "", "text": …}, …]
    steps = models.JSONField(default=list, blank=True)  # [{"text": …, "owner": …, "due": "2026-11-22" or "", "state": …}, …]

    phase = models.CharField(_("stage"), max_length=10, choices=Phase.choices, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=Size.choices, blank=True)
    cost = models.CharField(_("cost of the work"), max_length=10, choices=Cost.choices, blank=True)
    discipline = models.CharField(_("kind of work"), max_length=10, choices=Discipline.choices, blank=True)
    cause = models.CharField(_("what went wrong"), max_length=10, choices=Cause.choices, blank=True)
    price = models.CharField(_("what it cost or saved"), max_length=120, blank=True)
    began_on = models.DateField(_("began"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    rules_until = models.DateField(_("written for rules in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @staticmethod
    def url_of(item: Item) -> str:
        return address("lessons:lesson", item.pk, item.slug or "-")

    @staticmethod
    def new_in_space_url(space: Space) -> str:
        return address("lessons:new_in_space", space.slug)

    @classmethod
    def new_url(cls) -> str:
        return address("lessons:new")

    @classmethod
    def draft_url(cls, draft) -> str:
        if draft.item_id:
            form = address("lessons:edit", draft.item_id)
        else:
            form = cls.new_in_space_url(draft.space) if draft.space else cls.new_url()
        return f"{form}?draft={draft.pk}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def rules_ended(self) -> bool:
        """Whether the rules it was written for are no longer in force."""
        return self.rules_until is not None and self.rules_until < timezone.localdate()

    @property
    def text_parts(self) -> list[tuple[str, str]]:
        """(name, Markdown) of the parts that were written, in the order of the page."""
        return [(part.name, self.texts[part.name]) for part in PARTS if self.texts.get(part.name)]

    @property
    def review_status(self) -> str:
        """Whether somebody should say if it still holds: as `hub.models.review_status`."""
        return review_status(self.review_on)

    @classmethod
    def part_author(cls, item: Item, anchor: str) -> int | None:
        # Under its agency's name its writer is the owner.
        return super().part_author(item, anchor) or item.owner_id

    def words(self) -> str:
        lines = [entry["text"] for entry in [*self.timeline, *self.steps]]
        return "\n".join([self.title, self.plain, *lines])

    def search_parts(self) -> list[tuple[str, str, str]]:
        # A draft is in no index: whose it is would stand there until the index has heard of a new name for it.
        return [] if self.is_draft else super().search_parts()

    def export(self) -> dict:
        facts = ("phase", "size", "cost", "discipline", "cause", "price")
        days = ("began_on", "ended_on", "rules_until")
        return {
            "title": self.title,
            "status": self.status,
            "texts": dict(self.text_parts),
            "timeline": self.timeline,
            "steps": self.steps,
            **{name: getattr(self, name) for name in facts},
            **{name: str(day) if (day := getattr(self, name)) else None for name in days},
        }

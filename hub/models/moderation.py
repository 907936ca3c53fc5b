"""Keeping order: what was flagged, what was removed and why, what was published in spite of a warning, what is held."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import clock
from hub.models.items import Item
from hub.models.people import User
from hub.models.spaces import Space


class Override(models.Model):
    """That words were published although something in them was recognised: of which kinds, where and why. Never the words."""

    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)  # names of hub.guard.KINDS
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("warning that was overridden")
        verbose_name_plural = _("warnings that were overridden")

    def __str__(self) -> str:
        return ", ".join(self.kinds)


class Flag(models.Model):
    """That somebody finds something wrong with an item or a part of it; one that is open, a person and place."""

    class Reason(models.TextChoices):
        PERSONAL = "personal", _("Details of a person that do not belong here")
        SENSITIVE = "sensitive", _("Too sensitive for who can see it")
        WRONG = "wrong", _("Wrong or out of date")
        UNKIND = "unkind", _("Unkind, or against the house rules")
        RIGHTS = "rights", _("Somebody else’s work")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        DECIDED = "decided", _("Decided")

    class Outcome(models.TextChoices):
        NOTHING = "nothing", _("Nothing needed to change")
        EDITED = "edited", _("It was changed")
        REMOVED = "removed", _("It was removed")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="flags")
    anchor = models.CharField(max_length=40, blank=True)  # post-51, as on events
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # whose words they are
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("what is wrong"), max_length=12, choices=Reason.choices)
    words = models.CharField(_("in a few words"), max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=500, blank=True)  # to who flagged it
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "anchor", "by"], condition=Q(state="open"), name="one_open_flag_a_person"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, outcome="") | Q(state="decided", decided_at__isnull=False),
                name="a_decided_flag_has_its_moment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["item"], condition=Q(state="open"), name="flags_to_decide")]

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def url(self) -> str:
        """Where the flagged words stand."""
        return self.item.type.part_url(self.item, self.anchor)


class Removal(models.Model):
    """That something was taken away, as what and why; the mark in its place and the space's log read it."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("its author")
        MODERATOR = "moderator", _("a moderator")
        OWNER = "owner", _("an owner of the space")
        HUB = "hub", _("those who run the hub")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="removals")
    anchor = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        indexes: ClassVar = [models.Index(fields=["item", "anchor", "-at"], name="removals_of_a_place")]

    def __str__(self) -> str:
        return self.reason


class HoldQuerySet(models.QuerySet):
    def in_force(self) -> HoldQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=clock.now()), lifted_at=None)


class Hold(models.Model):
    """That a person, a space or an item must not be destroyed or erased, until it is lifted or a moment comes."""

    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_hold_names_one_thing",
                condition=Q(person__isnull=False, space=None, item=None)
                | Q(person=None, space__isnull=False, item=None)
                | Q(person=None, space=None, item__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.space or self.item)

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > clock.now())

"""Changing employer: what is proved on the way, what it moved, and what was left for others to take on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.items import Item
from hub.models.people import User
from hub.models.spaces import Space


class AddressProof(models.Model):
    """A code on its way to an address that somebody says is theirs. One at a time: a newer one is the end of the older."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="address_proof")
    email = models.CharField(max_length=254)
    joins = models.BooleanField(default=False)  # it is the address of an account they had before
    digest = models.CharField(max_length=64)  # of the code, which is kept nowhere
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Move(models.Model):
    """That somebody proved another address, and what it changed. The owner of the old mailbox may object."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="moves")
    from_email = models.CharField(max_length=254)
    to_email = models.CharField(max_length=254)
    from_agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    objected_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")

    def __str__(self) -> str:
        return f"{self.user}"


class LeftBehind(models.Model):
    """Something that somebody answered for at an agency they left: on the hand-over list until it has a new owner."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="left_behind")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="left_behind")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="left_behind")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.CASCADE, related_name="left_behind")
    listed_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("left behind")
        verbose_name_plural = _("left behind")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_is_left_behind_is_one_thing",
                condition=Q(item__isnull=False, space=None) | Q(item=None, space__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["item", "user"], condition=Q(settled_at=None), name="an_item_waits_once_for_an_owner"
            ),
            models.UniqueConstraint(
                fields=["space", "user"], condition=Q(settled_at=None), name="a_space_waits_once_for_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item or self.space)


class AccountClaim(models.Model):
    """Somebody new says that an older account is theirs and its mailbox is gone: administrators of both agencies decide."""

    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="claims")
    email = models.CharField(max_length=254)  # as they typed it; perhaps nobody's
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="claimed")
    asked_at = models.DateTimeField(default=timezone.now)
    old_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    new_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("claim of an account")
        verbose_name_plural = _("claims of accounts")

    def __str__(self) -> str:
        return self.email


class AgencyChange(models.Model):
    """That a body was merged into another, renamed or split, and what went over with it: it can be undone for a time."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Merged")
        RENAMED = "renamed", _("Renamed")
        SPLIT = "split", _("Split")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="changes")
    into = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="grew_from")
    moved = models.JSONField(default=dict)  # {table: keys of the rows that went over}
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of organisations")
        verbose_name_plural = _("changes of organisations")

    def __str__(self) -> str:
        return f"{self.agency} {self.kind} {self.into}"


class Acceptance(models.Model):
    """That somebody accepted a version of the house rules and terms, and when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acceptances")
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("acceptance of the house rules")
        verbose_name_plural = _("acceptances of the house rules")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "version"], name="a_version_is_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"

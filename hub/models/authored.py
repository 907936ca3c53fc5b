"""Whose words they are: people, with the agency they worked for then, and hands that are no account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.people import User

# What a byline never shows, to be deferred where many rows are read with their hands.
_OF_A_PERSON = "password last_login email language created_at verified_at epoch unread bell_version accepted lapsed_at".split()
_OF_AN_AGENCY = "kind found_by_domain imported_as successor".split()
UNSHOWN = [f"author__{name}" for name in _OF_A_PERSON] + [f"agency__{name}" for name in _OF_AN_AGENCY]

AGENCY_HAND = "agency"  # source of a hand that is an agency: a member wrote in its name


class OutsideAuthor(models.Model):
    """A hand that is no account, shown by name: who wrote imported words, or an agency in whose name a member wrote."""

    source = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("outside author")
        verbose_name_plural = _("outside authors")
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="one_row_an_outside_author")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_agency(self) -> bool:
        return self.source == AGENCY_HAND


class Authored(models.Model):
    """Who wrote it and for whom they worked then: exactly one hand, by CHECK."""

    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outside_author = models.ForeignKey(OutsideAuthor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_one_hand",
                condition=Q(author__isnull=False, outside_author=None) | Q(author=None, outside_author__isnull=False),
            )
        ]

    @property
    def hand(self) -> User | OutsideAuthor:
        """The person or outside author to name in a byline."""
        return self.author or self.outside_author

    @property
    def hand_name(self) -> str:
        return str(self.hand)


def signed(author: User | OutsideAuthor) -> dict:
    """The columns of `Authored` for words that `author` writes now, with the agency they work for today."""
    if isinstance(author, OutsideAuthor):
        return {"outside_author": author}
    return {"author": author, "agency": author.agency}

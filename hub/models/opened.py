"""What was widened, and for whom its older parts stay."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.items import Item
from hub.models.people import NOBODY, User
from hub.models.spaces import Membership, Space


class OpenedQuerySet(models.QuerySet):
    def closed_to(self, user) -> OpenedQuerySet:
        """Those before which an item did not reach `user`: older parts that were not ticked are not theirs.

        Mirrored by `hub.reach.Reach.readers`. Who joined a space after the widening is none of its earlier members.
        """
        standing = getattr(user, "standing", NOBODY)
        if not standing.anybody:
            return self
        reached = OpenedTo.objects.filter(opened=OuterRef("pk"))
        member = Membership.objects.current().filter(space=OuterRef("space"), user=user, joined_at__lte=OuterRef("at"))
        place = Exists(member)
        place |= Q(space=None) if standing.staff else Q(space=None, item__author=user)
        audience = Q(audience=Item.To.SPACE) | Q(audience=Item.To.AUTHOR, item__author=user)
        audience |= Q(audience=Item.To.PEOPLE) & Exists(reached.filter(of_space=False, user=user))
        if standing.staff:
            place |= Q(visibility=Space.Visibility.OPEN)
        if standing.trusted_agency_id:
            mine = reached.filter(agency=standing.trusted_agency_id)
            if standing.staff:
                place |= Q(visibility=Space.Visibility.AGENCIES) & Exists(mine.filter(of_space=True))
            audience |= Q(audience=Item.To.AGENCIES) & Exists(mine.filter(of_space=False))
        # Counted, not negated: what is NULL (no space, no author) is no yes.
        held = models.Case(models.When(place & audience, then=1), default=0, output_field=models.IntegerField())
        return self.annotate(held=held).filter(held=0)


class Opened(models.Model):
    """That an item came to more people at a moment, and how far it reached before.

    Older parts that were not ticked stay with those it reached before. The columns are those of `hub.reach.Reach`.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history_from = models.DateTimeField()  # parts from this moment on are for everybody who sees the item
    # Which older parts were opened too.
    revisions = models.BooleanField(default=False)
    comments = models.BooleanField(default=False)
    files = models.BooleanField(default=False)
    # How far it reached before.
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(max_length=10, choices=Space.Visibility.choices, blank=True)
    audience = models.CharField(max_length=10, choices=Item.To.choices)

    # Files that only its older parts show.
    kept_files = models.ManyToManyField("hub.File", related_name="+")

    objects = OpenedQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["item", "history_from"], name="openings_of_an_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.at:%Y-%m-%d}"


class OpenedTo(models.Model):
    """One agency or person that an item reached before: by its space's choice of agencies, or by its own audience."""

    opened = models.ForeignKey(Opened, on_delete=models.CASCADE, related_name="reached")
    of_space = models.BooleanField(default=False)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_was_reached_is_one",
                condition=Q(agency__isnull=False, user=None) | Q(agency=None, user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.opened_id}"


def is_closed(user: User, *, item: str, at: str = "created_at") -> Exists:
    """That a part of an item is not `user`'s, for rows of parts: `item` and `at` name their columns. Beside `visible_to`."""
    rows = Opened.objects.closed_to(user).filter(item=OuterRef(item), history_from__gt=OuterRef(at))
    return Exists(rows.filter(revisions=False))


def is_kept(user: User) -> Exists:
    """The same for rows of files: that a file stays with those whom its item reached before."""
    return Exists(Opened.objects.closed_to(user).filter(files=False, kept_files=OuterRef("pk")))

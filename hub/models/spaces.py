"""Spaces: topic communities, their members and who may know of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import clock
from hub.models.agencies import Agency
from hub.models.people import NOBODY, User
from hub.routes import address


class SpaceQuerySet(models.QuerySet):
    def listed_to(self, user) -> SpaceQuerySet:
        """Spaces whose name and purpose `user` may know of."""
        standing = getattr(user, "standing", NOBODY)
        if not standing.anybody:
            return self.none()
        mine = Q(pk__in=Membership.objects.current().filter(user=user).values("space"))
        if standing.guest:
            return self.filter(mine)
        listed = Q(visibility__in=[Space.Visibility.OPEN, Space.Visibility.AGENCIES, Space.Visibility.MEMBERS])
        return self.filter(listed | mine)

    def visible_to(self, user) -> SpaceQuerySet:
        """Spaces whose content `user` may read. Mirrored by `visibility.who_can_see`."""
        standing = getattr(user, "standing", NOBODY)
        if not standing.anybody:
            return self.none()
        mine = Q(pk__in=Membership.objects.current().filter(user=user).values("space"))
        if standing.guest:
            return self.filter(mine)
        seen = Q(visibility=Space.Visibility.OPEN) | mine
        if standing.trusted_agency_id:
            chosen = Space.agencies.through.objects.filter(agency=standing.trusted_agency_id).values("space")
            seen |= Q(visibility=Space.Visibility.AGENCIES, pk__in=chosen)
        return self.filter(seen)


class Space(models.Model):
    """A topic community with pages, discussions, a library and lessons."""

    class Visibility(models.TextChoices):
        OPEN = "open", _("Everyone in the hub")
        AGENCIES = "agencies", _("Chosen agencies, and people they invite")
        MEMBERS = "members", _("Members only; everyone can see that it exists")
        UNLISTED = "unlisted", _("Members only; nobody else knows of it")

    class JoinRule(models.TextChoices):
        AT_ONCE = "at_once", _("People join at once")
        ASK = "ask", _("People ask, an owner decides")
        INVITATION = "invitation", _("By invitation only")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")
        CLOSED = "closed", _("Closed")

    title = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.TextField(_("purpose"), max_length=600, blank=True)
    visibility = models.CharField(_("who can see it"), max_length=10, choices=Visibility.choices, default=Visibility.OPEN)
    join_rule = models.CharField(_("how people join"), max_length=10, choices=JoinRule.choices, default=JoinRule.AT_ONCE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="spaces", verbose_name=_("agencies"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Raised when its pages come, go, move or change name: what a cached page shows beside its own text.
    shown = models.PositiveBigIntegerField(default=1, editable=False)
    # Why it was archived or closed, and which space goes on with its work.
    closing_note = models.CharField(_("why"), max_length=300, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors")
    # How far the hub is with an idle space: when it asked the owners, and when it asked others to take it over.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    passed_on_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("hub:space", self.slug)

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class MembershipQuerySet(models.QuerySet):
    def current(self) -> MembershipQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=clock.now()))


class Membership(models.Model):
    """That somebody belongs to a space, with a role, perhaps until a date."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MODERATOR = "moderator", _("Moderator")
        MEMBER = "member", _("Member")
        READER = "reader", _("Reader")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "user"], name="one_membership_a_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

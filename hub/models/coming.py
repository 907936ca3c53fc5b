"""Ways into a space that take two: somebody asks, somebody invites, somebody is asked to own it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import clock
from hub.models.agencies import Agency
from hub.models.people import User
from hub.models.spaces import Membership, Space


class AccessRequest(models.Model):
    """That somebody asks to be let into a space, why, and what an owner decided."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an owner")
        ACCEPTED = "accepted", _("Let in")
        DECLINED = "declined", _("Not let in")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="access_requests")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    reason = models.CharField(_("why"), max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "user"], condition=Q(state="waiting"), name="one_request_for_access_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_state_display()}"


class InvitationQuerySet(models.QuerySet):
    def open(self) -> InvitationQuerySet:
        """Those that can still be taken."""
        return self.filter(taken_at=None, withdrawn_at=None, expires_at__gt=clock.now())

    def open_to(self, user: User) -> InvitationQuerySet:
        """Those that `user` can take: sent to the address by which they are known now."""
        return self.open().filter(email=user.email, space__state=Space.State.ACTIVE)


class Invitation(models.Model):
    """That an owner invites whoever reads the mail of an address; taken after sign-in with that very address."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="invitations")
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=10, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    until = models.DateTimeField(null=True, blank=True)  # when the membership ends that it leads to
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["email"], name="invitations_of_an_address")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "email"], condition=Q(taken_at=None, withdrawn_at=None), name="one_invitation_at_a_time"
            ),
            models.CheckConstraint(name="nobody_is_invited_to_own", condition=~Q(role="owner")),
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.pk}"


class HandOver(models.Model):
    """That somebody is asked to own a space; nothing changes until they accept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="hand_overs")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hand_overs")
    # Who offers it; empty where the hub itself asks, because the owners of an idle space did not answer.
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stays = models.BooleanField(default=True)  # whether who offers it goes on owning it too
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "to"], condition=Q(state="waiting"), name="one_hand_over_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.to}, {self.get_state_display()}"


class AutoJoin(models.Model):
    """That people of an agency become members of a space when they are admitted to the hub, without being asked or mailed."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="auto_joins")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    everybody = models.BooleanField(default=False)  # also those who were admitted before

    class Meta:
        verbose_name = _("agency that joins")
        verbose_name_plural = _("agencies that join")
        constraints: ClassVar = [models.UniqueConstraint(fields=["space", "agency"], name="an_agency_joins_once_a_space")]

    def __str__(self) -> str:
        return f"{self.space_id} {self.agency_id}"

"""People at the door: bodies that nobody accepts yet and ask to be, and newcomers who wait for an administrator."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.agencies import Agency
from hub.models.people import User


class AdmissionRequest(models.Model):
    """That people of one body ask to be let in. Gathered by mail domain (by name at public mail providers), decided once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    organisation = models.CharField(_("organisation"), max_length=200)
    domain = models.CharField(_("domain"), max_length=253, blank=True)  # empty at a public mail provider
    key = models.CharField(max_length=260)  # by which the requests of one body meet
    # Before the decision: whose shared mailbox is asked for. After it: into which body they were let.
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="admission_requests")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)  # the applicants read it
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request of an organisation")
        verbose_name_plural = _("requests of organisations")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(state="waiting"), name="one_body_waits_once")
        ]

    def __str__(self) -> str:
        return self.organisation

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class Applicant(models.Model):
    """One person behind a request. Who they are is forgotten some time after the decision."""

    request = models.ForeignKey(AdmissionRequest, on_delete=models.CASCADE, related_name="applicants")
    email = models.CharField(_("work email address"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=200)  # as this person wrote it
    reason = models.TextField(_("reason"))
    code_hash = models.CharField(max_length=64, unique=True)  # sha256 of what was mailed; the code itself is not kept
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)  # the mail reached somebody who opened the page

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "email"], name="one_applicant_an_address")]

    def __str__(self) -> str:
        return self.name


class HeldNewcomer(models.Model):
    """Somebody who proved an address of a domain whose newcomers wait for an administrator; gone once decided."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="held")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="held_newcomers")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("waiting newcomer")
        verbose_name_plural = _("waiting newcomers")
        ordering: ClassVar = ["since"]

    def __str__(self) -> str:
        return str(self.user)

"""The one row about this hub itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """The one row about this hub itself."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_demo = models.BooleanField(default=False)
    ready_at = models.DateTimeField(null=True, blank=True)  # first domain, mail test and first space are done
    mail_tested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="one_installation", condition=Q(id=1))]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "hub"

    @classmethod
    def get(cls) -> Installation:
        """The row, made when first asked for."""
        return cls.objects.get_or_create(pk=1)[0]

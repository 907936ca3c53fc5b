"""What has to outlive the database: erasures on their way to the journal, and which hub a backup is of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Erasure(models.Model):
    """That a row was erased for good, until the worker has written it into the journal beside the database."""

    table = models.CharField(max_length=100)  # "hub.User"
    key = models.CharField(max_length=64)  # its primary key; of bytes, their hash
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class Identity(models.Model):
    """One row, which backups carry along: the journal of another hub never erases anything in this one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    uuid = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="one_identity", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.uuid)

    @classmethod
    def get(cls) -> str:
        """This hub's, made when first asked for."""
        return str(cls.objects.get_or_create(pk=1)[0].uuid)

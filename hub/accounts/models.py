"""What signing in writes down: who is signed in where, and how often something limited was tried."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """One browser that somebody signed in with. The session is Django's own row; ended, it is deleted, and this with it."""

    class How(models.TextChoices):
        CODE = "code", _("a code by email")
        PASSKEY = "passkey", _("a passkey")
        ORGANISATION = "organisation", _("your organisation’s own sign-in")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=300, blank=True)  # what it says of itself
    address = models.GenericIPAddressField(null=True, blank=True)
    how = models.CharField(max_length=20, choices=How.choices, default=How.CODE)
    began_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering: ClassVar = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%Y-%m-%d %H:%M}"


class Try(models.Model):
    """One try of something limited. Rows, not a cache: limits hold after a restart, in every process, without Redis."""

    action = models.CharField(max_length=30)
    key = models.CharField(max_length=64)  # of whom: a keyed hash, so that no list of addresses stands here
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        indexes: ClassVar = [
            models.Index(fields=["action", "key", "at"], name="tries_of_somebody"),
            models.Index(fields=["at"], name="old_tries"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class Bounce(models.Model):
    """That mail to somebody came back for good on a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bounces")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mails that came back")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day"], name="mail_came_back_on_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"

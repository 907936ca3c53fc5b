"""Realtime as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RealtimeConfig(AppConfig):
    name = "realtime"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from realtime import actions, delivery, digests, needs  # noqa: F401 - register sweeps, and what ends with rights

"""Alerts as a Django app of their own: what is counted, and what is wrong now."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "hub.alerts"
    label = "alerts"
    verbose_name = _("Alerts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hub.alerts import needs, telling  # noqa: F401 - the sweep and the finder register themselves

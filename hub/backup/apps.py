"""Backups as a Django app of their own: what was erased, and which hub this is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupConfig(AppConfig):
    name = "hub.backup"
    label = "backup"
    verbose_name = _("Backup")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hub.backup import erasures  # noqa: F401 - its sweep registers itself

"""Discussions as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forums import beside, closing, destroying, needs, relocation  # noqa: F401 - they register themselves with the hub

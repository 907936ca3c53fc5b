"""Discussions as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register themselves with the hub.
        from forums import beside, closing, destroying, evidence, needs, relocation  # noqa: F401

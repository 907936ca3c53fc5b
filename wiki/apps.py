"""The wiki as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WikiConfig(AppConfig):
    name = "wiki"
    verbose_name = _("Wiki")

    def ready(self) -> None:
        from wiki import addresses  # noqa: F401  registers how links find pages

"""The wiki as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WikiConfig(AppConfig):
    name = "wiki"
    verbose_name = _("Wiki")

    def ready(self) -> None:
        from wiki import addresses, relocation, reviews  # noqa: F401 - they register themselves with the hub

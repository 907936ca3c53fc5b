"""Accounts as a Django app of their own: what signing in writes down."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "hub.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hub.accounts import bouncing, reminders, scrubbing  # noqa: F401 - rows of Home, and what a restored backup loses again

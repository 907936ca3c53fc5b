"""The floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = _("Hub")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import hub.front_end  # noqa: F401 - its system checks register themselves
        from hub import events, idle, leftovers, mails, validation, waiting, worker  # noqa: F401 - mails is the first sweep
        from hub.accounts import forgetting, reproving  # noqa: F401
        from hub.actions import auto_joining  # noqa: F401
        from hub.manage import forgetting as applicants  # noqa: F401
        from hub.moderation import holding, needs, purging  # noqa: F401
        from hub.search import indexing  # noqa: F401

        validation.speak()
        events.committed.connect(worker.wake, dispatch_uid="the-worker-wakes")

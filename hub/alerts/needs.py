"""What is wrong, on the Home of those who run the hub."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hub.alerts import words
from hub.alerts.telling import open_alerts
from hub.home import Need, needs_you
from hub.models import User
from hub.policy import can_administer


@needs_you("alerts")
def _what_is_wrong(user: User) -> list[Need]:
    if not can_administer(user):
        return []
    url = reverse("manage:overview")
    return [
        Need(
            title=words.title(alert),
            why=words.what_to_do(alert),
            url=url,
            tag=_("Alert"),
            icon="flag",
            at=alert.began_at,
            colour="red",
        )
        for alert in open_alerts()
    ]

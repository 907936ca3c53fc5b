"""Looking once a minute, remembering what is wrong, and one mail a day about it at most."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub import mails
from hub.alerts import looking
from hub.alerts.looking import WEEK, checks
from hub.alerts.models import Alert, Tally
from hub.models import Installation, User
from hub.worker import sweep

EVERY = 60.0  # seconds
MAIL_EVERY = timedelta(hours=24)
KEPT = timedelta(days=30)  # what ended
_looked = 0.0


@sweep("alerts", hurry=False)
def look_now_and_then() -> int:
    """Look, if the last time was a minute ago; not in a demo, whose machine is nobody's duty."""
    global _looked
    if not settings.ALERTS or (_looked and time.monotonic() - _looked < EVERY):
        return 0
    _looked = time.monotonic()
    if not Installation.objects.filter(is_demo=True).exists():
        look()
    return 0


def look() -> None:
    """Begin, renew and end alerts by what is found now, and write the mail that is due."""
    now = timezone.now()
    found = {name: facts for name, check in checks.items() if (facts := check()) is not None}
    for name, facts in found.items():
        Alert.objects.update_or_create(what=name, ended_at=None, defaults={"facts": facts})
    Alert.objects.filter(ended_at=None).exclude(what__in=found).update(ended_at=now)
    Alert.objects.filter(ended_at__lt=now - KEPT).delete()
    Tally.objects.filter(hour__lt=now - WEEK).exclude(what=Tally.What.BACKUP).delete()
    _write_mail()


def open_alerts() -> list[Alert]:
    """What is wrong now, the longest first. Late work is looked for here too: the worker itself may stand still."""
    alerts = list(Alert.objects.filter(ended_at=None).order_by("began_at", "pk"))
    if settings.ALERTS and all(alert.what != "late" for alert in alerts) and (facts := looking.late()):
        alerts.append(Alert(what="late", facts=facts, began_at=timezone.now() - timedelta(minutes=facts["minutes"])))
    return alerts


@transaction.atomic
def _write_mail() -> None:
    now = timezone.now()
    alerts = list(Alert.objects.select_for_update().filter(ended_at=None).order_by("began_at", "pk"))
    if not alerts or Alert.objects.filter(mailed_at__gt=now - MAIL_EVERY).exists():
        return
    for person in User.objects.filter(is_staff=True, is_active=True, verified_at__isnull=False):
        mails.write(person.email, "alerts", {"alerts": alerts}, user=person)
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(mailed_at=now)

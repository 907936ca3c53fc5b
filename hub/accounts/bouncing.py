"""Mail that comes back for good: after some days of it administrators are told, and the address is to be proved earlier.

Nobody is shut out by it: a mailbox that was full answers the next question, and everything is as before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from hub import events, mails
from hub.accounts.models import Bounce
from hub.addresses import parse_address
from hub.models import Affiliation, User
from hub.worker import sweep

DAYS = 3  # on which mail came back, so that one bad evening of a mail server says nothing
WITHIN = timedelta(days=60)
BATCH = 100


@transaction.atomic
def note(email: str, why: str = "", *, at: datetime | None = None) -> bool:
    """A mail server said for good that there is no such mailbox; whether somebody of the hub had it.

    On the third day within two months their proof is brought forward, and those who administer see them.
    """
    address = parse_address(email)
    person = User.objects.verified().filter(email=str(address)).first() if address else None
    if person is None:
        return False
    at = at or timezone.now()
    day = timezone.localdate(at)
    Bounce.objects.get_or_create(user=person, day=day, defaults={"why": why[:200], "at": at})
    if is_gone(person, at):
        _ask_earlier(person)
    return True


def is_gone(person: User, now: datetime | None = None) -> bool:
    """Whether mail to `person` came back on so many days that they may have left."""
    since = (now or timezone.now()) - WITHIN
    return Bounce.objects.filter(user=person, at__gt=since).count() >= DAYS


def forgive(person: User) -> None:
    """They typed a code that went there: the mailbox is alive."""
    Bounce.objects.filter(user=person).delete()


def gone() -> dict[int, datetime]:
    """{key: when mail came back last} of everybody of whom that holds; one query."""
    rows = Bounce.objects.filter(at__gt=timezone.now() - WITHIN).values("user").annotate(days=Count("pk"), last=Max("at"))
    return dict(rows.filter(days__gte=DAYS).values_list("user", "last"))


def _ask_earlier(person: User) -> None:
    """As if their half year ended in two weeks; who was asked already is not asked again."""
    soon = timezone.now() - timedelta(days=settings.REPROVE_DAYS - settings.REPROVE_NOTICE_DAYS)
    brought = Affiliation.objects.current().filter(user=person, proved_at__gt=soon)
    if brought.update(proved_at=soon, asked_at=None):
        events.record(None, "hub.mail_comes_back", audit=True, person=person.pk)


@sweep("bounces", hurry=False)
def forget_bounces() -> int:
    """Delete what is too long ago to say anything."""
    old = list(Bounce.objects.filter(at__lt=timezone.now() - WITHIN).values_list("pk", flat=True)[:BATCH])
    Bounce.objects.filter(pk__in=old).delete()
    return len(old)


mails.when_refused.append(note)

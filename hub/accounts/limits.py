"""How often something may be tried: by person or mailbox, by network address, by minute and by day.

The limits of each action stand in `settings.ACCOUNT_RATE_LIMITS` as "3/m/key,20/d/key,20/m/ip": amount, time, of whom.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hub.accounts.models import Try
from hub.events import client_address

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}  # seconds


def allow(action: str, key: object = "") -> bool:
    """Count one try of `action` by `key` (a person, a mailbox) from the address of this request; False: too many already.

    A try that is refused is not counted. Of two at the same moment at the last place, at most one is let through.
    """
    limits = _limits(settings.ACCOUNT_RATE_LIMITS.get(action, "")) if settings.ACCOUNT_RATE_LIMITS else ()
    whose = {of: name for of in dict.fromkeys(of for _a, _s, of in limits) if (name := _name(of, key))}
    now = timezone.now()
    with transaction.atomic():
        # Written before it is counted: on PostgreSQL two tries at once see each other only after the fact.
        mine = [Try.objects.create(action=action, key=name, at=now).pk for name in whose.values()]
        for amount, seconds, of in limits:
            since = now - timedelta(seconds=seconds)
            if of in whose and Try.objects.filter(action=action, key=whose[of], at__gt=since).count() > amount:
                Try.objects.filter(pk__in=mine).delete()
                return False
    return True


def forgive(action: str, key: object) -> None:
    """Forget the tries of `key`: whoever got in at last is no guesser."""
    Try.objects.filter(action=action, key=_name("key", key)).delete()


def longest() -> timedelta:
    """After this time no limit asks for a try any more."""
    every = [limit for text in (settings.ACCOUNT_RATE_LIMITS or {}).values() for limit in _limits(text)]
    return timedelta(seconds=max((seconds for _amount, seconds, _of in every), default=0))


@cache
def _limits(text: str) -> tuple[tuple[int, int, str], ...]:
    """(amount, seconds, "key" or "ip") of each limit in "3/m/key,20/d/ip"."""
    found = []
    for limit in filter(None, (part.strip() for part in text.split(","))):
        amount, time, of = limit.split("/")
        found.append((int(amount), int(time[:-1] or 1) * _UNITS[time[-1]], of))
    return tuple(found)


def _name(of: str, key: object) -> str:
    """The hashed name of whoever tries, or "" where they have none (a command has no address)."""
    if of == "ip":
        address = client_address.get()
        if not address:
            return ""
        network = ipaddress.ip_network(f"{address}/64", strict=False) if ":" in address else address
        return salted_hmac("hub.tries.ip", str(network)).hexdigest()
    return salted_hmac("hub.tries", str(key)).hexdigest()

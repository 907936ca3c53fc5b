"""Proving an address while signed in: a code goes there, and only whoever reads it there can type it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from hub import mails
from hub.models import AddressProof, User

LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
TRIES = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS

mails.kinds["address_code"] = mails.Kind(is_secret=True, lasts=LASTS)


@transaction.atomic
def ask(user: User, email: str, *, joins: bool = False, silent: bool = False) -> AddressProof:
    """Send a code to `email`, which `user` says is theirs. What was asked for before is dead.

    `silent` sends none: nobody has such an account, which the page does not say.
    """
    code = f"{secrets.randbelow(1_000_000):06}"
    columns = {"email": email, "joins": joins, "digest": _digest(user, email, code), "tries": 0, "asked_at": timezone.now()}
    proof, _made = AddressProof.objects.update_or_create(user=user, defaults=columns)
    context = {"code": f"{code[:3]}-{code[3:]}", "minutes": int(LASTS.total_seconds() // 60), "person": user}
    if not silent:
        mails.write(email, "address_code", context)
    return proof


def waiting(user: User) -> AddressProof | None:
    """What `user` has been asked to prove, while its code is good."""
    return AddressProof.objects.filter(user=user, asked_at__gt=timezone.now() - LASTS, tries__lt=TRIES).first()


def spend(proof: AddressProof, code: str) -> bool:
    """Whether `code` is the one; it is good once, and a third wrong one is the end of it."""
    mine = AddressProof.objects.filter(pk=proof.pk, digest=proof.digest, tries__lt=TRIES)
    if constant_time_compare(proof.digest, _digest(proof.user, proof.email, code)):
        return bool(mine.delete()[0])  # of two at the same moment, one
    mine.update(tries=F("tries") + 1)
    return False


def _digest(user: User, email: str, code: str) -> str:
    return salted_hmac("hub.address_proof", f"{user.pk} {email} {code}", algorithm="sha256").hexdigest()

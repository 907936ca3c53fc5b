"""The door: which typed addresses are sent a code, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hub.addresses import Address, parse_address
from hub.domains import find_admission
from hub.models import EmailDomain, Guest, Move, User

RESTS = timedelta(days=180)  # how long nobody can join with an address that somebody moved away from


@dataclass(frozen=True)
class Entry:
    """An address at which the door answers with the page for the code; whether a code is sent is nobody's to see."""

    address: Address
    person: User | None  # who is sent a code; None: nobody yet, or nobody ever
    may_join: bool = False  # a person may be made for it


class SharedMailbox(Exception):
    """The address is of an accepted domain, but several people read it."""


def find_entry(text: str) -> Entry | None:
    """What the door does with a typed address; None where it is not one we accept. Raises SharedMailbox.

    Somebody suspended, and somebody new of a paused domain, meet the same page as everybody and get no code: the
    door never says who has an account. Only administrators and guests may come from addresses that nobody accepts.
    """
    address = parse_address(text)
    if address is None:
        return None
    person = User.objects.filter(email=str(address)).first()
    # Whom nothing but time shut out proves the address again, by the same code as everybody.
    known = person if person and (person.is_active or person.lapsed_at) else None
    admission = find_admission(str(address))
    if admission:
        # A desk that an administrator listed by its exact address stands for one person.
        if address.is_shared_box and admission.domain and person is None:
            raise SharedMailbox
        return Entry(
            address, known, may_join=person is None and not (_was_moved_from(address) or _has_enough_accounts(address))
        )
    if known and (known.is_superuser or Guest.objects.current().filter(user=known).exists()):
        return Entry(address, known)
    covering = EmailDomain.objects.covering(address)
    if covering and covering.state == EmailDomain.State.PAUSED:
        return Entry(address, known if known and known.verified_at else None)
    return None


def keep_address(user: User) -> None:
    """What `trust_address` does, for somebody who proved their address before."""
    if user.verified_at:
        trust_address(user)


def trust_address(user: User) -> None:
    """Tell allauth, which keeps a list of its own, that the address of `user` is proved, and theirs alone."""
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def _has_enough_accounts(address: Address) -> bool:
    """Whether jo@, jo+1@, jo+2@ … hold as many accounts as one mailbox may."""
    local, domain = address.mailbox.split("@")
    if "+" not in address.local:
        return False
    same = User.objects.filter(Q(email=address.mailbox) | Q(email__startswith=f"{local}+", email__endswith=f"@{domain}"))
    return same.count() >= settings.ACCOUNTS_A_MAILBOX


def _was_moved_from(address: Address) -> bool:
    """Whether somebody's account had this address until lately: the old mailbox makes no second one."""
    return Move.objects.filter(from_email=str(address), at__gt=timezone.now() - RESTS).exists()

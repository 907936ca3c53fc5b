"""Adding and taking away second ways in. Each change is written down and told to the mailbox of the account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_noop

from hub import events, mails
from hub.models import User

_Type = Authenticator.Type

# What the mail says, by what was done.
TOLD = {
    "app_added": gettext_noop("An app that makes codes was added as a second way in."),
    "app_removed": gettext_noop("The app that makes codes was removed as a second way in."),
    "passkey_added": gettext_noop("A passkey was added as a second way in."),
    "passkey_removed": gettext_noop("A passkey was removed as a second way in."),
    "recovery_codes_made": gettext_noop("New recovery codes were made. The old ones do not work any more."),
    "recovery_code_used": gettext_noop("A recovery code was used to get in. Each works once."),
}


def of(person: int | OuterRef) -> QuerySet[Authenticator]:
    """The apps and passkeys of the person with this key; recovery codes alone are none."""
    return Authenticator.objects.filter(user=person, type__in=[_Type.TOTP, _Type.WEBAUTHN])


@transaction.atomic
def add_app(user: User, secret: str) -> bool:
    """Take codes of the app that holds `secret`; whether recovery codes were made with it, for the first time."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=_Type.TOTP).delete()
    TOTP.activate(user, secret)
    return _added(user, "app_added")


@transaction.atomic
def add_passkey(user: User, name: str, credential: dict) -> bool:
    """Take this passkey; whether recovery codes were made with it, for the first time."""
    User.objects.select_for_update().get(pk=user.pk)
    WebAuthn.add(user, name, credential)
    return _added(user, "passkey_added")


@transaction.atomic
def remove(way: Authenticator) -> None:
    """Take an app or a passkey away, and with the last of them the recovery codes, which would be a way in alone."""
    user, what = way.user, "app_removed" if way.type == _Type.TOTP else "passkey_removed"
    way.delete()
    if not of(user.pk).exists():
        Authenticator.objects.filter(user=user).delete()
    tell(user, what)


@transaction.atomic
def make_recovery_codes(user: User) -> None:
    """Ten new codes; the old ones are dead."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    tell(user, "recovery_codes_made")


def recovery_codes_of(user: User) -> list[str]:
    """Those that still work, as they are typed: "1234 5678"."""
    row = Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).first()
    return [f"{code[:4]} {code[4:]}" for code in row.wrap().get_unused_codes()] if row else []


def tell(user: User, what: str) -> None:
    """Write down, and say to the mailbox, what was done; `what` is a key of TOLD."""
    user.second_way = None  # asked again
    events.record(user, f"hub.{what}", audit=True)
    mails.write(user.email, "second_way", {"told": TOLD[what]}, user=user)


def _added(user: User, what: str) -> bool:
    first = not Authenticator.objects.filter(user=user, type=_Type.RECOVERY_CODES).exists()
    if first:
        RecoveryCodes.activate(user)
    tell(user, what)
    return first

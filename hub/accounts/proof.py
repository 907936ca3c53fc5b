"""How surely we know who asks: second ways in, how long ago they proved it, and what is kept for those who did.

@require_recent_sign_in     changes to an account: proved at most 15 minutes ago, else asked again, then goes on
@protected                  who administers something: has a second way in, and each change as above
@administration             `protected`, for those who run the hub; others are told that there is nothing here
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.accounts import limits, second_ways
from hub.accounts.codes import digits_of
from hub.models import User
from hub.policy import can_administer

_KEPT = "proved"  # in the session: {"at": seconds, "how": word}
_Type = Authenticator.Type


class TooManyTries(Exception):
    """The second way in was guessed at too often; try again later."""


@dataclass(frozen=True)
class Ways:
    """The second ways in that somebody has."""

    app: Authenticator | None = None
    passkeys: tuple[Authenticator, ...] = ()
    recovery_codes: int = 0  # left

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def typed(self) -> bool:
        """Whether something can be typed, without scripts."""
        return bool(self.app or self.recovery_codes)


def ways_of(user: User) -> Ways:
    """Everything `user` has beside their mailbox; one query."""
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("pk"))
    codes = next((row for row in rows if row.type == _Type.RECOVERY_CODES), None)
    return Ways(
        app=next((row for row in rows if row.type == _Type.TOTP), None),
        passkeys=tuple(row for row in rows if row.type == _Type.WEBAUTHN),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def has_second_way_in(user: User) -> bool:
    """Whether an app or a passkey stands beside the mailbox of `user`; the person of a session knows without a query."""
    if getattr(user, "second_way", None) is None:
        user.second_way = second_ways.of(user.pk).exists()
    return user.second_way


def prove_by_typing(user: User, typed: str) -> str:
    """ "app" or "recovery_code" where what was typed is right, and is spent by that; else "". Raises TooManyTries."""
    if not limits.allow("second_way", user.pk):
        raise TooManyTries
    digits = digits_of(typed)
    for row in Authenticator.objects.filter(user_id=user.pk, type__in=[_Type.TOTP, _Type.RECOVERY_CODES]):
        if not row.wrap().validate_code(digits):
            continue
        # A code of the app lasts a minute and a half and works once, also in another process or after a restart.
        if row.type == _Type.TOTP and not limits.allow("spent_app_code", f"{row.pk} {digits}"):
            continue
        row.record_usage()
        limits.forgive("second_way", user.pk)
        if row.type == _Type.TOTP:
            return "app"
        second_ways.tell(user, "recovery_code_used")
        return "recovery_code"
    return ""


def refuse_by_typing(name: str) -> str:
    """What `prove_by_typing` does for an account that there is not: counts, and says no. Raises TooManyTries."""
    if not limits.allow("second_way", f"nobody {name}"):
        raise TooManyTries
    return ""


def note_proof(request: HttpRequest, how: str) -> None:
    """Remember in the session that its owner proved just now who they are, by `how`."""
    request.session[_KEPT] = {"at": int(time.time()), "how": how}


def is_recent(request: HttpRequest) -> bool:
    """Whether that was at most `settings.RECENT_SIGN_IN` seconds ago."""
    proved = request.session.get(_KEPT)
    return bool(proved) and 0 <= time.time() - proved["at"] <= settings.RECENT_SIGN_IN


def require_recent_sign_in(view: Callable) -> Callable:
    """Ask again who they are where the last proof is too old; what they posted is done once they have answered."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not is_recent(request):
            return suspend_request(request, reverse("sign_in_again"))
        return view(request, *args, **kwargs)

    return asked


def protected(view: Callable) -> Callable:
    """For pages of those who administer something: a second way in, and a recent proof for whatever changes."""

    changing = require_recent_sign_in(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if needs_second_way_in(request):
            messages.info(request, _("Add a second way in first: whoever administers the hub needs one"))
            then = request.get_full_path() if request.method == "GET" else "/"
            return redirect(f"{reverse('security')}?{urlencode({'next': then})}")
        return (view if request.method in {"GET", "HEAD"} else changing)(request, *args, **kwargs)

    return guarded


def administration(view: Callable) -> Callable:
    """`protected`, for those who run the hub; for others the address does not exist."""

    guarded = protected(view)

    @wraps(view)
    def administered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not can_administer(request.user):
            raise Http404
        return guarded(request, *args, **kwargs)

    return administered


def needs_second_way_in(request: HttpRequest) -> bool:
    """Whether somebody has to add one before they administer. Not in a demo: everybody on its machine reads its codes."""
    return not getattr(request, "is_demo", False) and not has_second_way_in(request.user)

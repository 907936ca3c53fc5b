"""Codes by email for somebody who is signed in already: to prove again who they are, or that a new address is theirs.

A code is typed on the page that asked for it, in the browser that asked; nothing in the mail can be pressed or loaded.
"""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from enum import Enum

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from hub import mails
from hub.accounts import limits
from hub.models import User

_KEPT = "codes"  # in the session: {purpose: what was sent}
LASTS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT  # seconds

mails.kinds["confirm_code"] = mails.Kind(is_secret=True, lasts=timedelta(seconds=LASTS))


class Typed(Enum):
    """What became of a typed code."""

    RIGHT = "right"  # it is spent
    WRONG = "wrong"
    OVER = "over"  # none was sent, it is too old, or it was guessed at too often: ask for another


def send(request: HttpRequest, email: str, purpose: str, *, user: User | None) -> bool:
    """Mail a code to `email`; False where too many were asked for. It replaces the one sent before for this purpose.

    With `user` None nobody is mailed and everything else is the same: for pages that must not say whose an address is.
    """
    if not limits.allow("request_login_code", email):
        return False
    code = get_adapter().generate_login_code()
    if user is not None:
        mails.write(email, "confirm_code", {"code": code, "minutes": LASTS // 60}, user=user)
    sent = {"hash": _hash(code), "email": email, "at": int(time.time()), "id": secrets.token_hex(8)}
    request.session[_KEPT] = {**request.session.get(_KEPT, {}), purpose: sent}
    return True


def address_of(request: HttpRequest, purpose: str) -> str:
    """Where the code that is waited for was sent, or ""."""
    sent = request.session.get(_KEPT, {}).get(purpose)
    return sent["email"] if sent and time.time() - sent["at"] <= LASTS else ""


def check(request: HttpRequest, purpose: str, typed: str) -> Typed:
    """Compare what was typed; three tries, and a right one is spent."""
    if not address_of(request, purpose):
        return Typed.OVER
    sent = request.session[_KEPT][purpose]
    # Counted in the database: a hundred tries at the same moment are a hundred, whatever the session remembers.
    if not limits.allow("typed_code", sent["id"]):
        forget(request, purpose)
        return Typed.OVER
    if not constant_time_compare(sent["hash"], _hash(typed)):
        return Typed.WRONG
    forget(request, purpose)
    return Typed.RIGHT


def forget(request: HttpRequest, purpose: str) -> None:
    """Withdraw the code of this purpose."""
    request.session[_KEPT] = {name: sent for name, sent in request.session.get(_KEPT, {}).items() if name != purpose}


def _hash(code: str) -> str:
    return salted_hmac("hub.codes", digits_of(code)).hexdigest()


def digits_of(typed: str) -> str:
    """A code as it is compared: without the spaces and dashes that people type."""
    return "".join(c for c in typed if c not in " -\N{EN DASH}\N{NO-BREAK SPACE}")

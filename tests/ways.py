"""Second ways in of the cast, and browsers as the door leaves them."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

__all__ = ["Authenticator", "give_app", "just_signed_in"]

APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # what the apps of the cast hold


def give_app(user):
    """An app that makes codes, as the second way in of `user`."""
    return TOTP.activate(user, APP_SECRET).instance


def just_signed_in(client, user):
    """Sign `user` in, as the door leaves a session: they proved a moment ago who they are; the client."""
    client.force_login(user, backend="hub.accounts.backend.PersonBackend")
    session = client.session
    now = int(timezone.now().timestamp())
    session["began"] = session["seen"] = now  # the first page of a test writes nothing
    session["proved"] = {"at": now, "how": "code"}
    session.save()
    return client


def without_tokens(html: str) -> str:
    """A page without the tokens of its forms, which are others each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)

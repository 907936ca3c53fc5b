"""What the hub decides differently from allauth about second ways in."""

from __future__ import annotations

import base64
import logging
import secrets

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

log = logging.getLogger("hub.accounts")


class HubMFAAdapter(DefaultMFAAdapter):
    """Secrets of apps and recovery codes are sealed with a key that lies outside the database and its backups."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already"),
    }

    def get_totp_issuer(self) -> str:
        return settings.HUB_NAME

    def encrypt(self, text: str) -> str:
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _sealer().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # SECRET_KEY is another one: no code fits any more, and the log says why.
            log.error("a second way in was sealed with another SECRET_KEY")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": passkey_host(), "name": settings.HUB_NAME}


def passkey_host() -> str:
    """The name that passkeys are tied to: that of HUB_URL; on this machine whatever name it was asked by."""
    host = context.request.get_host() if settings.LOOPBACK else settings.HUB_HOST
    return host.rsplit(":", 1)[0]


def _sealer() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hub second ways in").derive(key.encode())

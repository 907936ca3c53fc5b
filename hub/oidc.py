"""Reads HUB_OIDC: the organisations whose staff sign in with their own provider, each for its own mail domains only."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_NEEDED = {"id", "name", "issuer", "client_id", "secret", "domains"}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


def read_organisations(text: str) -> list[dict]:
    """The `APPS` of allauth's openid_connect. Raises ImproperlyConfigured, saying what is wrong with which entry."""
    try:
        entries = json.loads(text or "[]")
    except ValueError as error:
        raise ImproperlyConfigured(f"HUB_OIDC is not JSON: {error}") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ImproperlyConfigured("HUB_OIDC must be a list of objects")
    return [_organisation(entry) for entry in entries]


def _organisation(entry: dict) -> dict:
    missing = sorted(_NEEDED - {key for key, value in entry.items() if value})
    if missing:
        raise ImproperlyConfigured(f"an entry of HUB_OIDC lacks {', '.join(missing)}")
    issuer, domains = urlsplit(entry["issuer"]), entry["domains"]
    if not re.fullmatch(r"[a-z0-9-]+", entry["id"]):
        raise ImproperlyConfigured(f"HUB_OIDC: the id {entry['id']} may hold small letters, digits and dashes only")
    if issuer.scheme != "https" and issuer.hostname not in _LOCAL:
        raise ImproperlyConfigured(f"HUB_OIDC: the issuer of {entry['id']} must be an https address")
    if not isinstance(domains, list) or not all(isinstance(domain, str) for domain in domains):
        raise ImproperlyConfigured(f"HUB_OIDC: the domains of {entry['id']} must be a list of mail domains")
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": {"server_url": entry["issuer"], "domains": [domain.lower() for domain in domains]},
    }

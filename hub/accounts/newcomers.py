"""People who have just come in: what they are asked before they go on."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

from hub.domains import find_admission
from hub.models import User


def needs_welcome(user: User) -> bool:
    """Whether somebody who proved an address still has to say who they are; free of queries for all others."""
    if not user.verified_at:
        return False
    return not user.name or (not user.standing.anybody and may_pick_agency(user))


def may_pick_agency(user: User) -> bool:
    """Whether the address of `user` is of a mail domain that many bodies share, and they work for none yet."""
    if user.affiliation is not None:
        return False
    admission = find_admission(user.email)
    return admission is not None and admission.agency is None and admission.domain.shared


def welcome_url(then: str) -> str:
    """The welcome page, which goes on to the path `then`."""
    return f"{settings.WELCOME_URL}?{urlencode({'next': then})}" if then != "/" else settings.WELCOME_URL

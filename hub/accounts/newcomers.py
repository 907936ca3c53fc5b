"""People who have just come in: what they are asked before they go on."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

from hub.accounts.terms import has_accepted
from hub.domains import find_admission
from hub.models import HeldNewcomer, User


def needs_welcome(user: User) -> bool:
    """Whether somebody who proved an address still has to say who they are; free of queries for all others."""
    if not user.verified_at:
        return False
    return not user.name or not user.accepted or (not user.standing.anybody and may_pick_agency(user))


def has_new_terms(user: User) -> bool:
    """Whether the house rules have another version since somebody, who is no newcomer, accepted them."""
    return bool(user.verified_at and user.accepted) and not has_accepted(user)


def may_pick_agency(user: User) -> bool:
    """Whether the address of `user` is of a mail domain that many bodies share, and they work for none yet."""
    if user.affiliation is not None or HeldNewcomer.objects.filter(user=user).exists():
        return False
    admission = find_admission(user.email)
    return admission is not None and admission.agency is None and admission.domain.shared


def welcome_url(then: str) -> str:
    """The welcome page, which goes on to the path `then`."""
    return f"{settings.WELCOME_URL}?{urlencode({'next': then})}" if then != "/" else settings.WELCOME_URL

"""What the hub decides differently from allauth."""

from __future__ import annotations

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from hub import mails
from hub.accounts import actions, browsers, entry, proof, sessions
from hub.accounts.models import SignIn
from hub.accounts.newcomers import needs_welcome, welcome_url
from hub.models import Installation, User
from hub.redirects import is_own_path

# allauth's name of a mail, and our kind of it: the only one it sends here.
_KINDS = {"account/email/login_code": "sign_in_code"}


class HubAccountAdapter(DefaultAccountAdapter):
    """The sign-in page serves known and new people alike; a typed code is the only way in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code we sent last. Check the email and type its 6 digits"),
        "too_many_login_attempts": _("You typed a wrong code three times. Ask for a new one"),
        "rate_limited": _("Too many codes were asked for. Try again in a few minutes"),
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and is_own_path(url)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Into the outbox: the page answers at the same speed whether there is anybody to send to or not."""
        context = {"code": context["code"], "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
        mails.write(email, _KINDS[template_prefix], context, user=User.objects.filter(email=email).first())

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None) -> None:
        """Only what we say ourselves: "code sent" and "signed in" are told by the pages."""
        if message:
            super().add_message(request, level, extra_tags=extra_tags, message=message)

    def pre_login(self, request, user, **kwargs) -> HttpResponse | None:
        """The gate of every way in: a proved address that the door still accepts, of somebody not suspended."""
        proved = EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
        found = entry.find_entry(user.email)
        # A code typed just now has let in again whom nothing but time shut out; no other way does.
        if not proved or found is None or found.person != user or not user.is_active:
            messages.error(request, _("This account cannot be used at the moment"))
            return redirect("account_login")
        actions.prove(user)
        return None

    def login(self, request, user) -> None:
        super().login(request, user)
        request.session["began"] = request.session["seen"] = int(time.time())
        how = _how(request, user)
        proof.note_proof(request, how)
        sessions.note(request, user, how)

    def post_login(self, request, user, *, redirect_url: str | None = None, **kwargs) -> HttpResponse:
        if not redirect_url and user.is_administrator and Installation.get().ready_at is None:
            redirect_url = "/setup/"
        if needs_welcome(user):
            redirect_url = welcome_url(redirect_url or "/")
        response = super().post_login(request, user, redirect_url=redirect_url, **kwargs)
        browsers.recognise(request, response, user)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, **settings.LANGUAGE_COOKIE)
        return response


def _how(request, user) -> str:
    """By which first step this sign-in came."""
    records = get_authentication_records(request, user)
    if any(record.get("passwordless") for record in records):
        return SignIn.How.PASSKEY
    return SignIn.How.ORGANISATION if any(record["method"] == "socialaccount" for record in records) else SignIn.How.CODE

"""Signing in with the provider of one's own organisation (OpenID Connect).

A provider speaks for the mail domains that the settings give it and for no others, and only of addresses that it has
verified. Whatever is wrong, the person reads the same words; the log says what it was.
"""

from __future__ import annotations

import logging
from hashlib import sha256
from secrets import token_urlsafe

import jwt
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from hub.accounts import actions
from hub.accounts.entry import SharedMailbox, find_entry, trust_address
from hub.domains import find_domain
from hub.middleware.gate import public
from hub.models import User
from hub.redirects import next_path

log = logging.getLogger("hub.accounts")

# Never "none", never a secret that the hub itself could sign with.
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LEEWAY = 60  # seconds that the two clocks may differ


class Refused(Exception):
    """The provider's answer lets nobody in; the message is for the log."""


class Strict(OpenIDConnectOAuth2Adapter):
    """Believes nothing but an ID token that the provider signed for this hub."""

    def get_callback_url(self, request, app) -> str:
        return settings.HUB_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def complete_login(self, request, app, token: SocialToken, **kwargs) -> SocialLogin:
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        # Two providers may know the same "sub": whose it is belongs to the key.
        uid = sha256(f"{claims['iss']} {claims['sub']}".encode()).hexdigest()
        account = SocialAccount(provider=self.provider_id, uid=uid)
        login = SocialLogin(User(), account, provider=self.get_provider())
        login.claims = claims
        return login

    def _claims(self, app: SocialApp, text: str) -> dict:
        try:
            with get_adapter().get_requests_session() as web:
                keys = jwt.PyJWKSet.from_dict(web.get(self.openid_config["jwks_uri"]).json())
            head = jwt.get_unverified_header(text)
            key = next(key for key in keys.keys if key.key_id == head.get("kid"))
            claims = jwt.decode(
                text,
                key,
                algorithms=SIGNED_BY,
                audience=app.client_id,
                issuer=app.settings["server_url"],
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, StopIteration, ValueError, KeyError) as error:
            raise OAuth2Error(f"the ID token is not good: {type(error).__name__}") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the ID token was made for somebody else")
        return claims


class HubOrganisationAdapter(DefaultSocialAccountAdapter):
    """Takes the steps that allauth leaves open: who it is, and what is said when it is nobody."""

    def pre_social_login(self, request, sociallogin) -> None:
        try:
            raise ImmediateHttpResponse(_let_in(request, sociallogin))
        except Refused as reason:
            raise ImmediateHttpResponse(_refuse(request, sociallogin.account.provider, reason)) from None

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        raise ImmediateHttpResponse(_refuse(request, provider.sub_id, exception or error or "no such state"))


@public
@never_cache
@require_safe
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider, which sends the person back."""
    try:
        provider = Strict(request, provider_id).get_provider()
        nonce = token_urlsafe(24)
        params = {**provider.get_auth_params(), "nonce": nonce}
        return provider.redirect(request, "login", next_path(request), auth_params=params, nonce=nonce)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except ImmediateHttpResponse as answer:
        return answer.response
    except (RequestException, ValueError, KeyError) as error:
        return _refuse(request, provider_id, f"the provider cannot be asked: {type(error).__name__}")


@public
@never_cache
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider with its answer."""
    try:
        return OAuth2CallbackView.adapter_view(Strict(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, ValueError, KeyError) as error:
        return _refuse(request, provider_id, f"the provider cannot be asked: {type(error).__name__}")


def offered() -> list[tuple[str, str]]:
    """(name, address) of each organisation with a provider, for the sign-in page."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [(app["name"], reverse("openid_connect_login", args=[app["provider_id"]])) for app in apps]


def _let_in(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    user = _person(sociallogin)
    if not sociallogin.is_existing:
        SocialAccount.objects.create(user=user, provider=sociallogin.account.provider, uid=sociallogin.account.uid)
    trust_address(user)
    record_authentication(request, user, "socialaccount", provider=sociallogin.account.provider)
    return perform_login(request, Login(user=user, redirect_url=sociallogin.state.get("next")))


def _person(sociallogin: SocialLogin) -> User:
    """Whom the provider's answer lets in, made where they are new. Raises Refused."""
    claims = sociallogin.claims
    if not constant_time_compare(claims["nonce"], sociallogin.state.get("nonce") or ""):
        raise Refused("the answer is to another question")
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        raise Refused("no verified address")
    domain = find_domain(email)
    if domain is None or domain.domain not in sociallogin.provider.app.settings["domains"]:
        raise Refused("not an address of its domains")
    try:
        entry = find_entry(email)
    except SharedMailbox:
        raise Refused("a mailbox of several people") from None
    if entry is None:
        raise Refused("not an address that is accepted")
    if sociallogin.is_existing:
        if entry.person != sociallogin.user:
            raise Refused("suspended, or the address is not the account's")
        return entry.person
    user = entry.person or actions.begin(entry)
    if user is None:
        raise Refused("suspended, or nobody new is let in")
    if SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
        raise Refused("this address came with another identity before")
    return user


def _refuse(request: HttpRequest, provider: str, reason: object) -> HttpResponse:
    why = reason if isinstance(reason, str | Refused) else type(reason).__name__
    log.warning("sign-in with %s was refused: %s", provider, why)
    messages.error(request, _("Your organisation’s sign-in did not let you in here. Sign in with a code by email"))
    return redirect("account_login")

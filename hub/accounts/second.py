"""The second step of signing in: the code of an app, a recovery code or a passkey, for whoever has added one."""

from __future__ import annotations

from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth, flows
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts import limits, proof
from hub.accounts.entry import keep_address
from hub.accounts.forms import TypedCode
from hub.accounts.passkeys import PasskeyForm
from hub.middleware.gate import for_newcomers, public
from hub.redirects import next_path


class SecondWayForm(BaseAuthenticateForm):
    """What is typed: the app's six digits, or one of the recovery codes."""

    code = TypedCode(
        label=gettext_lazy("6-digit code from your app, or a recovery code"),
        error_messages={"required": gettext_lazy("Enter the code from your app, or a recovery code")},
    )

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        try:
            self.how = proof.prove_by_typing(self.user, typed)
        except proof.TooManyTries:
            raise forms.ValidationError(_("Too many wrong codes. Try again later"), code="limit") from None
        if not self.how:
            raise forms.ValidationError(_("This code is not right, or it was used already"), code="wrong")
        return typed

    def save(self) -> None:
        """Nothing is left to write: the code is spent."""


class SecondPasskeyForm(PasskeyForm):
    """A passkey as the second step."""

    def __init__(self, *args, user, data=None, **kwargs) -> None:
        super().__init__(user, data)

    def save(self) -> None:
        """Note what was used, where allauth looks for it."""
        post_authentication(self.request, self.cleaned_data["credential"])


class Second(AuthenticateView):
    """The page between the emailed code and the hub."""

    template_name = "accounts/second.html"

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "form": form})

    def form_valid(self, form) -> HttpResponse:
        form.request = self.request
        return super().form_valid(form)

    def get_context_data(self, **kwargs) -> dict:
        user = self.stage.login.user
        return {"form": self.auth_form, "ways": proof.ways_of(user), "view": self}


second = public(Second.as_view())


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Signing in with a passkey alone: GET says what the browser must sign, POST brings its answer."""
    if request.method != "POST":
        return JsonResponse(auth.begin_authentication(user=None))
    form = PasskeyForm(None, request.POST)
    if not limits.allow("passkey") or not form.is_valid():
        messages.error(request, _("This passkey is not known here, or it did not answer"))
        return redirect("account_login")
    found = form.cleaned_data["credential"]
    keep_address(found.user)
    login = Login(user=found.user, redirect_url=next_path(request))
    return flows.perform_passwordless_login(request, found, login)


@public
@never_cache
@require_safe
def second_options(request: HttpRequest) -> HttpResponse:
    """What the browser must sign in the second step; nothing for whoever is not there."""
    stage = get_pending_stage(request)
    if stage is None or stage.key != "mfa_authenticate":
        return JsonResponse({"error": _("Sign in again to go on")}, status=403)
    return JsonResponse(auth.begin_authentication(stage.login.user))


@for_newcomers
@never_cache
@require_safe
def again_options(request: HttpRequest) -> HttpResponse:
    """What the browser must sign where somebody proves again who they are."""
    return JsonResponse(auth.begin_authentication(request.user))

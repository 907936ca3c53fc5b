"""Adding a second way in: an app that makes codes, or a passkey."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts import limits, second_ways
from hub.accounts.codes import digits_of
from hub.accounts.forms import TypedCode
from hub.accounts.mfa import passkey_host
from hub.accounts.proof import require_recent_sign_in
from hub.accounts.security import go_on, show_recovery_codes
from hub.middleware.gate import for_readers

_SECRET = "new_app_secret"  # in the session, until the app has shown that it holds it


class AppForm(forms.Form):
    """The first code that the app shows."""

    code = TypedCode(
        label=gettext_lazy("6-digit code that the app shows"),
        error_messages={"required": gettext_lazy("Enter the 6-digit code that the app shows")},
    )

    def __init__(self, user, secret: str, data=None) -> None:
        super().__init__(data)
        self.user, self.secret = user, secret

    def clean_code(self) -> str:
        code = digits_of(self.cleaned_data["code"])
        if not limits.allow("second_way", f"new {self.user.pk}"):
            raise forms.ValidationError(_("Too many wrong codes. Try again later"), code="limit")
        if not validate_totp_code(self.secret, code):
            raise forms.ValidationError(_("This is not the code that the app shows now. Is the phone’s clock right?"))
        return code


class NewPasskeyForm(forms.Form):
    """What the passkey is called, and what the browser made."""

    name = forms.CharField(
        label=gettext_lazy("What to call it"),
        max_length=60,
        help_text=gettext_lazy("Like “Work laptop” or “Blue key”"),
        error_messages={"required": gettext_lazy("Enter a name for the passkey")},
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("The passkey did not answer. Try again"),
            "invalid": gettext_lazy("The passkey did not answer. Try again"),
        },
    )

    def clean_credential(self) -> dict:
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)  # asks for a PIN, finger or face too, as the options said
        except (forms.ValidationError, ValueError, KeyError, AttributeError, TypeError):
            raise forms.ValidationError(_("The passkey did not answer. Try again")) from None
        return credential


@for_readers
@require_recent_sign_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and in letters, and take the app once it answers with a right code."""
    secret = request.session.get(_SECRET)
    if not secret or request.method != "POST":
        secret = request.session[_SECRET] = secret or generate_totp_secret()
    form = AppForm(request.user, secret, request.POST or None)
    if request.method == "POST" and form.is_valid():
        del request.session[_SECRET]
        limits.forgive("second_way", f"new {request.user.pk}")
        return _added(request, second_ways.add_app(request.user, secret), _("The app is your second way in"))
    url = get_adapter().build_totp_url(request.user, secret)
    picture = base64.b64encode(get_adapter().build_totp_svg(url).encode()).decode()
    context = {
        "form": form,
        "picture": f"data:image/svg+xml;base64,{picture}",
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "url": url,
        "trail": _trail(),
    }
    return render(request, "accounts/add_app.html", context)


@for_readers
@require_recent_sign_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Have the browser make a passkey, and keep its public half."""
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = second_ways.add_passkey(request.user, **form.cleaned_data)
        return _added(request, made, _("The passkey is your second way in"))
    is_number = passkey_host().replace(".", "").isdigit()  # browsers tie passkeys to names, never to bare addresses
    context = {"form": form, "is_number": is_number, "local": request.get_host().replace(passkey_host(), "localhost")}
    return render(request, "accounts/add_passkey.html", {**context, "trail": _trail()})


@require_recent_sign_in
@never_cache
@require_safe
def new_passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is to make."""
    return JsonResponse(auth.begin_registration(request.user, passwordless=True))


def _added(request: HttpRequest, first: bool, text: str) -> HttpResponse:
    messages.success(request, text)
    return show_recovery_codes(request) if first else redirect(go_on(request))


def _trail() -> list[tuple[str, str]]:
    return [(_("Settings"), reverse("account_settings")), (_("Security"), reverse("security"))]

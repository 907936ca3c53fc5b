"""Passkeys: what the browser is asked, and what its answer proves. The ceremony itself needs scripts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.utils.translation import gettext_lazy as _

from hub.models import User


class PasskeyForm(forms.Form):
    """The answer of a browser to "prove that you are `user`"; `user` None: the passkey itself says whose it is."""

    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("The passkey did not answer"), "invalid": _("The passkey did not answer")},
    )

    def __init__(self, user: User | None, data=None) -> None:
        super().__init__(data)
        self.user = user

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_authentication_response(credential)
            user = self.user or auth.extract_user_from_response(credential)
            found = auth.complete_authentication(user, credential)
        except (forms.ValidationError, AttributeError, KeyError, TypeError, ValueError):
            raise forms.ValidationError(_("This passkey is not known here, or it did not answer")) from None
        found.record_usage()
        return found

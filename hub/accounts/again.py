"""Asking once more who somebody is, before a change that a stranger at their desk must not make."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import resume_request
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub.accounts import codes, passkeys, proof, sessions
from hub.accounts.codes import Typed
from hub.accounts.forms import TypedCode
from hub.middleware.gate import for_newcomers, for_readers
from hub.redirects import next_path

PURPOSE = "again"


class AgainForm(forms.Form):
    """What the person has: the code of their app or a recovery code, or else a code by email."""

    code = TypedCode()

    def __init__(self, request: HttpRequest, ways: proof.Ways, data=None) -> None:
        super().__init__(data)
        self.request, self.ways = request, ways
        if ways.typed:
            self.fields["code"].label = _("6-digit code from your app, or a recovery code")
            self.fields["code"].error_messages["required"] = _("Enter the code from your app, or a recovery code")

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        self.how = self._by_second_way(typed) if self.ways.typed else self._by_mail(typed)
        return typed

    def _by_second_way(self, typed: str) -> str:
        try:
            how = proof.prove_by_typing(self.request.user, typed)
        except proof.TooManyTries:
            raise forms.ValidationError(_("Too many wrong codes. Try again later"), code="limit") from None
        if not how:
            raise forms.ValidationError(_("This code is not right, or it was used already"), code="wrong")
        return how

    def _by_mail(self, typed: str) -> str:
        found = codes.check(self.request, PURPOSE, typed)
        if found is Typed.OVER:
            raise forms.ValidationError(_("This code does not work any more. Ask for a new one"), code="over")
        if found is Typed.WRONG:
            raise forms.ValidationError(_("This is not the code we sent last. Check the email and type its 6 digits"))
        return "code"


# Who must add a second way in, or say who they are, may be asked this first.
@for_readers
@for_newcomers
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The page that asks; whoever has a second way in proves that one, a code by email would not be enough."""
    ways = proof.ways_of(request.user)
    then = next_path(request)
    form = AgainForm(request, ways)
    if request.method == "POST":
        if "send" in request.POST and not ways:
            return _send(request)
        if "credential" in request.POST:
            form = passkeys.PasskeyForm(request.user, request.POST)
            form.how = "passkey"
        else:
            form = AgainForm(request, ways, request.POST)
        if form.is_valid():
            proof.note_proof(request, form.how)
            sessions.renew(request)
            return resume_request(request) or redirect(then)
    context = {
        "form": form,
        "ways": ways,
        "then": then,
        "email": request.user.email,
        "sent": bool(codes.address_of(request, PURPOSE)),
        "minutes": codes.LASTS // 60,
    }
    return render(request, "accounts/again.html", context)


def _send(request: HttpRequest) -> HttpResponse:
    if not codes.send(request, request.user.email, PURPOSE, user=request.user):
        messages.error(request, gettext_lazy("Too many codes were asked for. Try again in a few minutes"))
    return redirect(request.get_full_path())

"""Pages about one's own work address: changing it, typing the code that proves it, objecting from the old mailbox."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub.accounts import address_codes, moving, reproving, sessions
from hub.accounts.codes import digits_of
from hub.accounts.forms import TypedCode, not_accepted
from hub.accounts.proof import require_recent_sign_in
from hub.addresses import parse_address
from hub.domains import find_admission
from hub.middleware.gate import for_readers, public
from hub.models import AddressProof, User


class AddressForm(forms.Form):
    """The new work address; the rule is the door's."""

    email = forms.Field(
        label=gettext_lazy("New work email address"),
        help_text=gettext_lazy("We send a code there. Shared mailboxes cannot be used"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": False}),
        error_messages={"required": gettext_lazy("Enter your new work email address")},
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        address = parse_address(typed)
        if address is not None and str(address) == self.user.email:
            raise forms.ValidationError(_("This is your address already. Enter the one you work with now"))
        admission = find_admission(typed)
        if admission is None:
            raise forms.ValidationError(not_accepted(), code="not_accepted")
        if address.is_shared_box and admission.domain:
            raise forms.ValidationError(_("Several people read this mailbox. Enter your own work email address"))
        return str(address)


class ProofForm(forms.Form):
    """The six digits, typed with or without a space or a dash."""

    code = TypedCode()

    def clean_code(self) -> str:
        digits = digits_of(self.cleaned_data["code"])
        if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
            raise forms.ValidationError(_("Enter the 6-digit code from the email"))
        return digits


@for_readers
@require_recent_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Say which address is yours now. The answer is the same whether anybody has an account with it or not."""
    form = AddressForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="address_code", user=request.user):
            address_codes.ask(request.user, form.cleaned_data["email"])
            return redirect("address_code")
        form.add_error("email", _("Too many codes were asked for. Try again in a few minutes"))
    return render(request, "accounts/address.html", {"form": form, "trail": _trail()})


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code that went to the address. Only typing spends it."""
    user = request.user
    proof = address_codes.waiting(user)
    if proof is None:
        messages.info(request, _("That code has expired. Ask for a new one"))
        return redirect("address")
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if address_codes.spend(proof, form.cleaned_data["code"]):
            return _proved(request, proof)
        if address_codes.waiting(user) is None:
            messages.error(request, _("You typed a wrong code three times. Ask for a new one"))
            return redirect("address")
        form.add_error("code", _("This is not the code we sent last. Check the email and type its 6 digits"))
    context = {"form": form, "email": proof.email, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60, "trail": _trail()}
    return render(request, "accounts/address_code.html", context)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Prove once more that the mailbox is still theirs."""
    if request.method == "POST":
        if ratelimit.consume(request, action="address_code", user=request.user):
            address_codes.ask(request.user, request.user.email)
            return redirect("address_code")
        messages.error(request, _("Too many codes were asked for. Try again in a few minutes"))
    context = {"proof": reproving.proof_of(request.user), "trail": _trail()}
    return render(request, "accounts/address_again.html", context)


def _proved(request: HttpRequest, proof: AddressProof) -> HttpResponse:
    user, email = request.user, proof.email
    if proof.joins:
        request.session["proved_address"] = email
        return redirect("one_account")
    if email == user.email:
        reproving.renew(user)
        messages.success(request, _("Thank you. We ask again in six months"))
        return redirect("/")
    try:
        moved = moving.move(user, email)
    except moving.NotAccepted:
        messages.error(request, not_accepted())
        return redirect("address")
    except moving.Taken:
        request.session["proved_address"] = email
        return redirect("one_account")
    # Every other window and device signs in anew, by the new address.
    sessions.end_all(user, but=request.session.session_key)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    if moved.to_agency is None:
        return redirect(settings.WELCOME_URL)
    if moved.to_agency == moved.from_agency:
        messages.success(request, _("Your address is changed. Sign in with the new one from now on"))
    else:
        said = _("You work for %(agency)s now. Your words and your profile came with you; sign in with the new address.")
        messages.success(request, said % {"agency": moved.to_agency.name})
    return redirect("account_settings")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def object(request: HttpRequest, token: str) -> HttpResponse:
    """From the notice in the old mailbox: "this was not me". Asking for the page does nothing."""
    moved = moving.move_of(token)
    if request.method == "POST" and moved is not None:
        moving.object_to(moved)
        return render(request, "accounts/objected.html", {"done": True})
    done = moved is not None and moved.objected_at is not None
    return render(request, "accounts/objected.html", {"moved": moved, "done": done}, status=200 if moved else 410)


def _trail() -> list[tuple[str, str]]:
    return [(_("Settings"), "/settings/")]

"""Pages for somebody who has two accounts: proving the other one, and making them one."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.accounts import address_codes, claims, limits, one_account, proof
from hub.accounts.forms import TypedCode
from hub.accounts.passkeys import PasskeyForm
from hub.addresses import parse_address
from hub.middleware.gate import for_readers
from hub.models import User

_EARLIER = "earlier_address"  # in the session: the account that is being proved by its second way in


class EarlierForm(forms.Form):
    """The address of the account they had before, and whether its mail still reaches them."""

    email = forms.Field(
        label=gettext_lazy("Address of the account you had before"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": False}),
        error_messages={"required": gettext_lazy("Enter the address of the account you had before")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How can you show that it is yours?"),
        choices=[
            ("code", gettext_lazy("I can still read mail at that address: email me a code there")),
            ("second", gettext_lazy("That mailbox is gone: I have the account’s app, a recovery code or a passkey")),
            ("ask", gettext_lazy("That mailbox is gone: ask an administrator of each of the two organisations")),
        ],
        widget=forms.RadioSelect,
        initial="code",
    )

    def clean_email(self) -> str:
        address = parse_address(self.cleaned_data["email"])
        if address is None:
            raise forms.ValidationError(_("Enter an email address, like name@example.org"))
        return str(address)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: HttpRequest) -> HttpResponse:
    """Say which account was theirs. The answer is the same whether there is such an account or not."""
    form = EarlierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, way = form.cleaned_data["email"], form.cleaned_data["way"]
        if email == request.user.email:
            form.add_error("email", _("This is the account you are using"))
        elif way != "second" and not ratelimit.consume(request, action="address_code", user=request.user):
            form.add_error("email", _("Too many codes were asked for. Try again in a few minutes"))
        elif way == "code":
            address_codes.ask(request.user, email, joins=True, silent=other_account(request.user, email) is None)
            return redirect("address_code")
        elif way == "second":
            request.session[_EARLIER] = email
            return redirect("prove_earlier")
        else:
            claims.ask(request.user, email)
            messages.success(request, _("Asked. If there is such an account, an administrator of each organisation decides"))
            return redirect("account_settings")
    return render(request, "accounts/earlier.html", {"form": form, "trail": [(_("Settings"), "/settings/")]})


class SecondWayOfEarlierForm(forms.Form):
    """What the second way in of the earlier account says; every no is the same, also where there is no such account."""

    code = TypedCode(
        label=gettext_lazy("6-digit code from the app of that account, or one of its recovery codes"),
        error_messages={"required": gettext_lazy("Enter the code from the app, or a recovery code")},
    )

    def __init__(self, *args, account: User | None, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.email = account, email

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        try:
            if self.account is None:
                how = proof.refuse_by_typing(self.email)
            else:
                how = proof.prove_by_typing(self.account, typed)
        except proof.TooManyTries:
            raise forms.ValidationError(_("Too many wrong codes. Try again later"), code="limit") from None
        if not how:
            raise forms.ValidationError(_("This code is not right, or it was used already"), code="wrong")
        return typed


@for_readers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Prove an earlier account whose mailbox is gone, by its app, a recovery code or a passkey."""
    email = request.session.get(_EARLIER)
    if not email:
        return redirect("earlier_account")
    account = other_account(request.user, email)
    form = SecondWayOfEarlierForm(account=account, email=email)
    if request.method == "POST":
        if not limits.allow("earlier_account", request.user.pk):
            messages.error(request, _("Too many tries. Try again later, or ask the administrators"))
            return redirect("earlier_account")
        if "credential" in request.POST:
            is_proved = _is_passkey_of(account, request)
            if not is_proved:
                messages.error(request, _("This passkey is not one of that account, or it did not answer"))
        else:
            form = SecondWayOfEarlierForm(request.POST, account=account, email=email)
            is_proved = form.is_valid()
        if is_proved:
            del request.session[_EARLIER]
            request.session["proved_address"] = email
            return redirect("one_account")
    trail = [(_("Settings"), "/settings/"), (_("Join an account you had before"), reverse("earlier_account"))]
    return render(request, "accounts/prove_earlier.html", {"form": form, "email": email, "trail": trail})


def _is_passkey_of(account: User | None, request: HttpRequest) -> bool:
    form = PasskeyForm(None, request.POST)
    return form.is_valid() and account is not None and form.cleaned_data["credential"].user_id == account.pk


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Both accounts are proved: make them one."""
    email = request.session.get("proved_address", "")
    other = other_account(request.user, email)
    if other is None:
        request.session.pop("proved_address", None)
        messages.error(request, _("This account cannot be joined with yours. Those who run the hub can tell you more"))
        return redirect("account_settings")
    if request.method == "POST":
        del request.session["proved_address"]
        kept, gone = sorted((request.user, other), key=lambda user: (user.created_at, user.pk))
        one_account.join(kept, gone, by=kept)
        kept.set_unusable_password()  # every other window of either account signs in anew
        kept.save(update_fields=["password"])
        login(request, User.objects.get(pk=kept.pk), backend=settings.AUTHENTICATION_BACKENDS[0])
        messages.success(request, _("Your two accounts are one. Everything you wrote with either is under your name"))
        return redirect("account_settings")
    return render(request, "accounts/join.html", {"email": email, "trail": [(_("Settings"), "/settings/")]})


def other_account(user: User, email: str) -> User | None:
    """The account with this address, that somebody uses or used and no administrator suspended."""
    other = User.objects.filter(email=email, verified_at__isnull=False).exclude(pk=user.pk).first()
    if other is None or other.is_staff or not (other.is_active or other.lapsed_at):
        return None
    return other

"""Pages for somebody who has two accounts: proving the other one, and making them one."""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hub.accounts import address_codes, claims, one_account
from hub.addresses import parse_address
from hub.middleware.gate import for_readers
from hub.models import User


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
        if not ratelimit.consume(request, action="address_code", user=request.user):
            form.add_error("email", _("Too many codes were asked for. Try again in a few minutes"))
        elif email == request.user.email:
            form.add_error("email", _("This is the account you are using"))
        elif way == "code":
            address_codes.ask(request.user, email, joins=True, silent=other_account(request.user, email) is None)
            return redirect("address_code")
        else:
            claims.ask(request.user, email)
            messages.success(request, _("Asked. If there is such an account, an administrator of each organisation decides"))
            return redirect("account_settings")
    return render(request, "accounts/earlier.html", {"form": form, "trail": [(_("Settings"), "/settings/")]})


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

"""What people type at the door and about their account."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub.accounts import limits
from hub.accounts.codes import digits_of
from hub.accounts.domains import example_address
from hub.accounts.entry import SharedMailbox, find_entry
from hub.addresses import parse_address

# Where there is nothing to choose, nobody is asked.
language_widget = forms.Select if len(settings.LANGUAGES) > 1 else forms.HiddenInput


class SignInForm(forms.Form):
    """One field. Whatever address is not let in is told so in the same words; what is no address is told that."""

    # A plain Field: it strips nothing and changes nothing before the domain rule has looked at it.
    email = forms.Field(
        label=_("Work email address"),
        help_text=_("Shared mailboxes cannot be used"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "maxlength": False}),
        error_messages={"required": _("Enter your work email address")},
    )

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        try:
            self.entry = find_entry(typed)
        except SharedMailbox:
            raise forms.ValidationError(
                _("Several people read this mailbox. Enter your own work email address"), code="shared"
            ) from None
        if self.entry is None:
            # What is no address is seen from the text alone, so saying so tells nothing about the hub.
            if parse_address(typed) is None:
                raise forms.ValidationError(no_address(), code="no_address")
            raise forms.ValidationError(not_accepted(), code="not_accepted")
        # Plus tags share one mailbox, so they share its limit.
        if not limits.allow("request_login_code", self.entry.address.mailbox):
            raise forms.ValidationError(_("Too many codes were asked for. Try again in a few minutes"), code="limit")
        return str(self.entry.address)


def no_address() -> str:
    """The words for a text that is no address at all, a name with its address in brackets among them."""
    example = example_address() or "name@office.example"
    return _("Enter only your email address, like %(example)s") % {"example": example}


def not_accepted() -> str:
    """The words for every address that may not join, with an example of one that may."""
    example = example_address()
    if not example:
        return _("Enter a work email address that ends in a domain we accept")
    return _("Enter a work email address that ends in a domain we accept, like %(example)s") % {"example": example}


class TypedCode(forms.CharField):
    """A code that somebody types, with or without spaces and dashes."""

    def __init__(self, **more) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        words = {"required": _("Enter the 6-digit code from the email")}
        defaults = {"label": _("6-digit code"), "max_length": 20, "widget": forms.TextInput(attrs), "error_messages": words}
        super().__init__(**{**defaults, **more})


class CodeForm(ConfirmLoginCodeForm):
    """Six digits, typed with or without a space or a dash."""

    def __init__(self, *args, attempt: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.attempt = attempt

    code = TypedCode()

    def clean_code(self) -> str:
        digits = digits_of(self.cleaned_data["code"])
        if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
            raise forms.ValidationError(_("Enter the 6-digit code from the email"), code="malformed")
        # Counted in the database: a hundred tries at the same moment are a hundred, whatever the session remembers.
        if not limits.allow("typed_code", self.attempt):
            raise get_adapter().validation_error("incorrect_code")
        self.cleaned_data["code"] = digits
        return super().clean_code()


class AccountForm(forms.Form):
    """What somebody is called, and the language they are spoken to in."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As colleagues know you. It stands beside everything you write"),
        error_messages={"required": _("Enter your name")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        widget=language_widget,
        help_text=_("Of the pages and of the emails we send you"),
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


def clean_name(name: str) -> str:
    """A name on one line, of characters that can be seen. Raises ValidationError."""
    name = " ".join(name.split())
    if not any(c.isalpha() for c in name) or not name.isprintable():
        raise forms.ValidationError(_("Enter your name in letters"))
    return name

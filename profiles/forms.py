"""What somebody new is asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.accounts.forms import clean_name


class WelcomeForm(forms.Form):
    """Name and role; with a shared mail domain also the body they work for."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As colleagues know you. It stands beside everything you write"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    role = forms.CharField(
        label=_("Role"),
        max_length=120,
        required=False,
        help_text=_("What you do, in a few words, like benefits adviser"),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    agency_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Many organisations share your mail domain. Those who run the hub confirm yours"),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": "agencies"}),
        error_messages={"required": _("Enter the organisation you work for")},
    )

    def __init__(self, *args, picks_agency: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not picks_agency:
            del self.fields["agency_name"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

"""What an administrator puts on hold: found by the address they were given, whether or not they can read it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from hub.invitation_lists import end_of
from hub.keys import LONGEST_KEY
from hub.models import Item, Space, User
from hub.widgets import DayMonthYear

Target = User | Space | Item


class HoldForm(forms.Form):
    """What is held, why and until when."""

    target = forms.CharField(
        label=_("What"),
        max_length=500,
        help_text=_("A person’s work email address, or the web address of a profile, a space, or anything in it"),
        error_messages={"required": _("Enter an email address or a web address")},
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Like: the reference of a request or of an inquiry. It is kept in the audit"),
        error_messages={"required": _("Say why it is held")},
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayMonthYear,
        help_text=_("The last day. Leave it empty if somebody shall lift it"),
    )

    def clean_target(self) -> Target:
        found = find(self.cleaned_data["target"].strip())
        if found is None:
            raise forms.ValidationError(_("There is nothing here with this address. Check it"))
        return found

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        try:
            return end_of(day) if day else None
        except ValueError:
            raise forms.ValidationError(_("Enter a day that is still to come")) from None


def find(said: str) -> Target | None:
    """The person, space or item of an email address or of a web address of this hub."""
    if "@" in said and "/" not in said:
        return User.objects.filter(email=said.lower()).first()
    path = urlsplit(said).path
    try:
        match = resolve(path if path.endswith("/") else f"{path}/")
    except Resolver404:
        return None
    named = match.kwargs
    if "handle" in named:
        return User.objects.filter(handle=named["handle"]).first()
    if "slug" in named and "space" in named:
        return Item.objects.filter(space__slug=named["space"], slug=named["slug"], kind="page").first()
    if "pk" in named:
        items = Item.objects.select_related("space").filter(pk=min(named["pk"], LONGEST_KEY))
        return next((item for item in items if path.startswith(item.get_absolute_url().rsplit("/", 2)[0])), None)
    return Space.objects.filter(slug=named["space"]).first() if "space" in named else None

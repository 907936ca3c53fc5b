"""What somebody new is asked."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub.accounts.forms import clean_name, language_widget
from hub.files import FileRefused
from hub.guard import Guarded
from hub.tagging import LONGEST_TOPIC
from profiles import photos
from profiles.fields import GROUPS, TEXTS, Reach, reach_of
from profiles.models import Expertise, Profile

MOST_TOPICS = 12
SPARE_TOPICS = 3  # empty rows at the end


class WelcomeForm(forms.Form):
    """Name, language, the house rules; with a shared mail domain also the body they work for."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As colleagues know you. It stands beside everything you write"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    agency_name = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Many organisations share your mail domain. Those who run the hub confirm yours"),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": "agencies"}),
        error_messages={"required": _("Enter the organisation you work for")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=language_widget, required=False)
    terms = forms.BooleanField(
        label=_("I accept the house rules and terms"),
        error_messages={"required": _("Read the house rules and terms, and accept them to go on")},
    )

    def __init__(self, *args, picks_agency: bool, asks_terms: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not picks_agency:
            del self.fields["agency_name"]
        if not asks_terms:
            del self.fields["terms"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class RoleForm(Guarded):
    """What somebody does."""

    role = forms.CharField(
        label=_("Role"),
        max_length=120,
        required=False,
        help_text=_("What you do, in a few words, like benefits adviser"),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    team = forms.CharField(label=_("Team"), max_length=120, required=False)


class ProfileForm(Guarded):
    """Everything a profile says, each with for whom it is."""

    allows: ClassVar = {"contact": {"phone"}}  # one's own

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG or PNG. It is cut to a square; where and when it was taken is removed"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    def __init__(self, *args, has_photo: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in TEXTS:
            self.fields[field.name] = forms.CharField(
                label=field.label,
                help_text=field.hint,
                max_length=field.longest,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}) if field.is_long else forms.TextInput(),
            )
        for field in (*TEXTS, *GROUPS):
            self.fields[f"{field.name}_reach"] = forms.ChoiceField(
                label=_("Who can see it"),
                choices=Reach.choices,
                widget=forms.Select(attrs={"class": "govuk-select"}),
            )
        if not has_photo:
            del self.fields["without_photo"]

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(field, for whom) of each text."""
        return [(self[field.name], self[f"{field.name}_reach"]) for field in TEXTS]

    def clean_photo(self) -> tuple[bytes, str] | None:
        upload = self.cleaned_data.get("photo")
        if not upload:
            return None
        try:
            return photos.taken(upload)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    @property
    def texts(self) -> dict[str, str]:
        return {field.name: self.cleaned_data[field.name] for field in TEXTS}

    @property
    def reach(self) -> dict[str, str]:
        return {field.name: self.cleaned_data[f"{field.name}_reach"] for field in (*TEXTS, *GROUPS)}

    @staticmethod
    def initial_of(profile: Profile) -> dict:
        """The fields as `profile` has them now."""
        reach = {f"{field.name}_reach": reach_of(profile, field.name) for field in (*TEXTS, *GROUPS)}
        return {field.name: getattr(profile, field.name) for field in TEXTS} | reach


class TopicForm(Guarded):
    """One topic, and how much somebody knows of it."""

    name = forms.CharField(
        label=_("Topic"), max_length=LONGEST_TOPIC, required=False, widget=forms.TextInput(attrs={"class": "govuk-input"})
    )
    level = forms.TypedChoiceField(
        label=_("How much you know"),
        choices=Expertise.Level.choices,
        coerce=int,
        required=False,
        empty_value=Expertise.Level.CAN_HELP,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].replace(",", " ").split())
        if name and not any(c.isalnum() for c in name):
            raise forms.ValidationError(_("Enter a topic with at least one letter"))
        return name


_TopicForms = forms.formset_factory(
    TopicForm, extra=SPARE_TOPICS, max_num=MOST_TOPICS, absolute_max=MOST_TOPICS, validate_max=True
)


class TopicForms(_TopicForms):
    """What somebody can be asked about, and some empty rows."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="topics", **kwargs)

    @property
    def topics(self) -> list[tuple[str, int]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [(row["name"], row["level"] or Expertise.Level.CAN_HELP) for row in rows]

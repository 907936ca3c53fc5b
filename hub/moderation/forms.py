"""What people send when they flag, decide, or take something away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.guard import Guarded
from hub.models import Flag

_HINTS = {
    "personal": _("Names, numbers or a case of a member of the public"),
    "sensitive": _("It should be seen by fewer people, or by none"),
    "wrong": _("It may mislead somebody who follows it"),
    "unkind": _("It hurts somebody, or makes the place worse"),
    "rights": _("It was copied without permission"),
}


class RemoveForm(Guarded):
    """Why something is taken away; for one's own words it may stay empty."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_("It stands in its place, for those who could see it. Leave out what was removed"),
        error_messages={"required": _("Say in a sentence why you remove it")},
    )

    def __init__(self, *args, is_own: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not is_own


class FlagForm(forms.Form):
    """What somebody finds wrong."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong")},
    )
    words = forms.CharField(
        label=_("In a few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What they should look at. Do not repeat details of a person"),
        error_messages={"required": _("Say in a few words what is wrong")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choice_hints = _HINTS
        self.fields["words"].required = self.data.get("reason") == Flag.Reason.OTHER


class DecideForm(Guarded):
    """What became of a flag."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=Flag.Outcome.choices,
        error_messages={"required": _("Choose what you decide")},
    )
    answer = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who flagged it reads this. If it is removed, it also stands in its place"),
        error_messages={"required": _("Say in a sentence why")},
    )

    def __init__(self, *args, may_remove: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("nothing", _("There is nothing to do")),
            ("edited", _("I have changed it, or its author has")),
            ("removed", _("Remove it now")),
        ]
        self.fields["outcome"].choices = choices if may_remove else choices[:2]

"""What people choose about their notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from realtime.models import Digest


class DigestForm(forms.Form):
    """How often the mail comes, and at what hour."""

    rhythm = forms.ChoiceField(
        label=_("Email me what I have not read"), choices=Digest.Rhythm.choices, widget=forms.RadioSelect
    )
    hour = forms.TypedChoiceField(
        label=_("At what time"), choices=[(hour, f"{hour:02d}:00") for hour in range(24)], coerce=int, initial=7
    )

"""Choosing who can see something while it is being made: it is announced to nobody else, not even by its title."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.choices import ChosenRows
from hub.models import Agency, Item, Space, User

_LATER = gettext_lazy("Until you name people or open it, on the page that says who can see it")


class Narrowed(forms.Form):
    """The part of a form for a new item that says who of the space's readers can see it; everyone where nothing is said.

    Nothing is chosen where there is no `space`: what is outside all spaces, or about something else, has its readers thence.
    """

    audience = forms.ChoiceField(
        label=gettext_lazy("Who can see it"), widget=forms.RadioSelect, initial=Item.To.SPACE, required=False
    )
    agencies = ChosenRows(
        label=gettext_lazy("Which agencies"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Only if you chose “Chosen agencies” above"),
    )

    def __init__(self, *args, by: User, space: Space | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.mine = by.standing.trusted_agency_id
        if space is None:
            del self.fields["audience"], self.fields["agencies"]
            return
        rungs = [Item.To.SPACE, *([Item.To.AGENCIES] if self.mine else []), Item.To.AUTHOR]
        self.fields["audience"].choices = [(rung.value, rung.label) for rung in rungs]
        self.fields["audience"].choice_hints = {Item.To.AUTHOR.value: _LATER}
        if self.mine:
            self.fields["agencies"].queryset = Agency.objects.filter(state=Agency.State.CONFIRMED).order_by("name")
            self.fields["agencies"].initial = [self.mine]
        else:
            del self.fields["agencies"]

    @property
    def narrows(self) -> bool:
        """Whether the agencies are to be seen at once."""
        return self["audience"].value() == Item.To.AGENCIES or bool(self["agencies"].errors)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("audience") == Item.To.AGENCIES and "agencies" in cleaned:
            chosen = {agency.pk for agency in cleaned["agencies"]}
            if not chosen:
                self.add_error("agencies", _("Choose at least one agency"))
            elif self.mine not in chosen:
                self.add_error("agencies", _("Choose your own agency too, or you could not see it yourself"))
        return cleaned

    def readers(self) -> dict:
        """What was chosen, as the actions take it: `audience`, `agencies`."""
        return {
            "audience": self.cleaned_data.get("audience") or Item.To.SPACE,
            "agencies": list(self.cleaned_data.get("agencies") or ()),
        }

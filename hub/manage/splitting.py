"""What administrators type where a part of an organisation goes to another one."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.choices import ChosenRows
from hub.manage.forms import MONO, agency_named
from hub.models import Affiliation, Agency, EmailDomain


class SplitForm(forms.Form):
    """Which part of an organisation goes to which other one."""

    to_name = forms.CharField(
        label=_("Which organisation do they go to?"),
        max_length=200,
        help_text=_("One that is not in the list yet is added"),
        error_messages={"required": _("Enter the name of the organisation")},
    )
    domains = ChosenRows(
        label=_("Mail domains that go, with everybody whose address ends in them"),
        queryset=EmailDomain.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    addresses = forms.CharField(
        label=_("People who go"),
        required=False,
        help_text=_("Their work email addresses, one a line, beside those of the domains"),
        widget=forms.Textarea(attrs={"rows": 5, **MONO}),
    )
    sees = forms.BooleanField(
        label=_("They go on seeing what is for the organisation they leave"),
        required=False,
        help_text=_("Spaces and items for it are for the other organisation too, and for whoever joins that later"),
    )

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        field = self.fields["domains"]
        field.queryset = EmailDomain.objects.filter(agency=agency).order_by("domain")
        field.label_from_instance = lambda row: row.domain
        if not field.queryset:
            del self.fields["domains"]

    def clean_to_name(self) -> Agency:
        found = agency_named(" ".join(self.cleaned_data["to_name"].split()), kind=self.agency.kind)
        if found.pk == self.agency.pk:
            raise ValidationError(_("This is the organisation they leave. Enter another one"))
        if found.pk is not None and not found.is_trusted:
            raise ValidationError(_("This organisation is not confirmed yet. Decide about it first"))
        return found

    def clean_addresses(self) -> list[Affiliation]:
        said = {line.strip().lower() for line in self.cleaned_data["addresses"].splitlines()} - {""}
        rows = Affiliation.objects.current().filter(agency=self.agency).select_related("user")
        found = [row for row in rows if row.user.email in said] if said else []
        unknown = sorted(said - {row.user.email for row in found})
        if unknown:
            raise ValidationError(_("Nobody who works there has this address: %(email)s"), params={"email": unknown[0]})
        return found

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        names = [row.domain for row in data.get("domains", ())]
        data["domains"] = data.get("domains", ())
        rows = Affiliation.objects.current().filter(agency=self.agency).select_related("user")
        ends = Q(pk__in=[])
        for name in names:
            ends |= Q(email__endswith=f"@{name}") | Q(email__endswith=f".{name}")
        data["people"] = list({row.pk: row for row in (*rows.filter(ends), *data["addresses"])}.values())
        if not data["people"] and not names:
            self.add_error("addresses", _("Choose a domain, or enter the address of somebody who goes"))
        return data

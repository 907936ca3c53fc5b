"""What administrators type about domains, organisations and people."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.accounts.domains import KINDS
from hub.choices import ChosenRows
from hub.domains import free_agency_slug
from hub.models import Affiliation, Agency, EmailDomain, User

State = EmailDomain.State
MONO = {"spellcheck": "false", "autocapitalize": "none"}


def agency_named(name: str, **new: str) -> Agency:
    """The organisation of this name (or short name) that is not closed, else an unsaved one with the fields of `new`."""
    open_ones = Agency.objects.exclude(state=Agency.State.CLOSED)
    found = open_ones.filter(name__iexact=name).first() or open_ones.filter(short_name__iexact=name).first()
    return found or Agency(name=name, slug=free_agency_slug(name), **new)


class DomainForm(forms.Form):
    """A mail domain: whose it is, and what becomes of people who come from it."""

    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=253,
        help_text=_("What stands after the @ in a work email address, like parks.gov.uk"),
        widget=forms.TextInput(attrs=MONO),
        error_messages={"required": _("Enter a mail domain")},
    )
    state = forms.ChoiceField(
        label=_("Who may join from it"), choices=State.choices, widget=forms.RadioSelect, initial=State.OPEN
    )
    kind = forms.ChoiceField(label=_("Whose is it?"), choices=KINDS.items(), widget=forms.RadioSelect, initial="agency")
    agency_name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        required=False,
        help_text=_("Only if the domain is one organisation’s own. One that is not in the list yet is added"),
    )
    include_subdomains = forms.BooleanField(label=_("Also the domains below it"), required=False, initial=True)
    newcomers_wait = forms.BooleanField(
        label=_("Newcomers wait for an administrator"),
        required=False,
        help_text=_("They prove their address as everybody does, and see nothing before you let them in"),
    )

    def __init__(self, *args, row: EmailDomain | None = None, **kwargs) -> None:
        self.row = row or EmailDomain()
        if row:
            kwargs.setdefault("initial", self.initial_of(row))
        super().__init__(*args, **kwargs)
        if row:
            del self.fields["domain"]

    @staticmethod
    def initial_of(row: EmailDomain) -> dict:
        """The fields as `row` has them now."""
        kind = "agency" if row.agency_id else "shared" if row.shared else "suffix"
        names = ("state", "include_subdomains", "newcomers_wait")
        return {name: getattr(row, name) for name in names} | {
            "kind": kind,
            "agency_name": row.agency.name if row.agency else "",
        }

    def clean(self) -> dict:
        data = super().clean()
        row, kind, name = self.row, data.get("kind"), data.get("agency_name", "").strip()
        if not kind or "state" not in data or ("domain" in self.fields and "domain" not in data):
            return data
        belongs = kind == "agency" and data["state"] != State.EXCLUDED
        if belongs and not name:
            self.add_error("agency_name", _("Enter the name of the organisation"))
            return data
        row.domain = data.get("domain", row.domain)
        row.state, row.include_subdomains, row.newcomers_wait = (
            data["state"],
            data["include_subdomains"],
            data["newcomers_wait"],
        )
        row.shared, row.suffix_confirmed = kind == "shared", kind == "suffix"
        row.agency = agency_named(name) if belongs else None
        try:
            row.clean()
        except ValidationError as error:
            self.add_error("domain" if "domain" in self.fields else None, error.messages)
            return data
        if EmailDomain.objects.filter(domain=row.domain).exclude(pk=row.pk).exists():
            self.add_error("domain", _("This domain is there already"))
        return data


class AgencyForm(forms.Form):
    """What an organisation is called, and what it is."""

    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Enter the name of the organisation")}
    )
    short_name = forms.CharField(
        label=_("Short name"), max_length=40, required=False, help_text=_("As it stands beside the names of its people")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Agency.Kind.choices, widget=forms.RadioSelect, initial=Agency.Kind.OTHER)

    def __init__(self, *args, agency: Agency | None = None, **kwargs) -> None:
        self.agency = agency
        if agency:
            kwargs.setdefault("initial", {"name": agency.name, "short_name": agency.short_name, "kind": agency.kind})
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Agency.objects.exclude(pk=self.agency.pk if self.agency else None).exclude(state=Agency.State.CLOSED)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(_("There is an organisation of this name already"))
        return name


class ConfirmForm(AgencyForm):
    """That a provisional organisation is what it says, and which of its people work there."""

    people = ChosenRows(
        label=_("They said that they work there"),
        queryset=Affiliation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Their mail domain does not prove it. Take out whom you do not know"),
    )

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, agency=agency, **kwargs)
        said = Affiliation.objects.current().filter(agency=agency, confirmed_at=None).select_related("user", "agency")
        field = self.fields["people"]
        field.queryset = said
        field.label_from_instance = lambda row: f"{row.user}, {row.email}"
        self.initial["people"] = [row.pk for row in said]
        if not said:
            del self.fields["people"]


class MergeForm(forms.Form):
    """Which organisation another one is part of, or really is."""

    into = forms.CharField(
        label=_("Which organisation is it?"),
        max_length=200,
        help_text=_("Its name or short name, as in the list of organisations"),
        error_messages={"required": _("Enter the name of the organisation")},
    )

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        self.agency = agency
        super().__init__(*args, **kwargs)

    def clean_into(self) -> Agency:
        found = agency_named(self.cleaned_data["into"].strip())
        if found.pk is None or found.pk == self.agency.pk or not found.is_trusted:
            raise ValidationError(_("No confirmed organisation has this name. Look for it in the list of organisations"))
        return found


class ReasonForm(forms.Form):
    """Why something is done; it stands in the audit."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        help_text=_("It is kept in the audit"),
        error_messages={"required": _("Enter a reason")},
    )


class EraseForm(ReasonForm):
    """That somebody's name goes for good, and why, in words that do not name them."""

    sure = forms.BooleanField(
        label=_("I have read what goes. It cannot be undone"),
        error_messages={"required": _("Say that you have read what goes: it cannot be undone")},
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["reason"].help_text = _("It is kept in the audit, so it must not name them. Like: they asked on 3 May")

    def clean_reason(self) -> str:
        said = self.cleaned_data["reason"]
        names = {self.person.name, *self.person.name.split(), self.person.handle, self.person.email} - {""}
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE) for name in names if len(name) > 2):
            raise ValidationError(_("This names them, and it is kept. Say it without their name and address"))
        return said


class DutyForm(forms.Form):
    """What somebody looks after."""

    duty = forms.ChoiceField(label=_("What they look after"), widget=forms.RadioSelect)

    def __init__(self, *args, agency: Agency | None, is_whole: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [("none", _("Nothing: they are a member like others"))]
        if agency:
            label = _("The people of %(agency)s: they let newcomers in, suspend, and read the audit about them")
            choices.append(("agency", label % {"agency": agency.label}))
        if is_whole:
            choices.append(("hub", _("The whole hub: domains, organisations, everybody’s account")))
        self.fields["duty"].choices = choices


class AddressForm(forms.Form):
    """One exact address."""

    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs=MONO),
        error_messages={"required": _("Enter an email address, like name@example.org")},
    )

"""What an organisation that nobody accepts types to be let in, and what administrators decide about it."""

from __future__ import annotations

from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.accounts.forms import clean_name
from hub.addresses import parse_address
from hub.choices import ChosenRows
from hub.manage.forms import agency_named
from hub.models import AdmissionRequest, Agency, AllowedAddress, Applicant, EmailDomain


class AskForm(forms.Form):
    """Which organisation, why, and who asks."""

    organisation = forms.CharField(
        label=_("Name of your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your organisation")},
    )
    reason = forms.CharField(
        label=_("What does it do, and with whom would you work here?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence or two what your organisation does")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    email = forms.Field(
        label=_("Your work email address"),
        help_text=_("We email you a code there, with which you can see where the request stands"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your work email address")},
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_organisation(self) -> str:
        name = " ".join(self.cleaned_data["organisation"].split())
        if not name.isprintable() or not any(c.isalnum() for c in name):
            raise ValidationError(_("Enter the name of your organisation"))
        return name

    def clean_email(self) -> str:
        address = parse_address(self.cleaned_data["email"])
        if address is None:
            raise ValidationError(_("Enter an email address, like name@example.org"))
        # Which domains are accepted is public; whether this very address has an account is not, and is never asked.
        if EmailDomain.objects.find(address) and not address.is_shared_box:
            raise ValidationError(_("Addresses of this domain are accepted already: sign in with yours"))
        return str(address)

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not ratelimit.consume(context.request, action="ask_to_join", key=data["email"]):
            raise ValidationError(_("Too many requests came from here. Try again tomorrow"))
        return data


class DecisionForm(forms.Form):
    """What becomes of an organisation that asked: its domain, exact addresses, or no."""

    how = forms.ChoiceField(label=_("What do you decide?"), widget=forms.RadioSelect)
    domain = forms.CharField(
        label=_("Mail domain"),
        max_length=253,
        required=False,
        help_text=_("Only if you accept their domain"),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    agency_name = forms.CharField(
        label=_("Name of the organisation"), max_length=200, required=False, help_text=_("Unless you refuse")
    )
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Agency.Kind.choices, initial=Agency.Kind.ADVICE)
    people = ChosenRows(
        label=_("Which addresses?"),
        queryset=Applicant.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only if you accept exact addresses"),
    )
    contact = forms.ModelChoiceField(
        label=_("Who keeps the list of addresses?"),
        queryset=Applicant.objects.none(),
        required=False,
        help_text=_("Only if you accept exact addresses. They add colleagues, and end who leaves"),
    )
    answer = forms.CharField(
        label=_("What we tell them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who asked for this organisation reads it"),
    )

    def __init__(self, *args, request: AdmissionRequest, **kwargs) -> None:
        kwargs["initial"] = {
            "domain": request.domain,
            "agency_name": request.agency.name if request.agency else request.organisation,
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        choices = [
            ("addresses", _("Accept exact addresses: they have no domain of their own")),
            ("refuse", _("Refuse")),
        ]
        is_box = request.key.startswith("box:")
        if request.domain and not is_box:
            choices.insert(0, ("domain", _("Accept their domain: everybody with an address of it may join")))
        self.fields["how"].choices = choices
        applicants = request.applicants.all()
        for name in ("people", "contact"):
            self.fields[name].queryset = applicants
            self.fields[name].label_from_instance = lambda one: f"{one.name}, {one.email}"
        self.fields["contact"].empty_label = _("Choose a person")
        self.initial["people"] = [one.pk for one in applicants]
        self.needs_contact = not is_box

    def clean(self) -> dict:
        data = super().clean()
        how, name = data.get("how"), " ".join(data.get("agency_name", "").split())
        if how in {"domain", "addresses"}:
            if not name:
                self.add_error("agency_name", _("Enter the name of the organisation"))
            else:
                new = {"short_name": data.get("short_name", ""), "kind": data.get("kind") or Agency.Kind.OTHER}
                data["agency"] = agency_named(name, **new)
        if how == "domain" and "agency" in data:
            self._clean_domain(data)
        elif how == "addresses":
            self._clean_addresses(data)
        elif how == "refuse" and not data.get("answer"):
            self.add_error("answer", _("Say why, in a sentence that helps them"))
        return data

    def _clean_domain(self, data: dict) -> None:
        typed = data.get("domain", "").strip().removeprefix("@").removeprefix("*.").lower()
        row = EmailDomain.objects.filter(domain=typed).first() or EmailDomain(domain=typed)
        if row.pk and row.agency_id and row.agency_id != data["agency"].pk:
            self.add_error("domain", _("This domain belongs to another organisation"))
            return
        row.state, row.agency, row.shared, row.suffix_confirmed = EmailDomain.State.OPEN, data["agency"], False, False
        try:
            row.clean()
        except ValidationError as error:
            self.add_error("domain", error.messages)
        data["row"] = row

    def _clean_addresses(self, data: dict) -> None:
        people, contact = list(data.get("people") or []), data.get("contact")
        if not people:
            self.add_error("people", _("Choose at least one address"))
        has_contact = (
            "agency" in data and data["agency"].pk and data["agency"].allowed_addresses.filter(is_contact=True).exists()
        )
        if contact is None and self.needs_contact and not has_contact:
            self.add_error("contact", _("Choose who keeps the list of addresses"))
        elif contact and contact not in people:
            self.add_error("contact", _("Their own address has to be among those that you accept"))
        body = data["agency"].pk if "agency" in data else None
        if AllowedAddress.objects.filter(email__in=[one.email for one in people]).exclude(agency_id=body).exists():
            self.add_error("people", _("An address is on the list of another organisation"))

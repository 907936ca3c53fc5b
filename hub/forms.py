"""The floor's own forms."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.choices import ChosenRows
from hub.guard import Guarded
from hub.invitation_lists import LARGEST, NotAList, end_of, find_email, read_list
from hub.models import Agency, Item, Membership, Space, User
from hub.people import known_to
from hub.widgets import DayMonthYear

_VISIBILITY_HINTS = {
    "open": _("Any member of staff in the hub can read and write. Best for most topics."),
    "agencies": _("Staff of the agencies you choose below can read and write."),
    "members": _("Others see its name and purpose, and who to ask."),
    "unlisted": _("It stands in no list and no search. Choose it only where even the name is sensitive."),
}


class SpaceForm(Guarded):
    """What a space is called, what it is for, who can see it and how people join."""

    title = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("The topic, as people would look for it"),
        error_messages={"required": _("Enter a name for the space")},
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences: who it helps, and with what"),
        error_messages={"required": _("Say in a sentence what it is for")},
    )
    visibility = forms.ChoiceField(
        label=_("Who can see it"), choices=Space.Visibility.choices, widget=forms.RadioSelect, initial=Space.Visibility.OPEN
    )
    agencies = ChosenRows(
        label=_("Which agencies"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only if you chose “Chosen agencies” above"),
    )
    join_rule = forms.ChoiceField(
        label=_("How people join"),
        choices=Space.JoinRule.choices,
        widget=forms.RadioSelect,
        initial=Space.JoinRule.AT_ONCE,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = Agency.objects.filter(state=Agency.State.CONFIRMED)
        self.fields["visibility"].choice_hints = _VISIBILITY_HINTS

    @staticmethod
    def initial_of(space: Space) -> dict:
        """The fields as `space` has them now."""
        names = ("title", "purpose", "visibility", "join_rule")
        return {name: getattr(space, name) for name in names} | {"agencies": space.agencies.all()}

    def clean(self) -> dict:
        cleaned = super().clean()
        visibility, join_rule = cleaned.get("visibility"), cleaned.get("join_rule")
        if visibility == Space.Visibility.AGENCIES and "agencies" in cleaned and not cleaned["agencies"]:
            self.add_error("agencies", _("Choose at least one agency"))
        closed = visibility in {Space.Visibility.MEMBERS, Space.Visibility.UNLISTED}
        if closed and join_rule == Space.JoinRule.AT_ONCE:
            self.add_error("join_rule", _("Members only means that somebody lets people in: choose another way to join"))
        return cleaned


class NewSpaceForm(SpaceForm):
    """The same for a space that is opened, and who is asked to own it too: two are asked for, one is enough."""

    second_owner = forms.CharField(
        label=_("A second owner"),
        required=False,
        max_length=254,
        help_text=_(
            "Two people should own a space, so that somebody is there when you are not. Their work email address, or their "
            "name as in @name. They are asked first; you can leave it empty"
        ),
    )

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_second_owner(self) -> User | None:
        said = self.cleaned_data["second_owner"]
        return found_person(self.by, said) if said else None


class LetInForm(forms.Form):
    """Whom an owner lets in: somebody they may know of, by handle or work address."""

    person = forms.CharField(
        label=_("Person"),
        max_length=254,
        help_text=_("Their work email address, or their name as in @name"),
        error_messages={"required": _("Say who: an address or a name")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER)

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_person(self) -> User:
        said = self.cleaned_data["person"].strip().lstrip("@").lower()
        found = known_to(self.by).filter(Q(email=said) | Q(handle=said)).first()
        if found is None:
            # One sentence for an address nobody has and for somebody whom this owner may not know of.
            raise forms.ValidationError(
                _("Nobody you can let in has this name or address. Check it, or ask them to join the hub")
            )
        return found


class AskForm(forms.Form):
    """Why somebody wants to be let in."""

    reason = forms.CharField(
        label=_("Why do you want to join?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you work on, and what you need. The owners read it"),
        error_messages={"required": _("Say in a sentence why you want to join")},
    )


class UntilForm(forms.Form):
    """Until when a membership lasts; empty is for good."""

    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayMonthYear,
        help_text=_("The last day. Leave it empty if there is no end"),
    )

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        try:
            return end_of(day) if day else None
        except ValueError:
            raise forms.ValidationError(_("Enter a day that is still to come")) from None


class InviteForm(UntilForm):
    """Whom an owner invites: anybody whose address may join the hub, with an account or without."""

    person = forms.CharField(label=_("Person"), max_length=254, help_text=_("A work email address, or a name as in @name"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in Membership.Role.choices if choice[0] != Membership.Role.OWNER],
        initial=Membership.Role.MEMBER,
    )
    field_order = ("person", "role", "until")

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_person(self) -> str:
        email = find_email(self.by, self.cleaned_data["person"])
        if email is None:
            # Nothing here depends on whether somebody has an account.
            raise forms.ValidationError(_("Nobody can join the hub with this address or name. Check it"))
        return email


class InviteListForm(forms.Form):
    """A list of people to invite: a file, or the same typed."""

    file = forms.FileField(label=_("List as a CSV file"), required=False, allow_empty_file=True)
    text = forms.CharField(
        label=_("Or paste the list"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One person a line: address or @name, role, last day. Like: jo@parks.gov.uk, reader, 2027-03-31"),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        file = cleaned.get("file")
        sent = file.read(LARGEST + 1) if file else cleaned.get("text", "").encode()
        try:
            cleaned["rows"] = read_list(sent)
        except NotAList as refused:
            self.add_error("file" if file else "text", str(refused))
        return cleaned


class HandOverForm(forms.Form):
    """Who is asked to own a space, and whether its owner goes on owning it."""

    person = forms.CharField(
        label=_("Who shall own it"), max_length=254, help_text=_("Their work email address, or their name as in @name")
    )
    stays = forms.ChoiceField(
        label=_("And you?"),
        choices=[("yes", _("I go on owning it too")), ("no", _("I hand it over, and stay a member"))],
        widget=forms.RadioSelect,
        initial="yes",
    )

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_person(self) -> User:
        return found_person(self.by, self.cleaned_data["person"])

    def clean_stays(self) -> bool:
        return self.cleaned_data["stays"] == "yes"


def found_person(by: User, said: str) -> User:
    """The member of staff that `by` may know of under an address or a handle. Raises ValidationError."""
    said = said.strip().lstrip("@").lower()
    staff = User.objects.staff().values("pk")
    found = known_to(by).filter(Q(email=said) | Q(handle=said), pk__in=staff).exclude(pk=by.pk).first()
    if found is None:
        raise forms.ValidationError(_("Nobody you can ask has this name or address. Check it"))
    return found


class AudienceForm(forms.Form):
    """Who of a space's readers can see one item."""

    audience = forms.ChoiceField(label=_("Who can see it"), choices=Item.To.choices, widget=forms.RadioSelect)
    agencies = ChosenRows(
        label=_("Which agencies"),
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only if you chose “Chosen agencies” above"),
    )
    people = forms.CharField(
        label=_("Which people"),
        required=False,
        max_length=4000,
        help_text=_("Only if you chose “Named people” above: names as in @name or addresses, separated by commas"),
    )

    def __init__(self, *args, by: User, item: Item, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.item = by, item
        self.fields["agencies"].queryset = Agency.objects.filter(state=Agency.State.CONFIRMED)
        if item.author_id != by.pk:  # "Only me" is its author
            self.fields["audience"].choices = [choice for choice in Item.To.choices if choice[0] != Item.To.AUTHOR]

    @staticmethod
    def initial_of(item: Item) -> dict:
        """The fields as the item has them now."""
        rows = list(item.audience_rows.select_related("user"))
        agencies = [row.agency_id for row in rows if row.agency_id]
        people = ", ".join(f"@{row.user.handle}" for row in rows if row.user)
        return {"audience": item.audience, "agencies": agencies, "people": people}

    def clean_people(self) -> list[User]:
        names = {name.strip().lstrip("@").lower() for name in self.cleaned_data["people"].split(",") if name.strip()}
        found = list(known_to(self.by).filter(Q(handle__in=names) | Q(email__in=names)))
        if missing := names - {one.handle for one in found} - {one.email for one in found}:
            raise forms.ValidationError(_("Nobody you can choose has this name: %(name)s") % {"name": sorted(missing)[0]})
        return found

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("audience") == Item.To.AGENCIES and not cleaned.get("agencies"):
            self.add_error("agencies", _("Choose at least one agency"))
        if cleaned.get("audience") == Item.To.PEOPLE and not cleaned.get("people") and "people" in cleaned:
            self.add_error("people", _("Name at least one person"))
        return cleaned

    def chosen(self) -> dict:
        """What `opening.set_audience` takes; whoever wrote it goes on seeing what is for named people."""
        people = {one.pk: one for one in [*self.cleaned_data["people"], self.item.author or self.by]}
        return {
            "audience": self.cleaned_data["audience"],
            "agencies": list(self.cleaned_data["agencies"]),
            "people": list(people.values()),
        }

    def sent(self) -> list[tuple[str, str]]:
        """The same again, for the page that asks before it is done."""
        sent = [("audience", self.cleaned_data["audience"]), ("people", self.data.get("people", ""))]
        return sent + [("agencies", str(agency.pk)) for agency in self.cleaned_data["agencies"]]

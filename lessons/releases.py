"""What people send when they share a lesson or say what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.guard import Guarded
from hub.models import Agency, User
from hub.people import known_to
from lessons import ladder
from lessons.models import Lesson


class PeopleField(forms.CharField):
    """Names as in @name, or work addresses, separated by commas; cleaned to people that the writer may know of."""

    user: User

    def to_python(self, value) -> list[User]:
        said = [part.strip().lstrip("@").lower() for part in re.split(r"[,;\n]", super().to_python(value) or "")]
        said = list(dict.fromkeys(part for part in said if part))[:50]
        found = {}
        for person in known_to(self.user).filter(Q(handle__in=said) | Q(email__in=said)):
            found |= {person.handle: person, person.email: person}
        if unknown := [part for part in said if part not in found]:
            raise forms.ValidationError(_("Nobody here has this name or address: %(names)s") % {"names": ", ".join(unknown)})
        return list({found[part].pk: found[part] for part in said}.values())


class ReleaseForm(forms.Form):
    """To whom a lesson is shown next, and under whose name."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who shall see it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who shall see it")},
    )
    people = PeopleField(
        label=gettext_lazy("Who is the team?"),
        required=False,
        help_text=gettext_lazy("Only for a team: names as in @name, or work email addresses, separated by commas"),
    )
    name = forms.ChoiceField(
        label=gettext_lazy("Under whose name?"),
        widget=forms.RadioSelect,
        initial="mine",
        choices=[],
    )

    def __init__(self, *args, lesson: Lesson, user: User, hints: dict[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rungs = ladder.rungs_above(lesson, user)
        agency = ladder.agency_of(lesson, user)
        self.fields["audience"].choices = [(rung, _label(rung, lesson, agency)) for rung in rungs]
        self.fields["audience"].choice_hints = hints
        self.fields["people"].user = user
        if not lesson.is_draft:
            del self.fields["name"]
            return
        mine = [("mine", _("My name: %(name)s") % {"name": user})]
        its = [("agency", _("%(agency)s, without my name") % {"agency": agency.name})] if agency else []
        self.fields["name"].choices = mine + its
        self.fields["name"].choice_hints = {
            "agency": _("Readers see the agency and no person. This cannot be changed later"),
            "mine": _("With the agency you work for today"),
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("audience") == Lesson.To.PEOPLE and "people" not in self.errors and not cleaned.get("people"):
            self.add_error("people", _("Enter at least one colleague"))
        return cleaned


def _label(rung: str, lesson: Lesson, agency: Agency | None) -> str:
    if rung == Lesson.To.PEOPLE:
        return _("A team: people I name")
    if rung == Lesson.To.AGENCIES:
        return _("My agency: %(agency)s") % {"agency": agency.name}
    return _("Everyone who can see %(space)s") % {"space": lesson.space.title} if lesson.space else _("Everyone in the hub")


class StatusForm(Guarded):
    """What became of a lesson."""

    status = forms.ChoiceField(
        label=gettext_lazy("What is it now?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is now")},
    )
    note = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False, help_text=gettext_lazy("One sentence for its readers")
    )
    later = forms.CharField(
        label=gettext_lazy("Number of the lesson that took its place"),
        required=False,
        max_length=18,
        help_text=gettext_lazy("Only if it is superseded: the number in that lesson’s address"),
    )

    def __init__(self, *args, statuses: Iterable[tuple[str, str]], user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["status"].choices = list(statuses)

    def clean_later(self) -> Lesson | None:
        said = self.cleaned_data["later"].strip()
        if not said:
            return None
        found = (
            Lesson.objects.visible_to(self.user).filter(pk=said).first()
            if said.isascii() and said.isdigit() and len(said) < 19
            else None
        )
        if found is None:
            raise forms.ValidationError(_("There is no lesson with this number that you can see"))
        return found

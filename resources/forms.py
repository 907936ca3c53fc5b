"""What people send to the library."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import files
from hub.files.types import TYPES
from hub.guard import Guarded
from hub.models import File, User
from hub.narrowing import Narrowed
from hub.tagging import TopicsField, topics_of
from hub.widgets import DayMonthYear
from resources.languages import OWN_NAMES
from resources.models import Resource, Version

A_YEAR = timedelta(days=365)
LONGEST_KEY = 18  # digits
MOST_RELATED = 500  # leaflets to choose a relation from

_FORM_HINTS = {
    "leaflet": gettext_lazy("To hand out: what to do, in plain words"),
    "factsheet": gettext_lazy("The facts on one thing, for those who advise"),
    "template": gettext_lazy("A letter or document to fill in and send"),
    "toolkit": gettext_lazy("Several things that belong together, to work with"),
    "form": gettext_lazy("For people to fill in"),
}


class _ReviewDate(forms.DateField):
    widget = DayMonthYear
    default_error_messages = {
        "required": gettext_lazy("Enter the day when somebody should look it through again"),
    }


class _Languages(forms.Select):
    """Languages by their own names, each marked as being in that language."""

    def create_option(self, name, value, *args, **kwargs) -> dict:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["lang"] = str(value)
        return option


class _OtherLeaflet(forms.ModelChoiceField):
    """One leaflet of several; a number longer than any key is none of them, also where the database takes no such number."""

    def to_python(self, value):
        if isinstance(value, str) and len(value) > LONGEST_KEY:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class DetailsForm(Guarded):
    """What is said about a leaflet: its six required fields are these five and the file."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("As it stands on the leaflet"),
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=Resource.Form.choices,
        widget=forms.RadioSelect,
        initial=Resource.Form.LEAFLET,
        error_messages={"required": gettext_lazy("Choose what it is")},
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences: whom it helps, and with what"),
        error_messages={"required": gettext_lazy("Enter a summary")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=list(OWN_NAMES.items()),
        widget=_Languages,
        error_messages={"required": gettext_lazy("Choose a language")},
    )
    review_on = _ReviewDate(
        label=gettext_lazy("Review date"),
        help_text=gettext_lazy("When you will check that it is still right. After that day it says that it is out of date"),
    )
    topics = TopicsField(
        label=gettext_lazy("Topics"),
        required=False,
        help_text=gettext_lazy("What it is about, separated by commas, like: council tax, appeals"),
    )
    use_when = forms.CharField(
        label=gettext_lazy("Use this when"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    not_when = forms.CharField(
        label=gettext_lazy("Do not use it when"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    applies_to = forms.CharField(
        label=gettext_lazy("Where it applies"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Like: Wales, or Carrow Valley only"),
    )
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), choices=Resource.Licence.choices, required=False)
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Who made it, or the address where it is published"),
    )
    translation_of = _OtherLeaflet(label=gettext_lazy("Translation of"), queryset=Resource.objects.none(), required=False)
    replaces = _OtherLeaflet(label=gettext_lazy("Replaces"), queryset=Resource.objects.none(), required=False)
    made_from = _OtherLeaflet(label=gettext_lazy("Made from"), queryset=Resource.objects.none(), required=False)

    OPTIONAL = ("topics", "use_when", "not_when", "applies_to", "licence", "source", "translation_of", "replaces", "made_from")

    def __init__(self, *args, others: QuerySet[Resource], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choice_hints = _FORM_HINTS
        chosen = others.order_by("title")
        for name in ("translation_of", "replaces", "made_from"):
            field = self.fields[name]
            field.queryset = chosen
            field.choices = [("", _("None")), *chosen.values_list("pk", "title")[:MOST_RELATED]]

    def optional(self) -> list:
        """The fields that stand folded away."""
        return [self[name] for name in self.OPTIONAL]

    @property
    def opens(self) -> bool:
        """Whether something in the folded part is filled in or wrong."""
        return any(self[name].errors or self[name].value() for name in self.OPTIONAL)


class EditForm(DetailsForm):
    """New details for a leaflet, and since when they were looked at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, resource: Resource, **kwargs) -> None:
        super().__init__(*args, initial=self.initial_of(resource), **kwargs)
        self.resource = resource
        self.stands = "\n".join(map(str, self.initial.values()))

    def clean(self) -> dict:
        cleaned = super().clean()
        now = self.initial["seen"]
        if self.is_bound and cleaned.get("seen") != now:
            self.data = self.data.copy()
            self.data["seen"] = now
            self.add_error(
                None, _("Somebody changed the leaflet while you were writing. Compare with it as it is now, then save again")
            )
        return cleaned

    def changes(self) -> dict:
        """The details that the person changed."""
        names = [name for name in self.changed_data if name in DetailsForm.base_fields]
        return {name: self.cleaned_data[name] for name in names}

    @staticmethod
    def initial_of(resource: Resource) -> dict:
        """The fields as the leaflet has them now."""
        names = [name for name in DetailsForm.base_fields if name != "topics"]
        about = {name: getattr(resource, name) for name in names}
        return about | {"topics": topics_of(resource), "seen": resource.changed_at.isoformat()}


class _SentFile(forms.FileField):
    """A file that must be there, though perhaps it came with an earlier request: the form asks for it itself."""

    def clean(self, data, initial=None):
        return super().clean(data, initial) if data else None


class WithFile(Guarded):
    """A form with one file, that is stored as soon as it is found good: a mistake elsewhere asks for it no second time."""

    file = _SentFile(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument, picture or plain text, up to {size}"),
            size=filesizeformat(settings.FILE_LIMIT),
        ),
        error_messages={"empty": gettext_lazy("The file is empty. Check that it was saved.")},
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(TYPES))}),
    )
    kept = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    anyway = forms.BooleanField(label=gettext_lazy("Add it all the same"), required=False)

    def __init__(self, *args, uploader: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.uploader = uploader
        self.stored: File | None = None
        self.is_known = False  # the same bytes are here already, where this person can see them

    def clean(self) -> dict:
        cleaned = super().clean()
        if "file" in self.errors:
            return cleaned
        try:
            self.stored = self._stored(cleaned.get("file"), cleaned.get("kept"))
        except files.FileRefused as refused:
            self.add_error("file", str(refused))
            return cleaned
        if self.stored is None:
            self.add_error("file", _("Choose a file"))
            return cleaned
        # Shown again with the form: the browser does not send back a file that it sent before.
        self.data = self.data.copy()
        self.data[self.add_prefix("kept")] = str(self.stored.pk)
        if problem := self.known_problem(self.stored, cleaned.get("anyway", False)):
            self.add_error("file", problem)
        return cleaned

    def known_problem(self, file: File, anyway: bool) -> str:
        """What is wrong with adding bytes that are here already; "" for nothing."""
        raise NotImplementedError

    def _stored(self, upload, kept: int | None) -> File | None:
        if upload:
            return files.store(upload, uploader=self.uploader)
        return File.objects.select_related("blob").filter(pk=kept, item=None, uploader=self.uploader).first() if kept else None


class NewResourceForm(WithFile, Narrowed, DetailsForm):
    """A leaflet that is not in the library yet."""

    field_order = ("title", "file", "form", "summary", "language", "review_on")

    def __init__(self, *args, **kwargs) -> None:
        kwargs["initial"] = {"language": "en", "review_on": timezone.localdate() + A_YEAR} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def known_problem(self, file: File, anyway: bool) -> str:
        there = (
            Resource.objects.visible_to(self.uploader).filter(versions__file__blob=file.blob_id).select_related("space").first()
        )
        self.is_known = there is not None
        if there is None or anyway:
            return ""
        link = '{} <a class="govuk-link" href="{}">{}</a>'
        return format_html(link, _("This file is in the library already:"), there.get_absolute_url(), there.title)


class NewVersionForm(WithFile):
    """A newer version of a leaflet."""

    note = forms.CharField(
        label=gettext_lazy("What changed?"),
        max_length=200,
        help_text=gettext_lazy("Shown with the versions and to people who watch the leaflet"),
        error_messages={"required": gettext_lazy("Say in a few words what changed")},
    )
    review_on = _ReviewDate(
        label=gettext_lazy("Review date"), required=False, help_text=gettext_lazy("When somebody should check this version")
    )
    field_order = ("file", "note", "review_on")

    def __init__(self, *args, resource: Resource, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.resource = resource

    def known_problem(self, file: File, anyway: bool) -> str:
        same = Version.objects.filter(resource=self.resource.pk, file__blob=file.blob_id).order_by("-number").first()
        if same is None:
            return ""
        if same.pk == self.resource.current_id:
            return _("This file is the current version already. Choose the new one.")
        return _("This file was version %(number)s. To use it again, go back to that version.") % {"number": same.number}

"""What people send about lessons."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.guard import Guarded
from hub.models import Draft, Space, User
from hub.tagging import TopicsField, topics_of
from hub.widgets import DayMonthYear
from lessons import timeline
from lessons.actions.writing import LONGEST_TITLE
from lessons.models import Cause, Cost, Discipline, Lesson, Phase, Size, Step
from lessons.parts import CORE, MORE, PARTS

FACTS = ("phase", "discipline", "cause", "size", "cost", "price", "began_on", "ended_on", "rules_until")
_INPUT = {"class": "govuk-input"}
SPARE_STEPS = 2  # empty rows at the end
MOST_STEPS = 20


def _choice(label, choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", gettext_lazy("Not said")), *choices])


def _date(label, help_text="") -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayMonthYear, help_text=help_text)


class LessonForm(Guarded):
    """A lesson: four answers, and whatever of the full template somebody has time for."""

    title = forms.CharField(
        label=gettext_lazy("The lesson in one sentence"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("It stands in lists and searches. Left empty, it is taken from what to do next time"),
    )
    timeline = forms.CharField(
        label=gettext_lazy("Timeline"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One event a line, with its day first, like: 22/11/2026 3:12pm First call from a school"),
    )
    phase = _choice(gettext_lazy("Stage of the work"), Phase.choices)
    discipline = _choice(gettext_lazy("Kind of work"), Discipline.choices)
    cause = _choice(gettext_lazy("What went wrong"), Cause.choices)
    size = _choice(gettext_lazy("Size"), Size.choices)
    cost = _choice(gettext_lazy("Cost of the work"), Cost.choices)
    price = forms.CharField(
        label=gettext_lazy("What it cost or saved"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Money, time or trouble, like: 3 weeks’ delay"),
    )
    began_on = _date(gettext_lazy("The work began"))
    ended_on = _date(gettext_lazy("The work ended"))
    rules_until = _date(
        gettext_lazy("Written for rules in force until"),
        gettext_lazy("Readers are told when that day has passed, and you are asked whether the lesson still holds"),
    )
    about_space = forms.ModelChoiceField(
        label=gettext_lazy("About the space"),
        queryset=Space.objects.none(),
        required=False,
        empty_label=gettext_lazy("None: it is for the whole hub"),
        help_text=gettext_lazy("It is listed there too, for everyone who can see both"),
    )
    topics = TopicsField(
        label=gettext_lazy("Who else should know"),
        required=False,
        help_text=gettext_lazy("Topics, separated by commas, like: council tax, appeals. Who watches a topic is told"),
    )
    about = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user: User, space: Space | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[part.name] = forms.CharField(
                label=part.question,
                help_text=part.hint,
                required=part.required,
                widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
                error_messages={"required": part.missing},
            )
        if space is None:
            self.fields["about_space"].queryset = Space.objects.visible_to(user).order_by("title")
        else:
            del self.fields["about_space"]

    @property
    def core(self) -> list[forms.BoundField]:
        return [self[part.name] for part in CORE]

    @property
    def more(self) -> dict[str, forms.BoundField]:
        return {part.name: self[part.name] for part in MORE}

    def clean_timeline(self) -> list[dict]:
        return timeline.read(self.cleaned_data["timeline"])

    def clean(self) -> dict:
        cleaned = super().clean()
        if (cleaned.get("began_on") and cleaned.get("ended_on")) and cleaned["ended_on"] < cleaned["began_on"]:
            self.add_error("ended_on", _("The work cannot end before it began"))
        return cleaned

    @property
    def words(self) -> dict:
        """What the actions take."""
        sent = self.cleaned_data
        columns = {name: sent[name] for name in (*FACTS, "timeline")}
        if "about_space" in self.fields:
            columns["about_space"] = sent["about_space"]
        return {
            "title": sent["title"],
            "texts": {part.name: sent[part.name] for part in PARTS},
            "topics": sent["topics"],
            **columns,
        }

    @staticmethod
    def initial_of(lesson: Lesson) -> dict:
        """The fields as `lesson` has them now."""
        facts = {name: getattr(lesson, name) for name in (*FACTS, "title", "about_space")}
        texts = {part.name: lesson.texts.get(part.name, "") for part in PARTS}
        return {**facts, **texts, "timeline": timeline.write(lesson.timeline), "topics": topics_of(lesson)}


class StepForm(Guarded):
    """One thing that was or will be changed."""

    use_required_attribute = False

    text = forms.CharField(label=gettext_lazy("What"), max_length=300, required=False, widget=forms.TextInput(attrs=_INPUT))
    owner = forms.CharField(
        label=gettext_lazy("Whose it is"), max_length=100, required=False, widget=forms.TextInput(attrs=_INPUT)
    )
    due = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", **_INPUT}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Enter a real date")},
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How far"),
        choices=Step.choices,
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )


_StepForms = forms.formset_factory(StepForm, extra=SPARE_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True)


class StepForms(_StepForms):
    """The rows of what was changed, and some empty ones."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, prefix="steps", **kwargs)

    @property
    def steps(self) -> list[dict]:
        """The rows that say something, as `Lesson.steps` keeps them."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("text")]
        return [
            {
                "text": row["text"],
                "owner": row["owner"],
                "due": row["due"].isoformat() if row["due"] else "",
                "state": row["state"] or Step.PLANNED.value,
            }
            for row in rows
        ]


def fields_of_draft(draft: Draft) -> dict:
    """What a draft has for the fields of LessonForm; the three parts of a date become one."""
    fields = {name: value for name, value in draft.fields.items() if isinstance(value, str)}
    for name in ("began_on", "ended_on", "rules_until"):
        parts = [fields.pop(f"{name}_{part}", "") for part in ("day", "month", "year")]
        fields[name] = "-".join(reversed(parts)) if any(parts) else ""
    return fields


def steps_of_draft(draft: Draft) -> list[dict]:
    """The rows of StepForms that a draft has."""
    rows: dict[int, dict] = {}
    for name, value in draft.fields.items():
        if found := re.fullmatch(r"steps-(\d{1,2})-(text|owner|due|state)", name):
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [row for _number, row in sorted(rows.items()) if row.get("text")]

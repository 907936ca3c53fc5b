"""What people send to discussions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.closing import AFTER
from forums.models import Topic
from hub.guard import Guarded
from hub.models import Draft
from hub.narrowing import Narrowed
from hub.tagging import TopicsField
from hub.widgets import DayMonthYear

_HINTS = {
    "question": gettext_lazy("You want an answer. You can accept the one that helped"),
    "discussion": gettext_lazy("You want to hear what others think or do"),
    "announcement": gettext_lazy("Everybody who watches the space is told"),
}


class _TextField(forms.CharField):
    def __init__(self, *, label, required_message, rows: int = 12, **more) -> None:
        super().__init__(
            label=label,
            strip=False,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": required_message},
            **more,
        )

    def clean(self, value):
        # Blanks alone are no words; those at the edges of a text may mean something (a list, a piece of code).
        return super().clean(value if value and value.strip() else "")


class ReplyForm(Guarded):
    """An answer, and the post that it answers."""

    text = _TextField(
        label=gettext_lazy("Your reply"),
        required_message=gettext_lazy("Enter your reply"),
        rows=8,
        help_text=gettext_lazy("Type @ to mention someone, [[ to link a page."),
    )
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


class PostForm(Guarded):
    """New words for a post."""

    text = _TextField(
        label=gettext_lazy("Text"),
        required_message=gettext_lazy("Enter the text. To take your words away, remove the post"),
        help_text=gettext_lazy("Type @ to mention someone, [[ to link a page."),
    )


class TopicForm(Guarded):
    """What a discussion is called, of which type it is and what topics it has."""

    form = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect, initial=Topic.Form.QUESTION)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("The question itself, or the matter in a few words"),
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    topics = TopicsField(
        label=gettext_lazy("Topics"),
        required=False,
        help_text=gettext_lazy("What it is about, separated by commas, like: council tax, appeals"),
    )

    def __init__(self, *args, may_announce: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        forms_offered = [choice for choice in Topic.Form.choices if may_announce or choice[0] != Topic.Form.ANNOUNCEMENT]
        self.fields["form"].choices = forms_offered
        self.fields["form"].choice_hints = _HINTS

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not any(c.isalnum() for c in title):
            raise forms.ValidationError(_("Enter a title with at least one word"))
        return title


class NewTopicForm(Narrowed, TopicForm):
    """A discussion that is to begin."""

    text = _TextField(
        label=gettext_lazy("Text"),
        required_message=gettext_lazy("Enter the text"),
        help_text=gettext_lazy("Say what you know already and what you tried. Leave out names and case details."),
    )

    field_order = ("form", "title", "text", "topics", "audience", "agencies")


class CloseForm(Guarded):
    """When a discussion takes no more replies, and why."""

    when = forms.TypedChoiceField(label=gettext_lazy("When"), widget=forms.RadioSelect, coerce=int, initial=0)
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Shown above the discussion, like: answered on our page about arrears"),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        later = [(days, _("When nobody has written for %(n)s days") % {"n": days}) for days in AFTER]
        self.fields["when"].choices = [(0, _("Now")), *later]


class PinForm(forms.Form):
    """Until which day a discussion stays on top, and where."""

    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DayMonthYear,
        help_text=gettext_lazy("The last day on which it stands on top, like 27 3 2027"),
        error_messages={"required": gettext_lazy("Enter a date")},
    )
    everywhere = forms.BooleanField(
        label=gettext_lazy("On top of the list of all spaces too"),
        required=False,
        help_text=gettext_lazy("Only those who can see it see it there"),
    )

    def __init__(self, *args, may_everywhere: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not may_everywhere:
            del self.fields["everywhere"]


def fields_of_draft(draft: Draft) -> dict:
    """What a draft has for the fields of these forms."""
    names = {"form", "title", "text", "topics", "parent", "audience", "agencies"}
    return {name: value for name, value in draft.fields.items() if name in names}

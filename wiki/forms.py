"""What people send to the wiki."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.guard import Guarded
from hub.models import Draft, User
from hub.tagging import TopicsField
from wiki.merge import has_markers
from wiki.models import Page, Revision

MOST_PARENTS = 1000  # pages to choose a parent from


class PageForm(Guarded):
    """The words of a page."""

    title = forms.CharField(
        label=gettext_lazy("Page title"), max_length=200, error_messages={"required": gettext_lazy("Enter a title")}
    )
    text = forms.CharField(
        label=gettext_lazy("Page text"),
        help_text=gettext_lazy("Use headings so people can scan."),
        widget=forms.Textarea(attrs={"rows": 22}),
        strip=False,
        error_messages={"required": gettext_lazy("Enter the text of the page")},
    )
    topics = TopicsField(
        label=gettext_lazy("Topics"),
        required=False,
        help_text=gettext_lazy("What it is about, separated by commas, like: council tax, appeals"),
    )


class NewPageForm(PageForm):
    """A page that is not there yet, and below which one it shall stand."""

    parent = forms.SlugField(required=False, widget=forms.HiddenInput)


class EditForm(PageForm):
    """New words for a page, and over which revision they were written."""

    note = forms.CharField(
        label=gettext_lazy("What did you change?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Shown in the page history and to people who watch the page"),
        error_messages={"required": gettext_lazy("Say in a few words what you changed")},
    )
    minor = forms.BooleanField(label=gettext_lazy("Small change, do not notify watchers"), required=False)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    # Set where both versions stand in the text, so that nobody saves them unseen.
    merged = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, page: Page, editor: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.stands = f"{page.title}\n{page.current.text}"
        # On a page of one's own there is nobody to explain it to.
        self.fields["note"].required = editor.pk not in (page.author_id, page.owner_id) and not self.data.get("minor")

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("merged") and has_markers(cleaned.get("text", "").replace("\r", "")):
            self.add_error(
                "text",
                _("Some lines still stand here in both versions. Keep what is right and take out the lines of < = and >"),
            )
        return cleaned

    @staticmethod
    def initial_of(page: Page, topics: list[str]) -> dict:
        """The fields as the page has them now."""
        return {"title": page.title, "text": page.current.text, "topics": topics, "base": page.current.number}

    @staticmethod
    def of_conflict(theirs: Revision, merged: str, sent: dict) -> dict:
        """The fields to go on with after a conflict: both versions in one text, over the revision that is current now."""
        return {**sent, "text": merged, "base": theirs.number, "merged": True}


def fields_of_draft(draft: Draft) -> dict:
    """What a draft has for the fields of these forms."""
    names = {"title", "text", "topics", "note", "minor", "parent"}
    fields = {name: value for name, value in draft.fields.items() if name in names}
    return {**fields, "base": draft.base} if draft.base is not None else fields


class MoveForm(Guarded):
    """What a page is called and below which page it stands."""

    title = forms.CharField(
        label=gettext_lazy("Page title"),
        max_length=200,
        help_text=gettext_lazy("Links and addresses with the old title go on leading here"),
        error_messages={"required": gettext_lazy("Enter a title")},
    )
    parent = forms.ChoiceField(label=gettext_lazy("Below which page"), required=False)

    def __init__(self, *args, page: Page, mover: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.stands = page.title
        pages = Page.objects.visible_to(mover).filter(in_space=page.in_space_id).exclude(pk=page.pk)
        pages = pages.exclude(trail__startswith=f"{page.trail}{page.pk}/").order_by("sort")[:MOST_PARENTS]
        self.fields["parent"].choices = [("", _("None: at the top of the space")), *pages.values_list("slug", "title")]

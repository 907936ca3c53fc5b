"""What every page is built of: fields with their errors, the editor, bylines, dates, and pages that must stand alone."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from hub.models import Item, OutsideAuthor
from hub.widgets import DayMonthYear
from hub.words import GROUPS

LOAD = "{% load components fields %}"


def render(source, **context):
    return engines["django"].from_string(LOAD + source).render(context)


def text_of(html):
    """What a reader sees, on one line."""
    words = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(html)
    return " ".join("".join(words).split())


class LessonForm(forms.Form):
    title = forms.CharField(label="Headline", help_text="One sentence", max_length=150)
    audience = forms.ChoiceField(
        label="Who can see it", choices=[("space", "Everyone"), ("author", "Only me")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("a", "Housing"), ("b", "Pensions")], widget=forms.CheckboxSelectMultiple, required=False
    )
    due = forms.DateField(label="Review date", widget=DayMonthYear)
    agreed = forms.BooleanField(label="I accept the house rules")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose one"), ("x", "Policy")])
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Say more")


def bound(**data):
    return LessonForm({"title": "", "topics": ["b"], "due_day": "31", "due_month": "2", "due_year": "2027", **data})


def test_every_error_stands_at_its_field_and_in_the_summary_which_leads_there():
    form = bound()
    page = render("{% errors form %}{% for one in form %}{% field one %}{% endfor %}", form=form)
    summary, fields = page.split('<div class="govuk-form-group', 1)
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in fields
    for name, errors in form.errors.items():
        for error in errors:
            assert error in text_of(summary)
            if name != "__all__":
                assert f"Error: {error}" in text_of(fields)
    assert "Say more" in summary


def test_a_field_keeps_what_was_typed_and_names_its_hint_and_its_error():
    page = render("{% field form.title %}", form=bound(title="x" * 200))
    assert f'value="{"x" * 200}"' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page
    assert 'aria-invalid="true"' in page


def test_what_was_chosen_and_half_a_date_are_kept_too():
    page = render("{% field form.topics %}{% field form.due %}{% field form.audience %}", form=bound(audience="author"))
    assert re.search(r'value="b" checked', page)
    assert not re.search(r'value="a" checked', page)
    assert re.search(r'type="radio" value="author" checked', page)
    assert [re.search(rf'name="due_{part}"[^>]*value="(\d+)"', page)[1] for part in ("day", "month", "year")] == [
        "31",
        "2",
        "2027",
    ]
    assert page.count("<fieldset") == page.count("<legend") == 3


def test_a_date_in_three_parts_reads_as_a_date():
    form = bound(title="t", due_day="7", due_month="3", audience="space", agreed="on", kind="x")
    form.is_valid()
    assert form.cleaned_data["due"] == date(2027, 3, 7)
    assert 'value="2026"' in render("{% field form.due %}", form=LessonForm(initial={"due": date(2026, 11, 22)}))


def test_an_optional_field_says_so_and_a_hidden_one_says_nothing():
    form = LessonForm()
    assert "Topics (optional)" in text_of(render("{% field form.topics %}", form=form))
    assert text_of(render("{% field form.base %}", form=form)) == ""


def test_what_people_typed_is_escaped_in_fields_and_errors():
    page = render("{% errors form %}{% field form.kind %}{% field form.title %}", form=bound(kind="<b>k", title='"><script>'))
    assert "<b>k" not in page
    assert "<script>" not in page


def test_a_title_says_that_there_are_errors_and_a_fresh_form_says_nothing():
    assert render("{% error_prefix form %}", form=bound()) == "Error: "
    assert render("{% error_prefix form %}{% errors form %}", form=LessonForm()).strip() == ""
    assert render("{% error_prefix form %}{% errors form %}").strip() == ""


def test_the_editor_is_a_labelled_textarea_before_any_script_runs():
    class PageForm(forms.Form):
        body = forms.CharField(label="Page text", widget=forms.Textarea)

    page = render('{% editor form.body draft_kind="page" base=3 %}', form=PageForm({"body": "</textarea><script>"}))
    assert '<label class="govuk-label govuk-label--s" for="id_body">Page text</label>' in page
    assert re.search(r'<textarea[^>]* id="id_body"', page)
    assert "</textarea><script>" not in page
    assert 'data-drafts="/drafts/"' in page
    assert 'data-drafts=""' in render("{% editor form.body %}", form=PageForm())
    toolbar = re.search(r'role="toolbar".*?</div>', page, re.S)[0]
    assert toolbar.count("<button") - toolbar.count('tabindex="-1"') == 1


def test_a_byline_names_the_agency_of_the_time_and_marks_guests_and_imported_hands(cast):
    line = "{% byline row %}"
    assert text_of(render(line, row=Item(author=cast.ana, agency=cast.ana.agency))) == "Ana Lloyd, Health"
    assert text_of(render(line, row=Item(author=cast.gus))) == "Gus Guest, guest"
    assert text_of(render(line, row=Item(outside_author=OutsideAuthor(pk=1, name="Kit <b>")))) == "Kit <b>, imported author"
    cast.ben.name = ""
    assert text_of(render(line, row=Item(author=cast.ben, agency=cast.ben.agency))) == "Former member, Health"


def test_dates_read_as_people_write_them():
    moment = datetime(2026, 11, 22, 15, 12, tzinfo=UTC)
    assert render("{{ at|moment }}", at=moment) == "22 November 2026, 3:12pm"
    assert render("{{ at|moment }}", at=datetime(2026, 7, 1, 23, 5, tzinfo=UTC)) == "2 July 2026, 12:05am"
    assert render("{{ at|day }}", at=date(2026, 7, 1)) == "1 July 2026"
    assert "data-ago" in render("{% when at %}", at=moment)
    assert "data-ago" not in render("{% when at False %}", at=moment)


def test_a_difference_says_added_and_removed_in_words():
    page = render('{% include "components/diff.html" %}', parts=[("same", "a "), ("removed", "<b>"), ("added", "c")])
    assert text_of(page) == "a Removed: <b>Added: c"
    assert "<ins>" in page
    assert "<del>" in page


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "410.html", "413.html", "429.html", "500.html"])
def test_an_error_page_stands_without_a_request_or_a_database(name):
    page = render_to_string(name)
    assert text_of(re.search(r"<h1.*?</h1>", page, re.S)[0])
    assert re.search(r"<title>.+ - Hub</title>", page)


@pytest.mark.parametrize("group", GROUPS)
def test_strings_for_scripts_are_data_that_cannot_end_their_block(group):
    with translation.override("cy"):
        page = render("{% words group %}", group=group)
    assert page.startswith(f'<script id="{group}-words" type="application/json">')
    assert page.count("</script>") == 1

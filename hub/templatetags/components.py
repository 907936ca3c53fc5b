"""Small building blocks of a page: icons, avatars, tags, dates and bylines. docs/front-end.md shows each in use."""

from datetime import date, datetime
from functools import lru_cache
from html import escape

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from hub.models import Authored, User
from hub.words import words_for

register = template.Library()

# What a status is called, and the colour of its tag. The word always says it; the colour only helps.
STATUSES = {
    "current": (gettext_lazy("Current"), "green"),
    "reviewed": (gettext_lazy("Reviewed"), "green"),
    "review_due": (gettext_lazy("Review due"), "yellow"),
    "out_of_date": (gettext_lazy("Out of date"), "red"),
    "being_updated": (gettext_lazy("Being updated"), "blue"),
    "archived": (gettext_lazy("Archived"), "grey"),
    "draft": (gettext_lazy("Draft"), "grey"),
    "published": (gettext_lazy("Published"), "green"),
    "open": (gettext_lazy("Open"), "blue"),
    "answered": (gettext_lazy("Answered"), "green"),
    "accepted": (gettext_lazy("Accepted answer"), "green"),
    "mention": (gettext_lazy("Mention"), "blue"),
    "question": (gettext_lazy("Question"), "blue"),
    "restored": (gettext_lazy("Restored"), "yellow"),
    "imported": (gettext_lazy("Imported"), "purple"),
    "removed": (gettext_lazy("Removed"), "red"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative picture from static/hub/icons.svg; the words beside it carry the meaning."""
    return format_html(
        '<svg class="hub-icon" aria-hidden="true" focusable="false" width="20" height="20"><use href="{}#{}"></use></svg>',
        static("hub/icons.svg"),
        name,
    )


@register.simple_tag
def avatar(person: User | str | None, size: str = "") -> SafeString:
    """Initials in a circle. `person` has `initials` and `avatar_class`, or is a name; `size` is "", "s" or "l"."""
    name = getattr(person, "name", str(person or ""))
    initials = getattr(person, "initials", "") or "".join(word[0] for word in name.split()[:2]).upper() or "–"
    colour = getattr(person, "avatar_class", "hub-av--0")
    sized = f" hub-av--{size}" if size else ""
    return mark_safe(f'<span class="hub-av {escape(colour + sized)}" aria-hidden="true">{escape(initials)}</span>')


@register.simple_tag
def tag(text: str, colour: str = "grey") -> SafeString:
    """A word in a coloured box: green, yellow, red, blue, purple or grey."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.simple_tag
def status(code: str) -> SafeString:
    """The tag of a status of STATUSES; nothing for a code it does not know or for ""."""
    if code not in STATUSES:
        return mark_safe("")
    text, colour = STATUSES[code]
    return tag(text, colour)


@register.filter
def day(value: date | None) -> str:
    """22 November 2026."""
    if not value:
        return ""
    local = _local(value)
    return _day(local.date() if isinstance(local, datetime) else local, get_language())


@lru_cache(maxsize=4096)
def _day(value: date, language: str | None) -> str:
    # A list of fifty lines would put the same few days into words again and again.
    return formats.date_format(value, _day_format())


@register.filter
def moment(value: datetime | None) -> str:
    """22 November 2026, 3:12pm."""
    if not value:
        return ""
    return _moment(_local(value), get_language())


def _moment(local: datetime, language: str | None) -> str:
    half = _halves(language)[local.hour >= 12]
    return f"{_day(local.date(), language)}, {local.hour % 12 or 12}:{local.minute:02d}{half}"


@lru_cache
def _halves(language: str | None) -> tuple[str, str]:
    return pgettext("time of day", "am"), pgettext("time of day", "pm")


@register.simple_tag
def when(value: date | datetime | None, relative: bool = True) -> SafeString:
    """A <time> that says the moment in full; scripts make it "12 minutes ago", then the day, unless `relative` is false."""
    if not value:
        return mark_safe("")
    if not isinstance(value, datetime):
        return mark_safe(f'<time datetime="{value.isoformat()}">{escape(day(value))}</time>')
    local, language = _local(value), get_language()
    ago = f' data-ago="{escape(_day(local.date(), language))}"' if relative else ""
    return mark_safe(f'<time datetime="{value.isoformat()}"{ago}>{escape(_moment(local, language))}</time>')


@register.simple_tag
def byline(row: Authored, when_at: datetime | None = None, link: bool = True) -> SafeString:
    """Who wrote `row` (any Authored) and for whom they worked then, marked guest, gone or outside; then `when_at`.

    Wants `author`, `agency` and `outside_author` loaded with the row: three queries a row otherwise.
    """
    parts = [_hand(row, link)]
    if row.author_id and row.agency_id:
        label = row.agency.label
        # Who works elsewhere now wrote it for the agency of that time.
        said = label if row.author.employer_id == row.agency_id else _("then at %(agency)s") % {"agency": label}
        parts.append(f'<span class="hub-by__agency">{escape(said)}</span>')
    elif row.author_id and not row.author.is_superuser:
        parts.append(_mark(pgettext("mark in a byline", "guest")))
    elif row.outside_author_id and not row.outside_author.is_agency:
        parts.append(_mark(pgettext("mark in a byline", "imported author")))
    if row.author_id and not row.author.is_active and row.author.mark:
        parts.append(_mark(row.author.mark))
    if when_at:
        parts.append(when(when_at))
    return mark_safe(f'<span class="hub-by">{", ".join(parts)}</span>')


@register.simple_tag
def mark(person: User) -> SafeString:
    """What stands after a name: guest, or former member; nothing for staff. Costs no query."""
    word = person.mark
    return format_html(', <span class="hub-by__mark">{}</span>', word) if word else mark_safe("")


@register.simple_tag
def marking_words(text: str) -> SafeString:
    """The marking strip: "OFFICIAL – do not …" with what stands before the dash in bold."""
    name, dash, rest = text.partition(" – ")
    return format_html("<strong>{}</strong>{}{}", name, dash, rest)


@register.simple_tag
def tree(nodes: list[dict], label: str) -> SafeString:
    """A tree of pages: nodes of {title, url, current, children}, the children given only where they shall show.

    Plain code, not a template: a space has some sixty nodes, and each cost as much as a row of a page.
    """
    return format_html('<nav class="moj-side-navigation hub-tree" aria-label="{}">{}</nav>', label, _branch(nodes))


def _branch(nodes: list[dict]) -> SafeString:
    items = []
    for node in nodes:
        current, here = (" moj-side-navigation__item--active", ' aria-current="page"') if node["current"] else ("", "")
        below = _branch(node["children"]) if node["children"] else ""
        url, title = escape(node["url"]), escape(node["title"])
        items.append(f'<li class="moj-side-navigation__item{current}"><a href="{url}" dir="auto"{here}>{title}</a>{below}</li>')
    return mark_safe(f'<ul class="moj-side-navigation__list">{"".join(items)}</ul>')  # each part is escaped above


@register.simple_tag
def words(group: str) -> SafeString:
    """The strings that scripts say, as a JSON block that the strict policy lets through."""
    return words_for(group)


def _hand(row: Authored, link: bool) -> str:
    """The name, linked to the profile where there is one; escaped."""
    if row.outside_author_id:
        return _name(row.outside_author.name)
    if not row.author_id:
        return _name(_("The contributor"))
    person = row.author
    if not person.name:
        return _name(_("Former member"))
    if not link:
        return _name(person.name)
    return f'<a class="hub-by__name" href="{escape(person.get_absolute_url())}">{escape(person.name)}</a>'


def _name(name: str) -> str:
    return f'<span class="hub-by__name">{escape(name)}</span>'


def _mark(word: str) -> str:
    return f'<span class="hub-by__mark">{escape(word)}</span>'


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _day_format() -> str:
    # Translators: a date format of Django's "date" filter, as in "22 November 2026".
    return pgettext("date format", "j F Y")

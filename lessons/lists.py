"""Lists of lessons and their facets: how many of those that the reader may see have each fact."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.expressions import Listed
from hub.models import Tag, TaggedItem
from lessons.models import Cause, Discipline, Lesson, Phase, Size

MOST = 12  # topics and agencies that are offered
_FIXED = {
    "discipline": (_("Kind of work"), Discipline),
    "phase": (_("Stage"), Phase),
    "cause": (_("What went wrong"), Cause),
    "size": (_("Size"), Size),
    "status": (_("Status"), Lesson.Status),
}
_OPEN = {"tag": ("tagged__tag__slug", "tagged__tag__name"), "agency": ("agency__slug", "agency__name")}
_OPEN_LABELS = {"tag": _("Topic"), "agency": _("Organisation")}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many lessons it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A fact to filter by."""

    name: str
    label: str | Promise
    choices: list[Choice]


def chosen(query: QueryDict) -> dict[str, list[str]]:
    """The filters of an address, those that make sense."""
    asked = {name: [one[:100].replace("\0", "") for one in query.getlist(name)[:20]] for name in (*_FIXED, *_OPEN)}
    known = {name: [one for one in values if name in _OPEN or one in _FIXED[name][1].values] for name, values in asked.items()}
    return {name: values for name, values in known.items() if any(values)}


def narrowed(lessons: QuerySet[Lesson], filters: dict[str, list[str]], *, but: str = "") -> QuerySet[Lesson]:
    """`lessons` under all filters but one; of the values of one filter any will do."""
    for name, values in filters.items():
        if name == "tag" != but:
            tagged = TaggedItem.objects.filter(content_object=OuterRef("pk"), tag__slug__in=values)
            lessons = lessons.filter(Exists(tagged))
        elif name != but:
            lessons = lessons.filter(**{f"{_OPEN[name][0] if name in _OPEN else name}__in": values})
    return lessons


def facets(lessons: QuerySet[Lesson], filters: dict[str, list[str]]) -> list[Facet]:
    """Each fact with its values and counts over `lessons` (already those that the reader may see); one query a fact."""
    found = []
    for name, (label, type) in _FIXED.items():
        counts = dict(_counted(narrowed(lessons, filters, but=name), name))
        on = filters.get(name, [])
        choices = [Choice(value, str(word), counts[value], value in on) for value, word in type.choices if value in counts]
        found.append(Facet(name, label, choices))
    found += [_open_facet(name, label, lessons, filters) for name, label in _OPEN_LABELS.items()]
    return [facet for facet in found if facet.choices]


def _open_facet(name: str, label: str | Promise, lessons: QuerySet[Lesson], filters: dict[str, list[str]]) -> Facet:
    """Topics and agencies: the most frequent, those that are on first."""
    on = filters.get(name, [])
    rows = [row for row in _counted(narrowed(lessons, filters, but=name), *_OPEN[name]) if row[0]]
    rows.sort(key=lambda row: (row[0] not in on, -row[2], row[1]))
    return Facet(name, label, [Choice(slug, word, n, slug in on) for slug, word, n in rows[:MOST]])


def _counted(lessons: QuerySet[Lesson], *columns: str) -> list[tuple]:
    return list(lessons.order_by().values_list(*columns).annotate(n=Count("pk", distinct=True)))


def rows(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """With what a row shows, in one query."""
    tags = Tag.objects.filter(tagged__content_object=OuterRef("pk")).order_by("name")
    return lessons.select_related("space", "author", "agency", "outside_author").annotate(labels=Listed(tags, name="name"))

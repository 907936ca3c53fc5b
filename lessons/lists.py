"""Lists of lessons and their facets: how many of those that the reader may see have each fact."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.expressions import Listed
from hub.models import Tag, TaggedItem, User
from hub.paging import SIZE
from hub.prepared import Prepared
from lessons.models import Cause, Discipline, Lesson, Phase, Size

MOST = 12  # topics and agencies that are offered
DRAFTS = 5
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


@dataclass(frozen=True)
class Shelf:
    """The lessons that `user` may see: all, those of a space (written in it, or about it), or about an item."""

    user: User
    space: int | None = None
    about: int | None = None

    @property
    def shared(self) -> QuerySet[Lesson]:
        """Those that are no drafts."""
        return _shared(self.user, self.space, self.about)

    def drafts(self) -> list[Lesson]:
        """The reader's own newest drafts."""
        return _drafts(self.user, space=self.space, about=self.about)

    def newest(self) -> list[Lesson]:
        """The first rows of the list without filters, one more than a page."""
        return _newest(self.user, space=self.space, about=self.about)


def _lessons(user: User, space: int | None, about: int | None) -> QuerySet[Lesson]:
    lessons = Lesson.objects.visible_to(user)
    if space is not None:
        lessons = lessons.filter(Q(space=space) | Q(about_space=space))
    return lessons if about is None else lessons.filter(about=about)


def _shared(user: User, space: int | None, about: int | None) -> QuerySet[Lesson]:
    return _lessons(user, space, about).exclude(status=Lesson.Status.DRAFT)


@Prepared
def _drafts(user: User, space: int | None, about: int | None) -> QuerySet[Lesson]:
    drafts = _lessons(user, space, about).filter(status=Lesson.Status.DRAFT)
    return drafts.select_related("space").order_by("-changed_at")[:DRAFTS]


@Prepared
def _newest(user: User, space: int | None, about: int | None) -> QuerySet[Lesson]:
    return rows(_shared(user, space, about)).order_by("-changed_at", "-pk")[: SIZE + 1]


@Prepared
def _facts(user: User, space: int | None, about: int | None) -> QuerySet:
    return _counting(_shared(user, space, about), *_FIXED)


@Prepared
def _tags(user: User, space: int | None, about: int | None) -> QuerySet:
    return _counting(_shared(user, space, about), *_OPEN["tag"])


@Prepared
def _agencies(user: User, space: int | None, about: int | None) -> QuerySet:
    return _counting(_shared(user, space, about), *_OPEN["agency"])


def _counts(shelf: Shelf, filters: dict[str, list[str]]) -> dict[str, list[tuple]]:
    """{fact: rows of its value (open ones: slug and name) and count}. Without filters, three kept queries for all."""
    every = {**{name: (name,) for name in _FIXED}, **_OPEN}
    if filters:
        return {name: list(_counting(narrowed(shelf.shared, filters, but=name), *every[name])) for name in every}
    kept = {"space": shelf.space, "about": shelf.about}
    found: dict[str, Counter] = {name: Counter() for name in _FIXED}
    for *values, count in _facts(shelf.user, **kept):
        for name, value in zip(_FIXED, values, strict=True):
            found[name][value] += count
    fixed = {name: list(counter.items()) for name, counter in found.items()}
    return {**fixed, "tag": _tags(shelf.user, **kept), "agency": _agencies(shelf.user, **kept)}


def facets(shelf: Shelf, filters: dict[str, list[str]]) -> list[Facet]:
    """Each fact with its values and counts over the shared lessons; one query a fact, fewer without filters."""
    found, counted = [], _counts(shelf, filters)
    for name, (label, type) in _FIXED.items():
        counts = dict(counted[name])
        on = filters.get(name, [])
        choices = [Choice(value, str(word), counts[value], value in on) for value, word in type.choices if value in counts]
        found.append(Facet(name, label, choices))
    found += [_open_facet(name, label, counted[name], filters) for name, label in _OPEN_LABELS.items()]
    return [facet for facet in found if facet.choices]


def total(facets: list[Facet]) -> int:
    """How many lessons there are, of facets without filters: each has one status."""
    return sum(choice.count for facet in facets if facet.name == "status" for choice in facet.choices)


def _open_facet(name: str, label: str | Promise, counts: list[tuple], filters: dict[str, list[str]]) -> Facet:
    """Topics and agencies: the most frequent, those that are on first."""
    on = filters.get(name, [])
    rows = [row for row in counts if row[0]]
    rows.sort(key=lambda row: (row[0] not in on, -row[2], row[1]))
    return Facet(name, label, [Choice(slug, word, n, slug in on) for slug, word, n in rows[:MOST]])


def _counting(lessons: QuerySet[Lesson], *columns: str) -> QuerySet:
    return lessons.order_by().values_list(*columns).annotate(n=Count("pk", distinct=True))


def rows(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """With what a row shows, in one query."""
    tags = Tag.objects.filter(tagged__content_object=OuterRef("pk")).order_by("name")
    return lessons.select_related("space", "author", "agency", "outside_author").annotate(labels=Listed(tags, name="name"))

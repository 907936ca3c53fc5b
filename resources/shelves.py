"""The library as a reader filters it: what they may see, what of it they asked for, and how much there is of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.files.types import TYPES
from hub.models import Space, Tag, TaggedItem, User
from hub.models.reviews import DUE_BEFORE
from hub.prepared import Prepared
from hub.templatetags.components import STATUSES
from resources.languages import own_name
from resources.models import Resource

MOST_VALUES = 12  # of one filter that are offered; those with the most leaflets
MOST_WORDS = 8  # that are looked for
UNDATED = "undated"
_STATUSES = ("current", "review_due", "out_of_date", UNDATED)
SORTS = {
    "newest": (gettext_lazy("Recently updated"), ("-changed_at", "-pk")),
    "title": (gettext_lazy("Title, A to Z"), ("title", "pk")),
    "review": (gettext_lazy("Review date"), (F("review_on").asc(nulls_last=True), "title", "pk")),
}


_TYPE = "current__file__blob__type"
# Media type: the word that people use for it, which is how the names of such files end.
_FORMATS = {type: ending.removeprefix(".").upper() for ending, type in reversed(TYPES.items())}


def _values(asked: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(value.replace("\0", "")[:200] for value in asked.getlist(name)))[:MOST_VALUES]


@dataclass
class Choice:
    """One box of a filter. `lang` is set where the label is in a language of its own."""

    value: str
    label: str
    count: int
    chosen: bool
    lang: str = ""


@dataclass
class Filter:
    """One group of boxes."""

    name: str
    label: str
    choices: list[Choice] = field(default_factory=list)


class Shelves:
    """What `user` sees of the library, or of that of one space, as the query of an address asks for it."""

    def __init__(self, user: User, asked: QueryDict, words: str = "", space: Space | None = None) -> None:
        self.user, self.asked, self.words, self.space = user, asked, words, space
        self.names = [name for name in _LABELS if not (space and name == "space")]
        self.chosen = {name: _values(asked, name) for name in self.names}
        self.sort = asked.get("sort", "") if asked.get("sort") in SORTS else "newest"

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or any(self.chosen.values()))

    def rows(self, leave_out: str = "") -> QuerySet[Resource]:
        """The leaflets that answer all filters but the one to leave out."""
        rows = all_of(self.user, self.space.pk if self.space else None)
        for word in self.words.split()[:MOST_WORDS]:
            rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word))
        for name, values in self.chosen.items():
            if values and name != leave_out:
                rows = rows.filter(_answers(name, values))
        return rows

    def whole(self) -> tuple[int, int]:
        """How many leaflets there are without filters, and of how many agencies."""
        return next(iter(_whole(self.user, space=self.space.pk if self.space else None)), (0, 0))

    def sorted(self) -> QuerySet[Resource]:
        """The leaflets to show, in the order that was asked for."""
        return self.rows().order_by(*SORTS[self.sort][1])

    def filters(self) -> list[Filter]:
        """Each filter with its boxes. A box counts what it would show beside the other filters; one query a filter."""
        return [found for name in self.names if (found := self._filter(name)).choices]

    def in_use(self, filters: list[Filter]) -> list[tuple[str, str]]:
        """(label, address without it) of everything that was chosen."""
        labels = {(one.name, choice.value): choice.label for one in filters for choice in one.choices}
        chips = [
            (labels.get((name, value), value), self._without(name, value)) for name in self.names for value in self.chosen[name]
        ]
        if self.words:
            chips.insert(0, (f"“{self.words}”", self._without("q", self.asked.get("q", ""))))
        return chips

    def sorts(self) -> list[tuple[str, str, bool]]:
        """(name, label, whether it is the present one) of each order."""
        return [(name, label, name == self.sort) for name, (label, _columns) in SORTS.items()]

    def _filter(self, name: str) -> Filter:
        counts = _labelled(name, self._counts(name))
        chosen = self.chosen[name]
        offered = [row for row in counts if row[0] in chosen] + [row for row in counts if row[0] not in chosen]
        offered = offered[: max(MOST_VALUES, len(chosen))]
        offered.sort(key=lambda row: counts.index(row))
        known = {value for value, _label, _count in offered}
        # What is chosen and has nothing beside the other filters can still be taken off.
        offered += [(value, _label_of(name, value), 0) for value in chosen if value not in known and _label_of(name, value)]
        choices = [
            Choice(value, str(label), count, value in chosen, value if name == "language" else "")
            for value, label, count in offered
        ]
        return Filter(name, str(_LABELS[name]), choices)

    def _counts(self, name: str) -> list[tuple]:
        """The values of a filter, as the database counts them; kept where nothing is filtered."""
        if self.is_filtered:
            return list(_counting(name, self.rows(leave_out=name), timezone.localdate()))
        space = self.space.pk if self.space else None
        if name == "status":
            return _statuses(self.user, space=space, today=timezone.localdate(), soon=timezone.localdate() + DUE_BEFORE)
        return _values_of(name)(self.user, space=space)

    def _without(self, name: str, value: str) -> str:
        asked = self.asked.copy()
        asked.pop("page", None)
        asked.setlist(name, [one for one in asked.getlist(name) if one != value])
        return f"?{asked.urlencode()}"


_LABELS = {
    "form": gettext_lazy("Type"),
    "topic": gettext_lazy("Topic"),
    "language": gettext_lazy("Language"),
    "status": gettext_lazy("Review status"),
    "space": gettext_lazy("Space"),
    "agency": gettext_lazy("Organisation"),
    "format": gettext_lazy("Format"),
}


def _answers(name: str, values: list[str]) -> Q | Exists:
    if name == "topic":
        return Exists(TaggedItem.objects.filter(content_object=OuterRef("pk"), tag__slug__in=values))
    if name == "space":
        return Q(space__slug__in=values)
    if name == "agency":
        return Q(agency__slug__in=values)
    if name == "format":
        return Q(**{f"{_TYPE}__in": values})
    if name == "status":
        return _any(_of_status(value) for value in values)
    return Q(**{f"{name}__in": values})


def _any(conditions) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _of_status(status: str, today: date | None = None, soon: date | None = None) -> Q:
    """The leaflets of a status, as `hub.models.review_status` computes it."""
    today = today or timezone.localdate()
    soon = soon or today + DUE_BEFORE
    return {
        "current": Q(review_on__gt=soon),
        "review_due": Q(review_on__gte=today, review_on__lte=soon),
        "out_of_date": Q(review_on__lt=today),
        UNDATED: Q(review_on=None),
    }.get(status, Q(pk__in=[]))


def all_of(user: User, space: int | None) -> QuerySet[Resource]:
    """The library that `user` sees, or that of the space with this key."""
    rows = Resource.objects.visible_to(user).filter(current__isnull=False)
    return rows if space is None else rows.filter(space=space)


def _counting(name: str, rows: QuerySet[Resource], today: date, soon: date | None = None) -> QuerySet:
    """(value, name where it has one, number of leaflets) of one filter over `rows`."""
    if name == "topic":
        tags = Tag.objects.filter(tagged__content_object__in=rows.order_by().values("pk"))
        return tags.values_list("slug", "name").annotate(count=Count("tagged")).order_by("-count", "name")
    if name == "space":
        counted = rows.order_by().values_list("space__slug", "space__title").annotate(count=Count("pk"))
        return counted.order_by("-count", "space__title")
    if name == "agency":
        counted = rows.filter(agency__isnull=False).order_by().values_list("agency__slug", "agency__name")
        return counted.annotate(count=Count("pk")).order_by("-count", "agency__name")
    if name == "format":
        return rows.order_by().values_list(_TYPE).annotate(count=Count("pk"))
    if name == "status":
        cases = [When(_of_status(status, today, soon), then=Value(status)) for status in _STATUSES]
        rows = rows.annotate(status_now=Case(*cases, output_field=CharField()))
        return rows.order_by().values_list("status_now").annotate(count=Count("pk"))
    return rows.order_by().values_list(name).annotate(count=Count("pk"))


@Prepared
def _whole(user: User, space: int | None) -> QuerySet:
    # Beside a constant they are counted in one row, which a queryset can be.
    rows = all_of(user, space).order_by().annotate(all=Value(1)).values("all")
    return rows.annotate(total=Count("pk"), agencies=Count("agency", distinct=True)).values_list("total", "agencies")


@Prepared
def _statuses(user: User, space: int | None, today: date, soon: date) -> QuerySet:
    return _counting("status", all_of(user, space), today, soon)


@cache
def _values_of(name: str) -> Prepared:
    return Prepared(lambda user, space: _counting(name, all_of(user, space), date.max))


def _labelled(name: str, counted: list[tuple]) -> list[tuple[str, str, int]]:
    """(value, label, number of leaflets) of what was counted for one filter."""
    if name in {"topic", "space", "agency"}:
        return list(counted)
    counts = dict(counted)
    if name == "status":
        return [(value, _label_of(name, value), counts[value]) for value in _STATUSES if value in counts]
    found = [(value, _label_of(name, value), count) for value, count in counts.items() if value]
    return sorted(found, key=lambda row: (-row[2], str(row[1])))


def _label_of(name: str, value: str) -> str:
    """The words of a value that does not come from people; "" for one that there is not."""
    if name == "form":
        return str(dict(Resource.Form.choices).get(value, ""))
    if name == "language":
        return own_name(value)
    if name == "format":
        return _FORMATS.get(value, "")
    if name == "status":
        return _("No review date") if value == UNDATED else str(STATUSES[value][0]) if value in STATUSES else ""
    return value

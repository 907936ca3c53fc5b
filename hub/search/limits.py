"""What the fields of a question mean: the words by which people know things, made into what rows and documents carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q, QuerySet
from django.utils import translation

from hub.markdown import slugify
from hub.models import Agency, Item, Space, User

MOST = 200  # spaces, agencies or people that one name may stand for
FORM = "form:"  # before a kind of a kind, as documents carry it among their topics: form:question


@dataclass(frozen=True)
class Limit:
    """One field: any of the values, or with `is_out` none of them. No values: nothing answers.

    Kinds or forms (page, form:question), keys of spaces, slugs of agencies, handles, slugs of topics, one day.
    """

    name: str
    values: frozenset
    is_out: bool = False


def limits_of(user: User, said: Iterable[tuple[str, str]], but_not: Iterable[tuple[str, str]] = ()) -> tuple[Limit, ...]:
    """What (field, value) pairs mean to `user`: a query for each that names a space, an agency or a person."""
    limits = [Limit(name, frozenset(_meant(user, name, value.lower()))) for name, value in said]
    return (*limits, *(Limit(name, frozenset(_meant(user, name, value.lower())), is_out=True) for name, value in but_not))


def within(rows: QuerySet, limits: Iterable[Limit]) -> QuerySet:
    """The items of `rows` that answer every limit; a form counts as its kind."""
    for limit in limits:
        rows = rows.exclude(_asked(limit)) if limit.is_out else rows.filter(_asked(limit))
    return rows


def _asked(limit: Limit) -> Q:
    values = list(limit.values)
    if limit.name in {"before", "after"}:
        return Q(**{f"changed_at__{'lt' if limit.name == 'before' else 'gte'}": moment_of(limit)})
    if limit.name == "type":
        return Q(kind__in=[kind for kind in Item.kinds if kind in values or forms_of(kind).keys() & set(values)])
    if limit.name == "tag":
        return Q(pk__in=Item.objects.filter(tags__slug__in=values).values("pk"))
    column = {"space": "space", "agency": "agency__slug", "author": "author__handle"}[limit.name]
    return Q(**{f"{column}__in": values, f"{column.split('__')[0]}__isnull": False})


def moment_of(limit: Limit) -> datetime:
    """The moment at which the day of before: or after: begins."""
    day = date.fromisoformat(next(iter(limit.values)))
    return datetime.combine(day, datetime.min.time(), UTC)


def _meant(user: User, name: str, value: str) -> Iterable:
    if name == "type":
        return _kinds_called(value)
    if name == "tag":
        return {value.replace(" ", "-"), slugify(value)}
    if name == "space":
        named = _all_words(value, "title")
        rows = Space.objects.visible_to(user).filter(named | Q(slug=value)).values_list("pk", "slug", "title")
        return _nearest(value, rows)
    if name == "agency":
        rows = Agency.objects.filter(_all_words(value, "name") | Q(short_name__iexact=value) | Q(slug=value))
        return _nearest(value, rows.values_list("slug", "slug", "name", "short_name"))
    if name == "author":
        begins = Q()
        for word in value.split():
            begins &= Q(name__istartswith=word) | Q(name__icontains=f" {word}")
        rows = User.objects.filter((begins & ~Q(name="")) | Q(handle=value))
        return _nearest(value, rows.values_list("handle", "handle", "name"))
    return {value}


def _all_words(value: str, column: str) -> Q:
    named = Q()
    for word in value.split():
        named &= Q(**{f"{column}__icontains": word})
    return named


def _nearest(value: str, rows: QuerySet) -> list:
    """The keys of the rows that are called exactly so; where there is none, of all."""
    rows = list(rows.order_by()[:MOST]) if value.split() else []
    return [key for key, *names in rows if value in (name.lower() for name in names)] or [row[0] for row in rows]


def _kinds_called(value: str) -> set[str]:
    """The kinds of that name, in the reader's language or in English, one or many of them; else the forms of a kind."""
    kinds, forms = set(), set()
    for language in {translation.get_language() or "en", "en"}:
        with translation.override(language):
            for kind, model in Item.kinds.items():
                if value in {kind, str(model._meta.verbose_name).lower(), str(model._meta.verbose_name_plural).lower()}:
                    kinds.add(kind)
                for form, label in forms_of(kind).items():
                    if value.removesuffix("s") in {form.removeprefix(FORM), label.removesuffix("s")}:
                        forms.add(form)
    return kinds or forms


def forms_of(kind: str) -> dict[str, str]:
    """{form:question: its name, in small letters} of a kind that has forms; none of most."""
    columns = (column for column in Item.kinds[kind]._meta.get_fields() if column.name == "form")
    return {f"{FORM}{value}": str(label).lower() for column in columns for value, label in column.choices or ()}

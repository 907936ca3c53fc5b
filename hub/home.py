"""What waits for a person, and what a new one does first: registered by whoever knows of it, shown on Home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.models import Item, Membership, Space, User
from hub.prepared import Prepared

LIMIT = 7  # rows on Home; "see all" leads to the rest


@dataclass(frozen=True)
class Need:
    """One row of "Needs you": what, why, and where it is done."""

    title: str
    why: str
    url: str
    tag: str  # the short word at the right: Mention, Question, Draft
    icon: str
    at: datetime
    colour: str = "blue"
    act: str = ""  # a button that does it at once, and where it posts to
    act_url: str = ""


@dataclass(frozen=True)
class Kept:
    """A finder whose query is kept: its rows, what they look like on Home, what they are asked with.

    `rows(user, **values)` is a queryset as `hub.prepared` wants them, `values(user)` says the values. For people for whom
    `differs` holds, whose rows depend on more than their standing, it is made anew each time.
    """

    rows: Callable[..., QuerySet]
    show: Callable[[User, list], list[Need]]
    values: Callable[[User], dict]
    differs: Callable[[User], object]
    ask: Prepared


# Each answers what waits for this person, newest first, all of it visible to them. The first ones cost nobody a query but
# those who administer; of the others one query says which have anything, and only those are asked.
finders: dict[str, Callable[[User], list[Need]]] = {}
kept: dict[str, Kept] = {}


def needs_you(
    name: str,
    *,
    rows: Callable[..., QuerySet] | None = None,
    values: Callable[[User], dict] = lambda user: {},
    differs: Callable[[User], object] = lambda user: False,
) -> Callable:
    """Register a finder of work that waits for a person: `find(user)`, or with `rows` (see `Kept`) `find(user, rows)`."""

    def register(find: Callable[..., list[Need]]) -> Callable[..., list[Need]]:
        if rows is None:
            finders[name] = find
        else:
            kept[name] = Kept(rows, find, values, differs, Prepared(rows))
        return find

    return register


def needs_of(user: User) -> list[Need]:
    """Everything that waits for `user`, newest first."""
    needs = [need for find in finders.values() for need in find(user)]
    for name in _waiting(user):
        finder = kept[name]
        found = list(finder.rows(user, **finder.values(user))) if finder.differs(user) else None
        needs += finder.show(user, finder.ask(user, **finder.values(user)) if found is None else found)
    return sorted(needs, key=lambda need: need.at, reverse=True)


def _waiting(user: User) -> list[str]:
    """Which of `kept` have anything for this person, or have to be asked themselves."""
    names = list(kept)
    values = {f"{name}_{key}": value for name in names for key, value in kept[name].values(user).items()}
    answers = next(iter(_any_of_each(user, **values)), [False] * len(names))
    return [name for name, is_any in zip(names, answers, strict=True) if is_any or kept[name].differs(user)]


@Prepared
def _any_of_each(user: User, **values: object) -> QuerySet:
    own = {name: {key: values[f"{name}_{key}"] for key in finder.values(user)} for name, finder in kept.items()}
    every = [Exists(finder.rows(user, **own[name])) for name, finder in kept.items()]
    return User.objects.filter(pk=user.pk).values_list(*every)


@dataclass(frozen=True)
class Step:
    """One line of "Getting started": what to do, where, and whether the facts say that it is done."""

    text: str
    url: str
    done: bool


steps: dict[str, Callable[[User], Step]] = {}


def first_step(name: str) -> Callable:
    """Register a step of "Getting started"; each costs one query at most, and none of them is stored."""

    def register(look: Callable[[User], Step]) -> Callable[[User], Step]:
        steps[name] = look
        return look

    return register


def first_steps_of(user: User) -> list[Step]:
    """All steps, in the order of their registration."""
    return [look(user) for look in steps.values()]


@first_step("address")
def _proved_an_address(user: User) -> Step:
    return Step(_("Confirm your email address"), "/settings/", done=user.verified_at is not None)


@first_step("spaces")
def _joined_spaces(user: User) -> Step:
    first = [joined for (joined,) in _first_spaces(user)]
    joined, wanted = sum(first), len(first) or 1  # a young hub has fewer than three
    text = ngettext("Join a space", "Join %(number)s spaces", wanted) % {"number": wanted}
    return Step(text, reverse("hub:spaces"), done=joined >= wanted)


@Prepared
def _first_spaces(user: User) -> QuerySet:
    mine = Exists(Membership.objects.current().filter(user=user, space=OuterRef("pk")))
    return Space.objects.visible_to(user).annotate(joined=mine).order_by("-joined").values_list("joined")[:3]


@first_step("words")
def _wrote_something(user: User) -> Step:
    return Step(_("Share something you know"), reverse("hub:new"), done=bool(_first_words(user)))


@Prepared
def _first_words(user: User) -> QuerySet:
    offered = [name for name, kind in Item.kinds.items() if kind.is_offered()]
    return Item.objects.filter(author=user, kind__in=offered).order_by().values_list("pk")[:1]

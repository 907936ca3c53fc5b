"""What waits for a person, and what a new one does first: registered by whoever knows of it, shown on Home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.models import Item, Membership, Space, User

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


# Each answers what waits for this person, newest first, in one query; all of it visible to them.
finders: dict[str, Callable[[User], list[Need]]] = {}


def needs_you(name: str) -> Callable:
    """Register a finder of work that waits for a person."""

    def register(find: Callable[[User], list[Need]]) -> Callable[[User], list[Need]]:
        finders[name] = find
        return find

    return register


def needs_of(user: User) -> list[Need]:
    """Everything that waits for `user`, newest first."""
    return sorted((need for find in finders.values() for need in find(user)), key=lambda need: need.at, reverse=True)


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
    mine = Exists(Membership.objects.current().filter(user=user, space=OuterRef("pk")))
    first = list(Space.objects.visible_to(user).annotate(joined=mine).order_by("-joined").values_list("joined", flat=True)[:3])
    joined, wanted = sum(first), len(first) or 1  # a young hub has fewer than three
    text = ngettext("Join a space", "Join %(number)s spaces", wanted) % {"number": wanted}
    return Step(text, reverse("hub:spaces"), done=joined >= wanted)


@first_step("words")
def _wrote_something(user: User) -> Step:
    offered = [name for name, kind in Item.kinds.items() if kind.is_offered()]
    return Step(_("Share something you know"), reverse("hub:new"), Item.objects.filter(author=user, kind__in=offered).exists())

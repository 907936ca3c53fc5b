"""Who will be told of a text because it names them, and who of those named cannot see it; said before it is posted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import HttpRequest

from hub.keys import LONGEST_KEY
from hub.models import Item, Space, User
from hub.models.people import UserQuerySet
from hub.people import known_to
from hub.reach import Reach, reach_of_space

_MOST = 200  # agencies that are sent with a text


@dataclass(frozen=True)
class Mentioned:
    """Names, in order: of those who see the text and of those who do not. Nobody is in either whom its writer may not know."""

    told: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)


def mentioned(handles: Iterable[str], *, by: User, readers: UserQuerySet) -> Mentioned:
    """Those of `handles` that `by` may know of, by whether they are among `readers`; two queries, none without handles."""
    if not (handles := list(handles)):
        return Mentioned()
    named = list(known_to(by).filter(handle__in=handles).exclude(pk=by.pk).order_by("name", "pk"))
    seeing = set(readers.filter(handle__in=handles).values_list("pk", flat=True)) if named else set()
    return Mentioned(
        [person.name for person in named if person.pk in seeing], [person.name for person in named if person.pk not in seeing]
    )


def readers_planned(request: HttpRequest, space: Space | None, about: Item | None = None) -> UserQuerySet:
    """Who will see what is being written: the readers of `about` (what it is in or about), else those of `space`, narrowed as
    the fields of `hub.narrowing.Narrowed` that came with it say."""
    if about is not None:
        return User.objects.who_can_see(about)
    sent = [key for key in request.POST.getlist("agencies")[:_MOST] if key.isascii() and key.isdigit()]
    agencies = frozenset(key for key in map(int, (key[:18] for key in sent)) if key <= LONGEST_KEY)
    audience = request.POST.get("audience", "")
    if space is None or audience not in {Item.To.AGENCIES, Item.To.AUTHOR}:
        audience, agencies = Item.To.SPACE, frozenset()
    reach = reach_of_space(space) if space else Reach(author=request.user.pk)
    return replace(reach, audience=str(audience), agencies=agencies, author=request.user.pk).readers()

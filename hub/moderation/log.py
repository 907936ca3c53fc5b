"""The log that members of a space read: what those who keep order did, when, why and as what; never who, and no words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.models import Event, Flag, Item, Membership, Override, Removal, Space, User
from hub.policy import Role, can_moderate

SIZE = 50
# What members read of other acts of those who keep order, by the name of its event; each type adds its own.
acts: dict[str, str | Promise] = {}
_AS = {
    Removal.Role.MODERATOR: gettext_lazy("A moderator"),
    Removal.Role.OWNER: gettext_lazy("An owner"),
    Removal.Role.HUB: gettext_lazy("Those who run the hub"),
}


@dataclass(frozen=True)
class Line:
    """One act: what, about what (with an address where it can still be read), why, as what, when."""

    what: str
    about: str
    url: str
    why: str
    by: str
    at: datetime


def lines(space: Space, user: User, *, before: datetime | None = None) -> list[Line]:
    """The newest acts in `space` that `user` may know of, at most one more than SIZE; five queries, or six for moderators."""
    items = Item.objects.known_to(user).filter(space=space)
    found = [*_removals(_part(Removal.objects.filter(item__in=items).exclude(role=Removal.Role.AUTHOR), "at", before))]
    flags = Flag.objects.filter(item__in=items, state=Flag.State.DECIDED).exclude(outcome=Flag.Outcome.REMOVED)
    found += _flags(_part(flags, "decided_at", before))
    events = Event.objects.filter(item__in=items.filter(removed_at=None), verb__in=list(acts), actor__isnull=False)
    found += _events(_part(events, "created_at", before), space)
    destroyed = Event.objects.filter(space=space, verb="hub.purged", data__narrow=False)
    found += _destroyed(_part(destroyed, "created_at", before))
    if can_moderate(user, space):
        found += _overrides(_part(Override.objects.filter(space=space, item__in=items), "at", before))
    return sorted(found, key=lambda line: line.at, reverse=True)[: SIZE + 1]


def _part(rows: QuerySet, column: str, before: datetime | None) -> QuerySet:
    rows = rows.select_related("item__space")
    return (rows.filter(**{f"{column}__lt": before}) if before else rows).order_by(f"-{column}")[: SIZE + 1]


def _removals(rows: QuerySet[Removal]) -> Iterator[Line]:
    for row in rows:
        what = _("Removed, and brought back later") if row.undone_at else _("Removed")
        yield Line(what, *_about(row.item, row.anchor, away=row.undone_at is None), row.reason, _AS[row.role], row.at)


def _flags(rows: QuerySet[Flag]) -> Iterator[Line]:
    for row in rows:
        what = _("Flagged, and changed") if row.outcome == Flag.Outcome.EDITED else _("Flagged, and left as it was")
        yield Line(what, *_about(row.item, row.anchor, away=row.item.removed_at is not None), "", "", row.decided_at)


def _events(rows: QuerySet[Event], space: Space) -> Iterator[Line]:
    keepers = Membership.objects.filter(space=space, role__in=[Role.OWNER, Role.MODERATOR])
    roles = dict(keepers.values_list("user", "role"))
    for row in rows:
        by = _AS.get(roles.get(row.actor_id), "")
        if by:  # who began a discussion closes it as its author
            yield Line(str(acts[row.verb]), *_about(row.item, "", away=False), "", by, row.created_at)


def _destroyed(rows: QuerySet[Event]) -> Iterator[Line]:
    """What is gone for good: its kind. Of what was narrower than the space nobody learns here that it was."""
    for row in rows:
        kind = Item.kinds.get(row.data.get("kind"), Item)._meta.verbose_name.capitalize()
        yield Line(_("Destroyed for good"), kind, "", row.data.get("reason", ""), str(_AS[Removal.Role.HUB]), row.created_at)


def _overrides(rows: QuerySet[Override]) -> Iterator[Line]:
    for row in rows:
        away = row.item.removed_at is not None
        yield Line(
            _("Published in spite of a warning"),
            *_about(row.item, "", away=away),
            row.reason,
            _("Its writer; only those who keep order see this line"),
            row.at,
        )


def _about(item: Item, anchor: str, *, away: bool) -> tuple[str, str]:
    """What it was about, and where it is read. Of what is away only its kind is said: its title may be why it went."""
    gone = item.removed_at is not None
    if gone or (away and not anchor):
        return item.kind_label.capitalize(), ""
    if anchor:
        return _("A post in “%(title)s”") % {"title": item.title}, item.type.part_url(item, anchor)
    return item.title, item.get_absolute_url()

"""Opening things to other people: an item's audience, the space it lies in, a space's visibility.

What becomes newly visible is the thing as it stands. Its older parts stay with those it reached before, unless ticked:
`Opened` keeps that. Discussions open whole: unticked, those about an item stay as they are, and those of a space are kept
for the people who see them now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from hub import audiences, events, links
from hub.models import Agency, Audience, File, Item, Opened, OpenedTo, Space, User, specific
from hub.reach import Reach, change_between, reach_of, reach_of_space

To = Item.To
BATCH = 500


@dataclass(frozen=True)
class Ticked:
    """Which older parts open too."""

    revisions: bool = False
    comments: bool = False
    files: bool = False


NOTHING = Ticked()


@transaction.atomic
def set_audience(
    item: Item,
    *,
    by: User,
    audience: str,
    agencies: Iterable[Agency] = (),
    people: Iterable[User] = (),
    ticked: Ticked = NOTHING,
) -> None:
    """Show `item` to this audience of its space's readers from now on; audited."""
    held = Item.objects.select_for_update(of=("self",)).select_related("space").get(pk=item.pk)
    before = reach_of(held)
    widens = _widens(before, planned(before, audience, agencies, people))
    followers = [(follower, reach_of(follower)) for follower in audiences.followers_of(held)]
    audiences.place(held, audience=audience, agencies=agencies, people=people, with_followers=False)
    now = reach_of(held)
    for follower, was in followers:
        _take_along(held, follower, was, now, ticked)
    if now == before:
        return
    if widens:
        remember([held], {held.pk: before}, by=by, ticked=ticked)
    links.appeared(held)
    data = {"before": before.audience, "after": str(audience), "widened": widens}
    events.record(by, "hub.audience_changed", held, audit=True, quiet=True, **data)


def _take_along(item: Item, follower: Item, was: Reach, now: Reach, ticked: Ticked) -> None:
    """Give a discussion about `item` the readers of it, but, unless ticked, nobody who could not read the discussion before."""
    change = change_between(was, now)
    if ticked.comments or not change.gained:
        audiences.copy(item, follower)
    elif change.lost:
        both = was.readers().filter(pk__in=now.readers().values("pk"))
        audiences.place(follower, audience=To.PEOPLE, people=list(both))


def planned(before: Reach, audience: str, agencies: Iterable[Agency], people: Iterable[User]) -> Reach:
    """How far it would reach with this audience, where it lies now."""
    keys = frozenset(agency.pk for agency in agencies) if audience == To.AGENCIES else frozenset()
    named = frozenset(person.pk for person in people) if audience == To.PEOPLE else frozenset()
    return replace(before, audience=str(audience), agencies=keys, people=named)


def _widens(before: Reach, after: Reach) -> bool:
    return bool(change_between(before, after).gained)


def remember(items: Iterable[Item], before: dict[int, Reach], *, by: User, ticked: Ticked) -> None:
    """Write down how far each item reached before it was widened, so that its older parts stay there.

    What is ticked opens the parts of earlier widenings too, as far as they are open to `by`.
    """
    now = timezone.now()
    rows, reached, kept = [], [], {}
    for item in specific(list(items)):
        reach = before[item.pk]
        row = Opened(
            item_id=item.pk,
            at=now,
            by=by,
            history_from=item.parts_begin() or now,
            revisions=ticked.revisions,
            comments=ticked.comments,
            files=ticked.files,
            space_id=reach.space,
            visibility=reach.visibility,
            audience=reach.audience,
        )
        rows.append(row)
        kept[item.pk] = item.files_shown()
        reached += [OpenedTo(opened=row, of_space=True, agency_id=key) for key in reach.space_agencies]
        reached += [OpenedTo(opened=row, agency_id=key) for key in reach.agencies]
        reached += [OpenedTo(opened=row, user_id=key) for key in reach.people]
    for kind in ("revisions", "files"):
        if getattr(ticked, kind):
            earlier = Opened.objects.filter(item__in=[row.item_id for row in rows])
            theirs = earlier.exclude(pk__in=earlier.closed_to(by).values("pk"))
            Opened.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))).update(**{kind: True})
    Opened.objects.bulk_create(rows, batch_size=BATCH)
    OpenedTo.objects.bulk_create(reached, batch_size=BATCH)
    _keep_files(rows, kept)


def _keep_files(rows: list[Opened], shown: dict[int, set[int] | None]) -> None:
    """Files that only older parts show stay with those parts."""
    by_item = {row.item_id: row for row in rows}
    files = File.objects.filter(item__in=[key for key, keys in shown.items() if keys is not None])
    through = Opened.kept_files.through
    kept = [
        through(opened_id=by_item[item].pk, file_id=key)
        for key, item in files.values_list("pk", "item")
        if key not in shown[item]
    ]
    through.objects.bulk_create(kept, batch_size=BATCH)


def widen_content(space: Space, before: dict[int, Reach], *, by: User, ticked: Ticked) -> None:
    """What the change of a space's visibility leaves to do: `before` is how far each of its items reached.

    In the transaction of that change.
    """
    open_older(before, reaches_of(space), by=by, ticked=ticked)


def open_older(before: dict[int, Reach], after: dict[int, Reach], *, by: User, ticked: Ticked) -> None:
    """Older parts of items that more people see `after` (by their keys) stay with whom they reached `before`, unless ticked;
    what opens whole stays as it was. In the transaction of the change."""
    # Few items differ in how far they reach: each such change is counted once.
    widens = {change: _widens(*change) for change in {(before[key], after[key]) for key in before if key in after}}
    keys = [key for key in before if key in after and widens[before[key], after[key]]]
    for start in range(0, len(keys), BATCH):
        items = list(Item.objects.filter(pk__in=keys[start : start + BATCH]).select_related("space"))
        remember([item for item in items if not item.type.opens_whole], before, by=by, ticked=ticked)
        for item in items:
            if item.type.opens_whole and not ticked.comments:
                keep_as_it_was(item, before[item.pk])


def keep_as_it_was(item: Item, before: Reach) -> None:
    """Leave `item` with those whom it reached: by their agencies where those were the readers, else by name."""
    if before.audience == To.SPACE and before.visibility == Space.Visibility.AGENCIES:
        audiences.place(item, audience=To.AGENCIES, agencies=Agency.objects.filter(pk__in=before.space_agencies))
    else:
        audiences.place(item, audience=To.PEOPLE, people=list(before.readers()))


def reaches_of(space: Space, among: Collection[int] | None = None) -> dict[int, Reach]:
    """How far each item of `space` reaches now, or each of those `among` it, by their keys; three queries."""
    place, rows = reach_of_space(space), {}
    items = Item.objects.filter(space=space) if among is None else Item.objects.filter(space=space, pk__in=among)
    for item, agency, user in Audience.objects.filter(item__in=items).values_list("item", "agency", "user"):
        rows.setdefault(item, (set(), set()))[agency is None].add(agency or user)
    found = {}
    for key, audience, author in items.values_list("pk", "audience", "author"):
        agencies, people = rows.get(key, ((), ()))
        found[key] = replace(
            place,
            audience=audience,
            agencies=frozenset(agencies),
            people=frozenset(people),
            author=author if audience == To.AUTHOR else None,
        )
    return found

"""Who, of those who can see a space, can see an item; and what must always have the same readers as something else.

    audiences.place(lesson, audience="agencies", agencies=[health])   # in the transaction of the action

A discussion about a lesson lives where the lesson does, and opens and narrows with it: its type registers that here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hub import links
from hub.models import Agency, Audience, Item, User

# (item) -> the items that have the same space and audience as it, always.
Followers = Callable[[Item], Iterable[Item]]
_followers: list[Followers] = []


def follows(find: Followers) -> Followers:
    """Register who finds the items that go wherever another one goes."""
    _followers.append(find)
    return find


def place(
    item: Item,
    *,
    audience: str,
    agencies: Iterable[Agency] = (),
    people: Iterable[User] = (),
    with_followers: bool = True,
) -> None:
    """Give `item` this audience, and so all that follows it, unless that stays as it is; in a transaction of the caller's."""
    item.audience = audience
    item.save(update_fields=["audience"])
    Audience.objects.filter(item=item.pk).delete()
    rows = [Audience(item_id=item.pk, agency=agency) for agency in agencies if audience == Item.To.AGENCIES]
    rows += [Audience(item_id=item.pk, user=person) for person in people if audience == Item.To.PEOPLE]
    Audience.objects.bulk_create(rows)
    links.looks_changed(item)
    for follower in followers_of(item) if with_followers else ():
        copy(item, follower)


def followers_of(item: Item) -> list[Item]:
    """What lives where `item` does, for the same readers: the discussions about it."""
    return [follower for find in _followers for follower in find(item)]


def copy(source: Item, item: Item) -> None:
    """Give `item` the space and the audience that `source` has. Only its author is a different person for "Only me"."""
    rows = list(Audience.objects.filter(item=source.pk).select_related("agency", "user"))
    audience = source.audience
    people = [row.user for row in rows if row.user]
    if audience == Item.To.AUTHOR:
        # Whoever began the follower is not the author of its source: the same reader is named instead.
        audience, people = Item.To.PEOPLE, [source.author] if source.author else []
    item.space = source.space
    item.save(update_fields=["space"])
    place(item, audience=audience, agencies=[row.agency for row in rows if row.agency], people=people)

"""The mirror of `visible_to`: who can see an item, or a space's content. Kept beside it, tested against it."""

from __future__ import annotations

from django.db.models import Q

from hub.models.agencies import Agency
from hub.models.items import Audience, Item
from hub.models.people import Affiliation, User, UserQuerySet
from hub.models.spaces import Membership, Space


def who_can_see(people: UserQuerySet, item: Item) -> UserQuerySet:
    """Of `people`, those for whom `Item.objects.visible_to` holds `item`."""
    if item.removed_at is not None:
        return people.none()
    staff, guests = Q(pk__in=User.objects.staff().values("pk")), Q(pk__in=User.objects.guests().values("pk"))
    if item.space_id is None:
        place = staff | (guests & Q(pk=item.author_id))
    else:
        place = can_read_space(item.space)
    return people.filter(place & held_by_audience(item))


def can_read_space(space: Space) -> Q:
    """People for whom `Space.objects.visible_to` holds `space`."""
    staff, guests = Q(pk__in=User.objects.staff().values("pk")), Q(pk__in=User.objects.guests().values("pk"))
    member = Q(pk__in=Membership.objects.current().filter(space=space).values("user"))
    readers = (staff | guests) & member
    if space.visibility == Space.Visibility.OPEN:
        readers |= staff
    elif space.visibility == Space.Visibility.AGENCIES:
        chosen = Space.agencies.through.objects.filter(space=space).values("agency")
        readers |= staff & _works_for(chosen)
    return readers


def held_by_audience(item: Item) -> Q:
    """People whom the item's own audience holds, wherever it lies."""
    if item.audience == Item.To.AUTHOR:
        return Q(pk=item.author_id) if item.author_id else Q(pk__in=[])
    if item.audience == Item.To.PEOPLE:
        return Q(pk__in=Audience.objects.filter(item=item.pk, user__isnull=False).values("user"))
    if item.audience == Item.To.AGENCIES:
        return _works_for(Audience.objects.filter(item=item.pk, agency__isnull=False).values("agency"))
    return Q()


def _works_for(agencies) -> Q:
    trusted = Affiliation.objects.current().confirmed().filter(agency__in=agencies, agency__state=Agency.State.CONFIRMED)
    return Q(pk__in=trusted.values("user"))

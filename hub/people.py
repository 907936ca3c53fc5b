"""Which people somebody may be told of: those they could meet in something that both can see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hub.models import Membership, User
from hub.policy import standing


def known_to(user: User) -> QuerySet[User]:
    """Verified people that `user` may know of. Staff know each other; a guest and who shares no space with them never meet."""
    mine = Membership.objects.current().filter(user=user).values("space")
    together = Q(pk__in=Membership.objects.current().filter(space__in=mine).values("user"))
    staff, guests = Q(pk__in=User.objects.staff().values("pk")), Q(pk__in=User.objects.guests().values("pk"))
    if standing(user).staff:
        return User.objects.filter(staff | (guests & together))
    if standing(user).guest:
        return User.objects.filter((staff | guests) & together)
    return User.objects.none()

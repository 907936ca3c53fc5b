"""Which people somebody may be told of: those they could meet in something that both can see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from hub.models import Membership, User
from hub.policy import standing


def shares_a_space(user: User, person: str) -> Exists:
    """Whether `user` belongs to a space with the person whose key stands in the column `person` of the query's rows."""
    mine = Membership.objects.current().filter(user=user.pk).values("space")
    return Exists(Membership.objects.current().filter(space__in=mine, user=OuterRef(person)))


def known_to(user: User) -> QuerySet[User]:
    """Verified people that `user` may know of. Staff know each other; a guest and who shares no space with them never meet."""
    together = shares_a_space(user, "pk")
    staff, guests = Q(pk__in=User.objects.staff().values("pk")), Q(pk__in=User.objects.guests().values("pk"))
    if standing(user).staff:
        return User.objects.filter(staff | (guests & together))
    if standing(user).guest:
        return User.objects.filter((staff | guests) & together)
    return User.objects.none()

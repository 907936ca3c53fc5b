"""Loads the person of a session, with all that `Standing` needs, in one query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from hub.accounts import second_ways
from hub.models import Guest, User
from hub.prepared import Prepared


@Prepared
def _person(_nobody: None, key: int) -> QuerySet[User]:
    return (
        User.objects.annotate(
            works=FilteredRelation("affiliations", condition=Q(affiliations__ended_at=None)),
            second_way=Exists(second_ways.of(OuterRef("pk"))),
            is_guest=Exists(Guest.objects.current().filter(user=OuterRef("pk"))),
        )
        .select_related("works__agency")
        .filter(pk=key)
    )


class PersonBackend(AuthenticationBackend):
    """allauth's sign-in, and a `get_user` that asks once: the person, employer, guest or not, second way in or not."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this key, their current affiliation filled in; None when gone or suspended."""
        user = next(iter(_person(None, key=int(user_id))), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.affiliation = getattr(user, "works", None)  # Django leaves the name out where no row matched
        return user

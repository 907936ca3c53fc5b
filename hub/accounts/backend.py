"""Loads the person of a session, with all that `Standing` needs, in one query."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, FilteredRelation, OuterRef, Q

from hub.models import Guest, User


class PersonBackend(AuthenticationBackend):
    """allauth's sign-in, and a `get_user` that asks once: the person, their employer, whether they are a guest."""

    def get_user(self, user_id: int) -> User | None:
        """The active person with this key, their current affiliation filled in; None when gone or suspended."""
        user = (
            User.objects.annotate(
                works=FilteredRelation("affiliations", condition=Q(affiliations__ended_at=None)),
                is_guest=Exists(Guest.objects.current().filter(user=OuterRef("pk"))),
            )
            .select_related("works__agency")
            .filter(pk=user_id)
            .first()
        )
        if user is None or not self.user_can_authenticate(user):
            return None
        user.affiliation = getattr(user, "works", None)  # Django leaves the name out where no row matched
        return user

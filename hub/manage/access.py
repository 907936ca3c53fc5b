"""Who may administer what: asked here and nowhere else below /manage/.

Those who run the hub administer all of it. An administrator of an agency looks after its people, addresses and newcomers,
for as long as they work there, that is confirmed, and the agency is. Whoever may not is told that there is nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from hub.accounts.proof import protected
from hub.models import Affiliation, Agency, HeldNewcomer, User
from hub.policy import can_administer, standing


@dataclass(frozen=True)
class Powers:
    """What somebody may administer: the whole hub, or one agency, or nothing."""

    whole: bool = False
    agency: Agency | None = None

    def __bool__(self) -> bool:
        return self.whole or self.agency is not None

    def over(self, agency: Agency | None) -> bool:
        """Whether what belongs to `agency` is theirs to look after."""
        return self.whole or (self.agency is not None and self.agency == agency)


NONE = Powers()


def powers_of(user: User | AnonymousUser) -> Powers:
    """What `user` (perhaps anonymous) may administer now; no query where the session's one has loaded them."""
    if can_administer(user):
        return Powers(whole=True)
    if not standing(user).staff:
        return NONE
    row = user.affiliation
    if row is not None and row.administers and row.is_confirmed and row.agency.is_trusted:
        return Powers(agency=row.agency)
    return NONE


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for those who run the hub, and, for what is theirs, administrators of an agency: see `request.powers`."""
    return _guarded(view, lambda powers: bool(powers))


def for_the_hub(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for those who run the hub alone."""
    return _guarded(view, lambda powers: powers.whole)


def _guarded(view, is_enough):
    proved = protected(view)  # a second way in, and a recent proof for whatever changes

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.powers = powers_of(request.user)
        if not is_enough(request.powers):
            raise Http404
        response = proved(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return guarded


def people_for(powers: Powers) -> QuerySet[User]:
    """The accounts that somebody with these powers looks after."""
    if powers.whole:
        return User.objects.all()
    if powers.agency is None:
        return User.objects.none()
    works = Affiliation.objects.current().filter(agency=powers.agency).values("user")
    waits = HeldNewcomer.objects.filter(agency=powers.agency).values("user")
    return User.objects.filter(Q(pk__in=works) | Q(pk__in=waits))


def may_keep(powers: Powers, body: Agency) -> bool:
    """Whether somebody keeps the addresses of a body: those who run the hub, and the contact of one without a domain."""
    return powers.whole or (powers.over(body) and not body.domains.exists())


def may_change(powers: Powers, by: User, person: User) -> bool:
    """Whether `by` may suspend `person` or give them duties: never themselves, and never those who run the hub from below."""
    return person.pk != by.pk and (powers.whole or not (person.is_staff or person.is_superuser))

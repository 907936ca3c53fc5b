"""What happens to an account: begun at the door, proved by a code, named, confirmed, suspended."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation

from hub import events
from hub.accounts import limits, sessions
from hub.accounts.entry import Entry
from hub.addresses import parse_address
from hub.domains import Admission, agency_for, find_admission, free_agency_slug
from hub.models import Affiliation, Agency, AllowedAddress, Event, HeldNewcomer, Item, User
from hub.models.agencies import refuse_in_a_demo

log = logging.getLogger("hub.accounts")

# Told when an administrator suspends somebody: what ends with them for others.
when_suspended: list[Callable[[User], None]] = []


def begin(entry: Entry) -> User | None:
    """The person to whom a code may be sent; for an accepted unknown address somebody who has proved nothing yet."""
    person = entry.person
    if person is None and entry.may_join:
        if not limits.allow("join", entry.address.domain):
            # The page says the same: at such a moment it would else tell new people from known ones.
            log.warning("nobody new of this mail domain or network address gets a code: too many accounts were made")
            return None
        person = _make_unproved(str(entry.address))
    if person is not None:
        EmailAddress.objects.get_or_create(user=person, email=person.email)
    return person


def _make_unproved(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, language=translation.get_language() or "")
    except IntegrityError:  # somebody was quicker, with this address or with its handle
        return User.objects.filter(email=email).first() or User.objects.create_user(email)


@transaction.atomic
def prove(user: User) -> None:
    """A code sent to the address of `user` was typed: they are who they say, and join their agency at once."""
    is_new = user.verified_at is None
    if is_new:
        user.verified_at = timezone.now()
        user.save(update_fields=["verified_at"])
    affiliate(user)
    if is_new:
        greet(user)
        events.record(user, "hub.joined", audit=True)


def affiliate(user: User) -> Affiliation | None:
    """Make `user` staff of the agency that their address proves, unless they are somebody's staff already."""
    if user.affiliation is not None:
        return user.affiliation
    admission = find_admission(user.email)
    agency = agency_for(admission) if admission else None
    if agency is None:
        return None
    if _waits(user, admission):
        HeldNewcomer.objects.get_or_create(user=user, defaults={"agency": agency})
        return None
    return employ(user, agency)


def _waits(user: User, admission: Admission | None) -> bool:
    """Whether an administrator looks at whoever is new from this domain; those who run the hub do not wait for themselves."""
    return bool(admission and admission.domain and admission.domain.newcomers_wait and not user.is_staff)


def employ(user: User, agency: Agency, *, confirmed: bool = True) -> Affiliation:
    """Make `user` staff of `agency` from now on; with their address as the proof."""
    # The contact of a body without a domain keeps its addresses from the first day on.
    keeps = AllowedAddress.objects.accepted().filter(email=user.email, agency=agency, is_contact=True).exists()
    made = Affiliation.objects.create(
        user=user, agency=agency, email=user.email, confirmed_at=timezone.now() if confirmed else None, administers=keeps
    )
    sees_otherwise(user)
    return made


def sees_otherwise(user: User) -> None:
    """What `user` may see has changed: cached pages and open sockets are asked again."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.forget_standing()


def named_otherwise(user: User) -> None:
    """What stands beside the name of `user` has changed: pages with words of theirs are read anew."""
    acted = Event.objects.filter(actor=user, item__isnull=False).values("item")
    Item.objects.filter(pk__in=acted).update(shown=F("shown") + 1)


def greet(user: User) -> None:
    """Let every content type that is made for people make or rename what is theirs (the profile)."""
    for kind in Item.kinds.values():
        kind.greet(user)


@transaction.atomic
def pick_agency(user: User, name: str) -> Affiliation | None:
    """Somebody with a shared mail domain says whom they work for; it opens nothing until an administrator confirms it.

    None where newcomers of that domain wait at the door.
    """
    agency = Agency.objects.exclude(state=Agency.State.CLOSED).filter(name__iexact=name).first()
    if agency is None:
        agency = Agency.objects.create(name=name, slug=free_agency_slug(name), state=Agency.State.PROVISIONAL)
    events.record(user, "hub.agency_picked", audit=True, body=agency.pk)
    if _waits(user, find_admission(user.email)):
        HeldNewcomer.objects.get_or_create(user=user, defaults={"agency": agency})
        return None
    return employ(user, agency, confirmed=False)


@transaction.atomic
def confirm_affiliation(affiliation: Affiliation, *, by: User) -> None:
    """An administrator knows that this person works there."""
    affiliation.confirmed_at = timezone.now()
    affiliation.save(update_fields=["confirmed_at"])
    sees_otherwise(affiliation.user)
    events.record(by, "hub.affiliation_confirmed", audit=True, person=affiliation.user_id, body=affiliation.agency_id)


@transaction.atomic
def rename(user: User, *, name: str, language: str) -> None:
    """Change what somebody is called, and the language they are spoken to in."""
    renamed = name != user.name
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    if renamed:
        greet(user)
        events.record(user, "hub.renamed", audit=True)


def speak(user: User, language: str) -> None:
    """Remember the language somebody chose."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def set_active(user: User, active: bool, *, by: User, **why) -> None:
    """Suspend somebody, which ends their sessions with the next request, or let them in again; `why` stands in the audit."""
    user.is_active, user.lapsed_at = active, None
    user.save(update_fields=["is_active", "lapsed_at"])
    for tidy in when_suspended if not active else ():
        tidy(user)
    sees_otherwise(user)
    named_otherwise(user)
    if not active:
        sessions.end_all(user)
    verb = "hub.person_let_in" if active else "hub.person_suspended"
    change = {"before": {"active": not active}, "after": {"active": active}}
    events.record(by, verb, audit=True, person=user.pk, **change, **why)


@transaction.atomic
def make_administrator(email: str) -> User:
    """Let the person with this address run the hub, made where there is none. Raises ValidationError for a bad address."""
    address = parse_address(email)
    if address:
        refuse_in_a_demo("email", address.domain)
    user = User.objects.filter(email=str(address)).first() or User.objects.create_user(email)
    user.is_staff = user.is_superuser = user.is_active = True
    user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    sees_otherwise(user)
    events.record(None, "hub.administrator_made", audit=True, person=user.pk)
    return user

"""What people do with spaces: open, change, join and leave them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from hub import events
from hub.markdown import slugify
from hub.models import Agency, Membership, Space, User, Watch
from hub.policy import Role

# Would read as an address in a link like [[https:…]], or as a part of the directory.
RESERVED = frozenset(["http", "https", "mailto", "new", "all"])


class LastOwner(Exception):
    """A space always has somebody who answers for it."""


@transaction.atomic
def create_space(
    owner: User,
    *,
    title: str,
    purpose: str = "",
    visibility: str = Space.Visibility.OPEN,
    join_rule: str = Space.JoinRule.AT_ONCE,
    agencies: Iterable[Agency] = (),
) -> Space:
    """Open a space that `owner` answers for and hears everything of."""
    slug = free_slug(title, guessable=visibility != Space.Visibility.UNLISTED)
    space = Space.objects.create(title=title, slug=slug, purpose=purpose, visibility=visibility, join_rule=join_rule)
    if visibility == Space.Visibility.AGENCIES:
        space.agencies.set(agencies)
    Membership.objects.create(space=space, user=owner, role=Role.OWNER)
    Watch.objects.create(user=owner, space=space, level=Watch.Level.EVERYTHING, reason=Watch.Reason.OWNER)
    _may_see_more_or_less([owner])
    events.record(owner, "hub.space_created", space=space, audit=True, visibility=visibility)
    return space


def free_slug(title: str, *, guessable: bool = True) -> str:
    """An address nobody has. That of an unlisted space cannot be guessed, so a clash never tells that it exists."""
    base = slugify(title, fallback="space")[:60].strip("-")
    if not guessable:
        return f"{base}-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}"
    taken = RESERVED | set(Space.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def change_space(
    space: Space, *, by: User, title: str, purpose: str, visibility: str, join_rule: str, agencies: Iterable[Agency] = ()
) -> Space:
    """Change what a space is called, what it is for and who can see it; audited, and every cached page asks again."""
    before = _state(space)
    space.title, space.purpose, space.visibility, space.join_rule = title, purpose, visibility, join_rule
    space.save(update_fields=["title", "purpose", "visibility", "join_rule"])
    space.agencies.set(agencies if visibility == Space.Visibility.AGENCIES else [])
    after = _state(space)
    if before == after:
        return space
    Space.objects.filter(pk=space.pk).update(shown=F("shown") + 1)
    if (before["visibility"], before["agencies"]) != (after["visibility"], after["agencies"]):
        User.objects.update(epoch=F("epoch") + 1)
    events.record(by, "hub.space_changed", space=space, audit=True, before=before, after=after)
    return space


def _state(space: Space) -> dict:
    """The settings of a space as plain values, for the audit log."""
    agencies = sorted(space.agencies.values_list("pk", flat=True))
    return {
        "title": space.title,
        "purpose": space.purpose,
        "visibility": str(space.visibility),
        "join_rule": str(space.join_rule),
        "agencies": agencies,
    }


@transaction.atomic
def join(space: Space, *, user: User) -> Membership:
    """Become a member, and hear of new discussions and versions there unless a level was chosen before."""
    membership, made = Membership.objects.get_or_create(space=space, user=user)
    if not made and membership.until is not None:  # it had run out
        membership.until, membership.role = None, Role.MEMBER
        membership.save(update_fields=["until", "role"])
    Watch.objects.get_or_create(user=user, space=space, defaults={"level": Watch.Level.FIRST, "reason": Watch.Reason.JOINED})
    if made:
        _may_see_more_or_less([user])
        events.record(user, "hub.space_joined", space=space)
    return membership


@transaction.atomic
def leave(space: Space, *, user: User) -> None:
    """Stop being a member and hearing of the space. Raises LastOwner."""
    owners = Membership.objects.current().filter(space=space, role=Role.OWNER, user__is_active=True).select_for_update()
    if {owner.user_id for owner in owners} == {user.pk}:
        raise LastOwner
    gone, _rows = Membership.objects.filter(space=space, user=user).delete()
    Watch.objects.filter(space=space, user=user).exclude(level=Watch.Level.MUTE).delete()
    if gone:
        _may_see_more_or_less([user])
        events.record(user, "hub.space_left", space=space)


def _may_see_more_or_less(people: list[User]) -> None:
    """Cached pages and open sockets of these people ask again what they may see."""
    User.objects.filter(pk__in=[person.pk for person in people]).update(epoch=F("epoch") + 1)
    for person in people:
        person.forget_standing()

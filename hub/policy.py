"""Who may do what with spaces and items: one function a row of docs/permissions.md."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from hub.models import NOBODY, Item, Membership, Space, Standing, User

Role = Membership.Role
_WRITERS = {Role.OWNER, Role.MODERATOR, Role.MEMBER}


class MayNot(PermissionDenied):
    """A person asked for what they may see but not do: a 403 that says who can let them."""

    def __init__(self, space: Space | None = None) -> None:
        super().__init__()
        self.space = space


def require(allowed: bool, space: Space | None = None) -> None:
    """Turn a no into a 403. What somebody may not know of is a 404 already, by `visible_to`."""
    if not allowed:
        raise MayNot(space)


def standing(user: User | AnonymousUser) -> Standing:
    """What `user` (perhaps anonymous) is to the hub right now."""
    return getattr(user, "standing", NOBODY)


def role(user: User, space: Space) -> str | None:
    """The current role of `user` in `space`, or None; asked once a request and space."""
    if not standing(user).anybody:
        return None
    known: dict[int, str | None] = user.__dict__.setdefault("_roles", {})
    if space.pk not in known:
        known[space.pk] = Membership.objects.current().filter(space=space, user=user).values_list("role", flat=True).first()
    return known[space.pk]


def note(user: User, space: Space, role: str | None) -> None:
    """What a query learnt on its way, so that nobody asks again: their role, and that they can read the space."""
    user.__dict__.setdefault("_roles", {})[space.pk] = role
    user.__dict__.setdefault("_readable", set()).add(space.pk)


def can_read_space(user: User, space: Space) -> bool:
    """Whether the content of `space` is theirs to read; the rows' answer is `Space.objects.visible_to`."""
    if space.pk in user.__dict__.get("_readable", ()):
        return True
    return Space.objects.visible_to(user).filter(pk=space.pk).exists()


def find_space(user: User, slug: str) -> Space:
    """The space at an address, for somebody who may read its content.

    404 where they may not know of it; 403, with the space, where it is listed but closed to them.
    """
    readable = Space.objects.visible_to(user).filter(pk=OuterRef("pk"))
    space = get_object_or_404(Space.objects.listed_to(user).annotate(is_readable=Exists(readable)), slug=slug)
    require(space.is_readable, space)
    return space


def can_contribute(user: User, space: Space) -> bool:
    """Write pages, start discussions, add leaflets. For a space whose content they can read."""
    if not space.is_active:
        return False
    held = role(user, space)
    if held is not None:
        return held in _WRITERS
    # An open space is everybody's to write in; joining only says that you want to hear of it.
    if not standing(user).staff:
        return False
    return space.visibility in {Space.Visibility.OPEN, Space.Visibility.AGENCIES} and can_read_space(user, space)


def writable_spaces(user: User) -> QuerySet[Space]:
    """The rows for which `can_contribute` holds."""
    mine = Membership.objects.current().filter(user=user if standing(user).anybody else None)
    allowed = Q(pk__in=mine.filter(role__in=_WRITERS).values("space"))
    if standing(user).staff:
        open_ones = Q(visibility__in=[Space.Visibility.OPEN, Space.Visibility.AGENCIES])
        allowed |= open_ones & ~Q(pk__in=mine.values("space"))
    return Space.objects.visible_to(user).filter(allowed, state=Space.State.ACTIVE)


def can_write_somewhere(user: User) -> bool:
    """Whether "New" leads anywhere: staff may always open a space, a guest has only what they were invited to."""
    return standing(user).staff or writable_spaces(user).exists()


def kinds_to_make(user: User) -> list[type[Item]]:
    """The content types that `user` can make something of: nothing is offered that would be refused."""
    if not can_write_somewhere(user):
        return []
    staff = standing(user).staff
    return [kind for kind in Item.kinds.values() if kind.is_offered() and (staff or not kind.is_hub_wide())]


def can_moderate(user: User, space: Space) -> bool:
    """Lock, remove, restore what others wrote."""
    return role(user, space) in {Role.OWNER, Role.MODERATOR}


def can_own(user: User, space: Space) -> bool:
    """Change the settings and the members of a space."""
    return role(user, space) == Role.OWNER


def can_join(user: User, space: Space) -> bool:
    """Join at once, without asking."""
    return (
        standing(user).staff
        and space.is_active
        and role(user, space) is None
        and space.join_rule == Space.JoinRule.AT_ONCE
        and space.visibility in {Space.Visibility.OPEN, Space.Visibility.AGENCIES}
        and can_read_space(user, space)
    )


def can_ask(user: User, space: Space) -> bool:
    """Ask its owners to be let in: staff who know of the space, where it is not by invitation only."""
    if not standing(user).staff or not space.is_active or role(user, space) is not None:
        return False
    if space.join_rule == Space.JoinRule.INVITATION or space.visibility == Space.Visibility.UNLISTED:
        return False
    return space.join_rule == Space.JoinRule.ASK or not can_read_space(user, space)


def can_create_space(user: User) -> bool:
    """Open a new space: staff, not guests."""
    return standing(user).staff


def can_flag(user: User, author: int | None) -> bool:
    """Say that something is wrong with what they can see; not with their own words, which they can change."""
    return standing(user).anybody and author != user.pk


def can_answer_for(user: User, item: Item) -> bool:
    """Change or look through an item of a space: its owner while they may write there, and moderators."""
    mine = item.owner_id == user.pk and can_contribute(user, item.space)
    return mine or (can_moderate(user, item.space) and item.space.is_active)


def can_set_audience(user: User, item: Item) -> bool:
    """Say who of its space's readers can see an item: who wrote or owns it, and moderators. What is about something else
    is seen by whom that is; a lesson climbs its own ladder."""
    if item.space is None or not item.space.is_active or not item.type.audience_is_chosen or getattr(item, "about_id", None):
        return False
    mine = user.pk in {item.author_id, item.owner_id} and can_contribute(user, item.space)
    return mine or can_moderate(user, item.space)


def can_administer(user: User) -> bool:
    """Domains, agencies, members, mail: runs the hub. Opens no private content."""
    return bool(getattr(user, "is_administrator", False))


def space_abilities(user: User, space: Space) -> dict[str, bool]:
    """What templates may ask about a space, asked once."""
    held = role(user, space)
    return {
        "contribute": can_contribute(user, space),
        "moderate": can_moderate(user, space),
        "own": can_own(user, space),
        "join": can_join(user, space),
        "ask": can_ask(user, space),
        "leave": held is not None,
    }

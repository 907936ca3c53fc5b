"""What people do with spaces: open and change them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from hub import events
from hub.actions.opening import NOTHING, Ticked, reaches_of, widen_content
from hub.markdown import slugify
from hub.models import Agency, Membership, Space, User, Watch
from hub.policy import Role
from hub.texts import straight, tidy_title

# Would read as an address in a link like [[https:…]], or as a part of the directory.
RESERVED = frozenset(["http", "https", "mailto", "new", "all", "asked"])


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
    title, purpose = tidy_title(title), straight(purpose)
    slug = free_slug(title, guessable=visibility != Space.Visibility.UNLISTED)
    space = Space.objects.create(title=title, slug=slug, purpose=purpose, visibility=visibility, join_rule=join_rule)
    if visibility == Space.Visibility.AGENCIES:
        space.agencies.set(agencies)
    Membership.objects.create(space=space, user=owner, role=Role.OWNER)
    Watch.objects.create(user=owner, space=space, level=Watch.Level.EVERYTHING, reason=Watch.Reason.OWNER)
    User.objects.filter(pk=owner.pk).update(epoch=F("epoch") + 1)
    owner.forget_standing()
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
    space: Space,
    *,
    by: User,
    title: str,
    purpose: str,
    visibility: str,
    join_rule: str,
    agencies: Iterable[Agency] = (),
    ticked: Ticked = NOTHING,
) -> Space:
    """Change what a space is called, what it is for and who can see it; audited, and every cached page asks again.

    Where more people see it afterwards, older parts of what is in it open to them only if `ticked`.
    """
    title, purpose = tidy_title(title), straight(purpose)
    before = _state(space)
    reaches = reaches_of(Space.objects.get(pk=space.pk))
    space.title, space.purpose, space.visibility, space.join_rule = title, purpose, visibility, join_rule
    space.save(update_fields=["title", "purpose", "visibility", "join_rule"])
    space.agencies.set(agencies if visibility == Space.Visibility.AGENCIES else [])
    after = _state(space)
    if before == after:
        return space
    Space.objects.filter(pk=space.pk).update(shown=F("shown") + 1)
    if (before["visibility"], before["agencies"]) != (after["visibility"], after["agencies"]):
        User.objects.update(epoch=F("epoch") + 1)
        widen_content(space, reaches, by=by, ticked=ticked)
    events.record(by, "hub.space_changed", space=space, audit=True, before=before, after=after)
    return space


@transaction.atomic
def set_state(space: Space, *, by: User | None, state: str, note: str = "", successor: Space | None = None) -> None:
    """Archive a space (nobody writes there), close it (visitors are led to its successor), or let it work again; audited."""
    held = Space.objects.select_for_update(of=("self",)).get(pk=space.pk)
    before = held.state
    active = state == Space.State.ACTIVE
    held.state, held.closing_note = state, "" if active else note
    held.successor = successor if state == Space.State.CLOSED else None
    held.asked_at = held.passed_on_at = None
    held.shown += 1
    held.save(update_fields=["state", "closing_note", "successor", "asked_at", "passed_on_at", "shown"])
    data = {"before": before, "after": str(state), "successor": held.successor_id}
    events.record(by, "hub.space_state_changed", space=held, audit=True, **data)


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

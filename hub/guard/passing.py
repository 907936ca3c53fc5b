"""What somebody chose to publish in spite of a warning, between the form that asked and the event that says what was done."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from hub.models import Event, Override, User


@dataclass
class Accepted:
    """Kinds that were recognised, and the last reason that was given; of one request."""

    kinds: set[str]
    reason: str


_accepted: ContextVar[Accepted | None] = ContextVar("accepted", default=None)


def accept(kinds: set[str], reason: str) -> None:
    """Remember it until the action of this request has said what it did."""
    earlier = _accepted.get()
    _accepted.set(Accepted(kinds | (earlier.kinds if earlier else set()), reason))


def forget() -> None:
    """Another request begins, or this one ends."""
    _accepted.set(None)


def write_down(event: Event, address: str | None) -> None:
    """Log what was accepted beside the first event that has a place, in its transaction: kinds and place, never the words.

    Where the event names nobody (a lesson told without a name), nobody is named here either.
    """
    if event.item_id or event.space_id:
        _log(event.actor, event.item_id, event.space_id, address)


def write_rest(user: User, address: str | None) -> None:
    """Log what no event has taken along (a change that is nobody's news): at least who, what and why."""
    _log(user, None, None, address)


def _log(actor: User | None, item: int | None, space: int | None, address: str | None) -> None:
    accepted = _accepted.get()
    if accepted is None:
        return
    forget()
    kinds = sorted(accepted.kinds)
    override = Override.objects.create(item_id=item, space_id=space, by=actor, kinds=kinds, reason=accepted.reason)
    Event.objects.create(
        verb="hub.guard_overridden",
        actor=actor,
        agency=actor.agency if actor else None,
        space_id=space,
        quiet=True,
        data={"kinds": kinds, "item": item, "override": override.pk},
        address=address if actor else None,
    )

"""Saying what happened: the last line of every action."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from hub.guard import passing
from hub.models import Agency, Delivery, Event, IndexEntry, Item, Space, User

# The one signal of the code base: sent after commit, received once, by the worker (hub/apps.py).
committed = Signal()

# Where the request came from, for administration verbs; set by the gate, empty in commands and workers.
client_address: ContextVar[str | None] = ContextVar("client_address", default=None)


def record(
    actor: User | None,
    verb: str,
    item: Item | None = None,
    *,
    space: Space | None = None,
    anchor: str = "",
    mentioned: Iterable[User] = (),
    quiet: bool = False,
    audit: bool = False,
    first: bool = False,
    part: str = "",
    agency: Agency | None = None,
    at: datetime | None = None,
    **data,
) -> Event:
    """Write down that `actor` did `verb` ("wiki.page_edited"), in the transaction of the action.

    `quiet` tells nobody (imports, small changes); `audit` keeps the client's address; `first` says that something new is
    there (a discussion, a page, a version): it reaches also those who want to hear of no more than that. `data` holds ids
    and plain values, never words that are narrower than the event. `part` names the anchor that search reads again, where
    only that changed. `agency` did it where no person is to be named (no actor). Watchers are told by the worker, after
    commit.
    """
    event = Event.objects.create(
        verb=verb,
        actor=actor,
        agency=actor.agency if actor else agency,
        item=Item(pk=item.pk) if item is not None else None,
        space=space or (item.space if item is not None else None),
        anchor=anchor,
        quiet=quiet,
        data={**data, "first": True} if first else data,
        address=client_address.get() if audit else None,
        **({"created_at": at} if at else {}),
    )
    if mentioned := list(mentioned):
        event.mentioned.set(mentioned)
    passing.write_down(event, event.address or client_address.get())
    if item is not None:
        # Every change is an event, so whatever search has not seen is written down with it.
        IndexEntry.objects.mark(item.pk, part)
        Delivery.objects.create(event=event)
    announce()
    return event


def announce() -> None:
    """Wake the worker once this transaction is committed: there are rows to do."""
    transaction.on_commit(lambda: committed.send(sender=None))

"""The pulse of a process: passes pings to its windows, and asks every few seconds who may still listen.

A lost ping heals: the beat carries the bell's version, and a client that sees a newer one fetches it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent import futures

from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone

from hub.models import Item, User
from hub.readership import readers_among
from realtime.registry import Window, registry

log = logging.getLogger("realtime")
GROUP = "hub.live"
CHECK_EVERY = 4  # seconds: ended sessions and lost rights close a socket within five
BEAT_EVERY = 6  # checks between two beats
_tasks: set[asyncio.Task] = set()


def ping(people: Mapping[int, int] | None = None, items: Iterable[int] = (), wait: float = 0) -> None:
    """Say that people's bells ({person: version}) and items changed. From any thread, after commit; ids only.

    `wait` at most so many seconds until the windows of this process are written to: what comes after would be in their way.
    """
    message = {"type": "ping", "people": {str(pk): version for pk, version in (people or {}).items()}, "items": list(items)}
    if settings.REDIS_URL:
        async_to_sync(get_channel_layer().group_send)(GROUP, message)
    elif registry.loop is not None:
        said = asyncio.run_coroutine_threadsafe(dispatch(message), registry.loop)
        if wait:
            futures.wait([said], wait)


async def dispatch(message: dict) -> None:
    """Pass one ping to the windows of this process that it concerns."""
    rung: dict[int, list[Window]] = defaultdict(list)
    for pk, version in message["people"].items():
        rung[version] += registry.people.get(int(pk), ())
    for version, windows in rung.items():
        await registry.say(windows, {"bell": version})
    for item in message["items"]:
        if windows := registry.items.get(item):
            shown, allowed = await sync_to_async(readers_of)(item, {window.person for window in windows})
            # Asked again at every ping: whoever lost the right hears nothing, not even that something changed.
            await registry.say([window for window in windows if window.person in allowed], {"item": item, "shown": shown})


def start(loop: asyncio.AbstractEventLoop) -> None:
    """Begin the pulse of this process, once; called by its first window."""
    if registry.loop is loop:
        return
    registry.loop = loop
    for work in (_check_forever, *([_listen_forever] if settings.REDIS_URL else [])):
        task = loop.create_task(work())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _listen_forever() -> None:
    """The one subscription of this process to the pings of all."""
    layer = get_channel_layer()
    while True:
        try:
            name = await layer.new_channel()
            await layer.group_add(GROUP, name)
            while True:
                await dispatch(await layer.receive(name))
        except Exception:
            # Redis went away: come back when it does. Clients catch up from the beat's version meanwhile.
            log.exception("the subscription to pings broke")
            await asyncio.sleep(1)


async def _check_forever() -> None:
    turn = 0
    while True:
        await asyncio.sleep(CHECK_EVERY)
        turn += 1
        try:
            await check(beat=turn % BEAT_EVERY == 0)
        except Exception:
            log.exception("the check of open windows failed")


async def check(*, beat: bool = False) -> None:
    """Close the windows of people who may no longer listen; take items away that they may no longer see."""
    windows = [window for people in registry.people.values() for window in people]
    if not windows:
        return
    alive, sessions = await sync_to_async(state_of)({w.person for w in windows}, {w.session for w in windows})
    for window in windows:
        if window.person not in alive or window.session not in sessions:
            registry.leave(window)
            await window.send({"type": "websocket.close", "code": 4401})
            continue
        epoch, version = alive[window.person]
        if epoch != window.epoch:
            window.epoch = epoch
            registry.show(window, await sync_to_async(visible_items)(window.person, set(window.items)))
        if beat:
            await registry.say([window], {"bell": version})


def state_of(people: set[int], sessions: set[str]) -> tuple[dict[int, tuple[int, int]], set[str]]:
    """({person: (epoch, bell version)} of those who may still listen, sessions that are not ended): two queries."""
    close_old_connections()
    members = User.objects.staff() | User.objects.filter(pk__in=User.objects.guests().values("pk"))
    alive = {pk: (epoch, bell) for pk, epoch, bell in members.filter(pk__in=people).values_list("pk", "epoch", "bell_version")}
    live = Session.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
    return alive, set(live.values_list("session_key", flat=True))


def visible_items(person: int, wanted: set[int]) -> set[int]:
    """Of the wanted items, those this person may see."""
    close_old_connections()
    user = User.objects.filter(pk=person).first()
    return set(Item.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True)) if user and wanted else set()


def readers_of(item: int, people: set[int]) -> tuple[int, set[int]]:
    """(its shown version, those of `people` who may see it)."""
    close_old_connections()
    row = Item.objects.select_related("space").filter(pk=item).first()
    if row is None:
        return 0, set()
    return row.shown, readers_among(row, people)


__all__ = ["Window", "check", "dispatch", "ping", "start", "state_of", "visible_items"]

"""The one socket of a page: joins the registry, says which items it shows, hears pings. No rendering, no business."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from realtime import pulse
from realtime.registry import Window, registry

REFUSED = {"type": "websocket.close", "code": 4403}
LONGEST_FRAME = 2000  # characters; a window says a few numbers
MOST_ITEMS = 50


def same_origin(scope) -> bool:
    """Whether the page that opens the socket is one of ours: its Origin is the very host it asks."""
    headers = {name: value.decode("latin1") for name, value in scope["headers"] if name in {b"origin", b"host"}}
    origin = urlsplit(headers.get(b"origin", ""))
    host = headers.get(b"host", "")
    scheme = "https" if settings.HTTPS else "http"
    return (
        origin.scheme == scheme and origin.netloc == host and validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
    )


async def talk(scope, receive, send) -> None:
    """Serve one window until it closes."""
    await receive()  # websocket.connect
    user = scope["user"]
    if not same_origin(scope) or not user.is_authenticated or not await sync_to_async(lambda: user.standing.anybody)():
        await send(REFUSED)
        return
    await send({"type": "websocket.accept"})
    write = scope.get("extensions", {}).get("hub.frames", {}).get("write")
    window = Window(send, user.pk, scope["session"].session_key, user.epoch, write=write)
    pulse.start(asyncio.get_running_loop())
    registry.join(window)
    try:
        while (message := await receive())["type"] != "websocket.disconnect":
            if not await hear(window, message.get("text")):
                await send({"type": "websocket.close", "code": 4400})
                return
    finally:
        registry.leave(window)


async def hear(window: Window, text: str | None) -> bool:
    """Take `{"show": [item ids]}`; False for anything else, which closes the socket."""
    try:
        wanted = json.loads(text if text is not None and len(text) <= LONGEST_FRAME else "")["show"]
        ids = {int(pk) for pk in wanted[:MOST_ITEMS]}
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    registry.show(window, await sync_to_async(pulse.visible_items)(window.person, ids))
    return True


application = AuthMiddlewareStack(talk)

"""Daphne's server as the hub runs it: limits on what comes in, a calm end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from daphne import http_protocol
from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from twisted.internet import defer, reactor

from hub.handler import body_limit, too_large

log = logging.getLogger("hub.serving")

SOCKET_LIMIT = 64 * 1024  # bytes of a websocket message or frame; clients send next to nothing
LINGER = 2  # seconds in which somebody refused may read why, while what they send is thrown away
PATIENCE = 10  # seconds that running requests get to end when the server stops

_SORRY = "<!doctype html><title>%(title)s</title><h1>%(title)s</h1><p>%(body)s</p>"


class Request(http_protocol.WebRequest):
    """A request whose body is refused as soon as it is known to be too large, before it fills the disk."""

    error_template = _SORRY

    def __init__(self, *args, **kwargs) -> None:
        # Django reads forms itself; parsed here too, every upload would be in memory twice.
        super().__init__(*args, **kwargs, parsePOSTFormSubmission=False)
        self.refused = False

    def gotLength(self, length: int | None) -> None:
        super().gotLength(length)
        if length is not None and length > body_limit():
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:
        if not self.refused and self.content.tell() + len(data) > body_limit():
            self.refuse()
        if not self.refused:
            super().handleContentChunk(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        if self.refused:
            self.channel.loseConnection()
        else:
            super().requestReceived(command, path, version)

    def refuse(self) -> None:
        """Say 413 at once, then close: at the end of the body or after a moment, whichever comes first."""
        self.refused = True
        kind, body = too_large(self.getHeader("accept") or "")
        head = (
            "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nCache-Control: no-store\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.channel.transport.write(head.encode() + body)
        reactor.callLater(LINGER, self.channel.transport.abortConnection)


class Requests(http_protocol.HTTPFactory):
    """Makes our requests; Twisted's own access log, which nobody reads, is not written."""

    def buildProtocol(self, addr):
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol

    def log(self, request) -> None:
        pass


class HubServer(Server):
    """Serves `application` on `host`:`port` until SIGTERM or SIGINT; `failure` says why it could not listen."""

    def __init__(self, application: Callable, host: str, port: int, ready: Callable[[], None]) -> None:
        super().__init__(
            application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            http_timeout=120,
            websocket_max_message_size=SOCKET_LIMIT,
            websocket_max_frame_size=SOCKET_LIMIT,
            ping_interval=20,
            ping_timeout=30,
            verbosity=0,
            server_name="",
            ready_callable=ready,
        )
        self.failure = ""

    # Daphne makes its factory inside run() and offers no other place to name ours.
    @property
    def http_factory(self) -> Requests:
        return self._requests

    @http_factory.setter
    def http_factory(self, made: http_protocol.HTTPFactory) -> None:
        self._requests = Requests(self)

    def create_application(self, protocol, scope: dict):
        """A window may be written whole frames to: a thousand of them hear the same, prepared once, without a task each."""
        if scope["type"] == "websocket":
            scope["extensions"] = {"hub.frames": {"write": partial(write_frame, protocol)}}
        return super().create_application(protocol, scope)

    def listen_success(self, port) -> None:
        super().listen_success(port)
        self.port = port

    def listen_error(self, failure) -> None:
        self.failure = failure.getErrorMessage()
        self.stop()

    def kill_all_applications(self) -> defer.Deferred:
        """Before the end: take no more connections, let running requests finish, close the sockets."""
        self.port.stopListening()
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._finish()))

    async def _finish(self) -> None:
        requests, sockets = [], []
        for protocol, details in self.connections.items():
            if (task := details.get("application_instance")) and not task.done():
                (requests if isinstance(protocol, Request) else sockets).append(task)
        for task in sockets:
            task.cancel()
        if requests:
            _done, late = await asyncio.wait(requests, timeout=PATIENCE)
            for task in late:
                task.cancel()
            if late:
                log.warning("%s requests were cut off", len(late))


def write_frame(protocol: Any, frame: bytes) -> None:
    """Send a frame, as it stands on the wire, to an open websocket; nothing to one that is closing.

    Straight to the socket where nothing waits before it: by way of the reactor each costs four times as much.
    """
    if protocol.state != protocol.STATE_OPEN:
        return
    transport = protocol.transport
    if not transport.dataBuffer and not transport._tempDataBuffer:
        try:
            frame = frame[transport.socket.send(frame) :]
        except OSError:  # full for now, or gone: the reactor finds out
            pass
    if frame:
        transport.write(frame)

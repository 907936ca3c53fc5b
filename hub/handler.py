"""Django's ASGI handler with one thread hop a request, into a fixed pool.

Classic middleware hops to a thread one by one under ASGI: 2.5 to 3.5 ms a request. Here the whole chain is loaded as
plain functions and called in one hop, on one of a few threads that keep their database connections. The request
signals are sent on that thread too, because they close the connections of the thread they are sent on.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import IO

from django.conf import settings
from django.core.exceptions import RequestAborted, RequestDataTooBig
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import set_script_prefix
from django.utils.translation import gettext as _

# Without a fixed pool 64 parallel requests opened 64 threads, and as many SQLite connections.
THREADS = 8


def body_limit() -> int:
    """The largest request body in bytes: one upload, and room for the text and the form round it."""
    return settings.FILE_LIMIT + settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024


def too_large(accept: str) -> tuple[str, bytes]:
    """Type and body of the answer to an upload over the limit: JSON for a script that accepts it first, else a page."""
    limit = f"{settings.FILE_LIMIT // (1024 * 1024)} MB"
    if accept.startswith("application/json"):
        error = _("This is too large to send: the limit is %(limit)s") % {"limit": limit}
        return "application/json", json.dumps({"error": error}).encode()
    # Before any middleware: there is neither a person nor a request that a page could ask.
    frame = {"hub_name": settings.HUB_NAME, "marking": settings.HUB_MARKING, "limit": limit}
    return "text/html; charset=utf-8", render_to_string("413.html", frame).encode()


class OneHopHandler(ASGIHandler):
    """Serves HTTP; everything from the first middleware to the finished response runs in one thread of the pool."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    def load_middleware(self, is_async: bool = False) -> None:
        """The chain as plain functions, whatever the parent asks for: there is no hop between its links."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        """Answer one request: read its body, hop, send what came of it."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        except RequestDataTooBig:
            accept = dict(scope.get("headers", ())).get(b"accept", b"").decode("latin-1")
            kind, page = too_large(accept)
            await self.send_response(HttpResponse(page, status=413, content_type=kind), send)
            return
        loop = asyncio.get_running_loop()
        # One context for all hops of a request: what its view set (language, request id) holds while it streams.
        hop = partial(loop.run_in_executor, self.pool, copy_context().run)
        response = await hop(self.answer, scope, body)
        if not response.streaming:
            await self.send_response(response, send)
            return
        if not response.is_async:
            response.streaming_content = _parts(response.streaming_content, hop)
        try:
            await self.send_response(response, send)
        finally:
            await loop.run_in_executor(self.pool, response.close)

    async def read_body(self, receive: Callable) -> IO[bytes]:
        """The request body, on disk where it is long. Raises RequestDataTooBig as soon as it is over the limit."""
        body = tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, mode="w+b")  # noqa: SIM115 - the request closes it
        left = body_limit()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            chunk = message.get("body", b"")
            left -= len(chunk)
            if left < 0:
                body.close()
                raise RequestDataTooBig
            body.write(chunk)
            more = message.get("more_body", False)
        body.seek(0)
        return body

    def answer(self, scope: dict, body: IO[bytes]) -> HttpResponseBase:
        """The response to one request, on a thread of the pool; closed already unless it streams."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is None:
            body.close()
        else:
            response = self.get_response(request)
        response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return response


async def _parts(parts: Iterator[bytes], hop: Callable) -> AsyncIterator[bytes]:
    """What a plain iterator holds, each part read in the pool: Django itself would read the whole file into memory."""
    while (part := await hop(next, parts, None)) is not None:
        yield part

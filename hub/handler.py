"""Django's ASGI handler with one thread hop a request, into a fixed pool.

Classic middleware hops to a thread one by one under ASGI: 2.5 to 3.5 ms a request. Here the whole chain is loaded as
plain functions and called in one hop, on one of a few threads that keep their database connections.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils.functional import cached_property

# Without a fixed pool 64 parallel requests opened 64 threads, and as many SQLite connections.
THREADS = 8


class OneHopHandler(ASGIHandler):
    """Serves HTTP; everything from the first middleware to the response runs in one thread of the pool."""

    @cached_property
    def pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    def load_middleware(self, is_async: bool = False) -> None:
        """The chain as plain functions, whatever the parent asks for: there is no hop between its links."""
        super().load_middleware(is_async=False)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request` on a thread of the pool."""
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self.pool, copy_context().run, self._respond, request)
        response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        return response

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        set_script_prefix(self.get_script_prefix_of(request))
        # The request signals close old connections of another thread; these are this one's.
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()

    @staticmethod
    def get_script_prefix_of(request: HttpRequest) -> str:
        return f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/"

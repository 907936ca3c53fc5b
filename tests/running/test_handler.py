"""One hop into a fixed pool, files in parts, no body larger than allowed."""

import asyncio
import threading

import pytest
from django.core.signals import request_finished, request_started

from hub.handler import THREADS, OneHopHandler, body_limit
from tests.running import views


@pytest.fixture
def handler(settings):
    settings.ROOT_URLCONF = "tests.running.views"
    settings.MIDDLEWARE = []
    views.seen.clear()
    return OneHopHandler()


def ask(handler, path, *, body=(b"",), method="GET", headers=()):
    """What the handler sends for one request: (status, headers, body, its parts). `body` is the parts of the request."""
    return asyncio.run(_ask(handler, path, body=body, method=method, headers=headers))


async def _ask(handler, path, *, body=(b"",), method="GET", headers=()):
    sent, given = [], list(body)

    async def receive():
        if not given:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": given.pop(0), "more_body": bool(given)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    await handler(scope, receive, send)
    if not sent:
        return None
    parts = [message.get("body", b"") for message in sent[1:]]
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(parts), parts, len(given)


def test_whatever_comes_at_once_is_answered_by_a_few_threads(handler):
    async def many():
        return await asyncio.gather(*(_ask(handler, "/slow/") for _ in range(64)))

    views.most_at_once = 0
    answers = asyncio.run(many())
    assert [answer[0] for answer in answers] == [200] * 64
    assert len(views.seen["threads"]) == views.most_at_once == THREADS
    assert all(name.startswith("page") for name in views.seen["threads"])


def test_connections_are_looked_after_on_the_thread_that_uses_them(handler):
    threads = []

    def note(**kwargs):
        threads.append(threading.current_thread().name)

    request_started.connect(note)
    request_finished.connect(note)
    try:
        ask(handler, "/slow/")
    finally:
        request_started.disconnect(note)
        request_finished.disconnect(note)
    assert len(threads) == 2
    assert set(threads) == views.seen["threads"]


def test_the_language_of_one_request_is_not_that_of_the_next(handler):
    handler.pool._max_workers = 1
    assert ask(handler, "/welsh/")[2] == b"cy"
    assert ask(handler, "/language/")[2] == b"en-gb"


def test_a_file_is_sent_in_parts_and_closed(handler, tmp_path):
    content = bytes(range(256)) * 2048
    views.seen["path"] = tmp_path / "leaflet.pdf"
    views.seen["path"].write_bytes(content)
    status, _headers, body, parts, _left = ask(handler, "/file/")
    assert (status, body) == (200, content)
    assert len(parts) >= len(content) // 2**16
    assert views.seen["file"].closed


def test_a_stream_is_read_only_as_far_as_it_is_sent(handler):
    async def leave_early():
        async def receive():
            return {"type": "http.request", "body": b""}

        sent = 0

        async def send(message):
            nonlocal sent
            sent += 1
            if sent == 5:
                raise ConnectionError("gone")

        scope = {"type": "http", "method": "GET", "path": "/endless/", "query_string": b"", "headers": []}
        with pytest.raises(ConnectionError):
            await handler(scope, receive, send)

    asyncio.run(leave_early())
    assert views.seen["parts"] < 10


def test_a_body_within_the_limit_arrives_whole(handler):
    body = [b"x" * 1_000_000] * 2
    assert ask(handler, "/echo/", method="POST", body=body)[2] == b"2000000 bytes at /echo/"


def test_a_body_over_the_limit_is_refused_before_all_of_it_is_read(handler, settings):
    settings.FILE_LIMIT = 1024 * 1024
    parts = [b"x" * 1024 * 1024] * (body_limit() // (1024 * 1024) + 20)
    status, _headers, body, _parts, left = ask(handler, "/echo/", method="POST", body=parts)
    assert status == 413
    assert b"The hub takes at most 1 MB at a time." in body and b"<h1" in body
    assert left >= 19


def test_somebody_who_leaves_while_sending_is_let_go(handler):
    assert ask(handler, "/echo/", method="POST", body=()) is None


def test_a_path_that_is_no_address_is_not_found(handler):
    assert ask(handler, "/nowhere/")[0] == 404

"""The process that renders what could be slow; `keeper` starts and stops it.

It reads requests from the connected socket and answers each, in JSON, until the other end closes.
"""

import json
import resource
import signal
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from . import refusals
from .rendered import Heading, LinkTarget, Rendered
from .rendering import render_here

_MOST_MEMORY = 1 << 30
_LAST_RESORT = 10
"""Seconds after which the process ends itself: the keeper kills it long before, unless the keeper is gone."""


def request(text: str, space: str | None) -> bytes:
    """What is sent to the process for one text."""
    return json.dumps([text, space]).encode()


def answer(message: bytes) -> bytes:
    """What the process sends back: the rendered text, or the name of the refusal."""
    text, space = json.loads(message)
    try:
        reply: Any = asdict(render_here(text, space))
    except refusals.RefusedText as refusal:
        reply = type(refusal).__name__
    except MemoryError:
        reply = refusals.TooLarge.__name__
    return json.dumps(reply).encode()


def read_answer(message: bytes) -> Rendered:
    """The rendered text of an answer. Raises the refusal if it is one."""
    reply = json.loads(message)
    if isinstance(reply, str):
        raise getattr(refusals, reply)
    reply["links"] = [LinkTarget(**link) for link in reply["links"]]
    reply["headings"] = [Heading(**heading) for heading in reply["headings"]]
    return Rendered(**reply)


def main(fd: int) -> None:
    """Answer until the other end is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with Connection(fd) as connection:
        connection.send_bytes(b"ready")
        try:
            while True:
                message = connection.recv_bytes()
                signal.alarm(_LAST_RESORT)
                connection.send_bytes(answer(message))
                signal.alarm(0)
        except (EOFError, ConnectionError):
            return

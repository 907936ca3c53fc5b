"""The keeper of the rendering processes: at most two, started when first needed, killed when a text takes too long.

They are programs of their own, never forks of this process, which may have threads.
"""

import atexit
import os
import subprocess
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import LifoQueue

from . import worker
from .refusals import TooSlow
from .rendered import Rendered

SECONDS = 1.5
"""What one text may take, so that with all the rest the person waits less than two seconds."""

_PROCESSES = 2  # so that one slow text does not hold up everybody else's
_SECONDS_TO_START = 60.0
_PROJECT = Path(__file__).resolve().parents[2]


class Renderer:
    """One rendering process, used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._greeted = False

    def render(self, text: str, space: str | None) -> Rendered:
        """Render in the process. Raises TooSlow if it takes too long, and then the process is killed."""
        try:
            connection = self._ready()
            connection.send_bytes(worker.request(text, space))
            if not connection.poll(SECONDS):
                raise TooSlow
            answer = connection.recv_bytes()
        except BaseException as broken_off:
            # Whatever it was, an answer that is still to come must never be taken for that to the next text.
            self._start_again()
            if isinstance(broken_off, EOFError | OSError):
                raise TooSlow from None  # the process died, of want of memory for example
            raise
        return worker.read_answer(answer)

    def start(self) -> None:
        """Start the process if it does not run; it is ready about half a second later."""
        if self._process and self._process.poll() is None:
            return
        self.stop()
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hub.markdown", str(theirs.fileno())],
                cwd=_PROJECT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C for the server is not for it
            )
        self._greeted = False

    def stop(self) -> None:
        """Kill the process, if there is one."""
        if self._connection:
            self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None

    def _start_again(self) -> None:
        self.stop()
        self.start()

    def _ready(self) -> Connection:
        self.start()
        assert self._connection
        if not self._greeted:
            if not self._connection.poll(_SECONDS_TO_START):
                raise TooSlow
            self._connection.recv_bytes()
            self._greeted = True
        return self._connection


def render_away(text: str, space: str | None) -> Rendered:
    """Render in one of the processes. Raises TooLong and TooSlow."""
    renderer = _idle.get()
    try:
        return renderer.render(text, space)
    finally:
        _idle.put(renderer)


def warm() -> None:
    """Start one process ahead of its first text: for the start of a server."""
    renderer = _idle.get()
    try:
        renderer.start()
    finally:
        _idle.put(renderer)


def _fill_queue() -> None:
    global _idle
    _idle = LifoQueue()
    for _ in range(_PROCESSES):
        _idle.put(Renderer())


def _stop_all() -> None:
    while not _idle.empty():
        _idle.get_nowait().stop()


_idle: LifoQueue[Renderer]
_fill_queue()
atexit.register(_stop_all)
# A forked server process must not speak into its parent's connections.
os.register_at_fork(after_in_child=_fill_queue)

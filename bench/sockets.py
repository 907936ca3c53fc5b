"""How long a push takes to the last of a thousand open windows, beside a raw broadcast: `python bench/sockets.py [WINDOWS]`.

The windows are websocket clients of as many members, signed in, in this process. Two pushes by the hub: a page that all
have open and nobody watches is saved (only the push); a discussion that all have open and watch is answered (a notice for
each is written first). The clock starts with the event, as it is written in the transaction of the save, so the worker's
waking, the question who may see it and the writing of notices are in. The raw broadcast is the `websockets` package's own.
"""

import asyncio
import json
import re
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median

from servers import ROOT, Server, Visitor, filled, free_port, sign_in, start_hub
from websockets.asyncio.client import connect
from websockets.asyncio.server import broadcast, serve
from websockets.datastructures import Headers
from websockets.http11 import Response

PUSHES = 7
MUST, AIM = 3, 2  # times the raw broadcast: PERFORMANCE.md, part 5, row 9
NODEBB = 298  # ms until the last of 1,000 clients has a reply: PERFORMANCE.md, part 1
IDLE_MUST, IDLE_AIM = 40, 25  # KiB a window: row 11
CPU_MUST, CPU_AIM = 10, 4  # times the raw broadcast's CPU a delivery: row 10


class Windows:
    """Open windows, and when each frame came to each."""

    def __init__(self) -> None:
        self.open, self.tasks, self.came = [], [], []

    async def join(self, url: str, origin: str, cookies: list[str], show: list[int]) -> None:
        """Open one window for each cookie, fifty at a time, and say what it shows."""
        turn = asyncio.Semaphore(50)

        async def one(cookie: str) -> None:
            async with turn:
                headers = {"Cookie": cookie} if cookie else {}
                quiet = {"compression": None, "ping_interval": None, "open_timeout": 120}
                window = await connect(url, origin=origin, additional_headers=headers, **quiet)
                self.open.append(window)
                if show:
                    await window.send(json.dumps({"show": show}))
                self.tasks.append(asyncio.create_task(self.hear(window)))

        await asyncio.gather(*map(one, cookies))
        await asyncio.sleep(3)  # what they show is looked up

    async def hear(self, window) -> None:
        async for text in window:
            self.came.append((time.time(), text))

    async def push(self, act: Callable[[], None], wanted: str) -> list[float]:
        """Do `act` and wait until a frame with `wanted` came to all: when each did, in order."""
        self.came.clear()
        await asyncio.to_thread(act)
        for _tick in range(4000):
            times = [when for when, text in self.came if wanted in text]
            if len(times) >= len(self.open):
                return sorted(times)
            await asyncio.sleep(0.01)
        sys.exit(f"only {len(times)} of {len(self.open)} windows heard of it")

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*(window.close() for window in self.open), return_exceptions=True)


async def measure_hub(count: int) -> dict[str, float]:
    """Milliseconds from the event to the last window, CPU and memory of the hub."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        hub = start_hub(data, "crowd", str(count))
        windows = Windows()
        try:
            made = filled(data)
            member = sign_in(hub)
            await asyncio.to_thread(save, member, made, -1)
            empty = hub.memory()
            cookies = [f"hub-session={key}" for key in made["sessions"]]
            show = [made["page"]["id"], made["topic"]["id"]]
            await windows.join(f"ws://127.0.0.1:{hub.port}/ws/", f"http://127.0.0.1:{hub.port}", cookies, show)
            found = {"idle KiB": [(hub.memory() - empty) * 1024 / count]}
            acts = {"save": (save, '"item"'), "reply": (reply, '"item"'), "reply, bell": (reply, '"bell"')}
            for number in range(PUSHES + 1):
                for name, (act, wanted) in acts.items():
                    before = hub.cpu()
                    times = await windows.push(lambda a=act, n=number: a(member, made, n), wanted)
                    began = newest_event(data)
                    await asyncio.sleep(1)  # the rest of the work of this push
                    if number:  # the first warms up
                        found.setdefault(f"{name}, last ms", []).append((times[-1] - began) * 1000)
                        found.setdefault(f"{name}, first to last ms", []).append((times[-1] - times[0]) * 1000)
                        found.setdefault(f"{name}, CPU us", []).append((hub.cpu() - before) * 1000 / count)
        finally:
            await windows.close()
            hub.stop()
    return {name: middle(name, values) for name, values in found.items()}


async def measure_raw(count: int) -> dict[str, float]:
    """The same of a server that does nothing but broadcast."""
    port = free_port()
    server = Server("raw broadcast", [sys.executable, str(ROOT / "bench" / "sockets.py"), "--raw", str(port)], port, None)
    windows = Windows()
    try:
        await windows.join(f"ws://127.0.0.1:{port}/", f"http://127.0.0.1:{port}", [""] * count, [])
        asker, found = Visitor(port), {}
        for number in range(PUSHES + 1):
            before, began = server.cpu(), time.time()
            times = await windows.push(lambda: asker.ask("/push"), '"item"')
            await asyncio.sleep(0.5)
            if number:
                found.setdefault("last ms", []).append((times[-1] - began) * 1000)
                found.setdefault("first to last ms", []).append((times[-1] - times[0]) * 1000)
                found.setdefault("CPU us", []).append((server.cpu() - before) * 1000 / count)
    finally:
        await windows.close()
        server.stop()
    return {name: middle(name, values) for name, values in found.items()}


def middle(name: str, values: list[float]) -> float:
    """The median; of CPU the mean, because one push costs a server that only broadcasts one or two ticks of the clock."""
    return mean(values) if "CPU" in name else median(values)


def save(member: Visitor, made: dict, number: int) -> None:
    """Save the page that nobody watches."""
    page = made["page"]["url"]
    form = member.ask(f"{page}edit/").body
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("base", "csrfmiddlewaretoken")}
    said = {"title": "Watched by nobody", "text": f"Saved {number}, {time.time()}", "note": "Measured"}
    answer = member.ask(f"{page}edit/", {**said, **hidden})
    if answer.status != 302:
        sys.exit(f"saving the page answered {answer.status}")


def reply(member: Visitor, made: dict, number: int) -> None:
    """Answer the discussion that all watch."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', member.ask(made["topic"]["url"]).body)[1]
    form = {"text": f"Answer {number}, {time.time()}", "csrfmiddlewaretoken": token}
    answer = member.ask(f"/d/{made['topic']['id']}/reply/", form)
    if answer.status != 302:
        sys.exit(f"answering the discussion answered {answer.status}")


def newest_event(data: Path) -> float:
    """When the newest event was written down, in seconds."""
    with sqlite3.connect(f"file:{data / 'hub.sqlite3'}?mode=ro", uri=True, timeout=20) as database:
        (moment,) = database.execute("SELECT created_at FROM hub_event ORDER BY id DESC LIMIT 1").fetchone()
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()


async def serve_raw(port: int) -> None:
    """Nothing but a broadcast, each time somebody asks for /push."""
    windows = set()

    def asked(_connection, request) -> Response | None:
        if request.path != "/push":
            return None
        asyncio.get_running_loop().call_soon(lambda: broadcast(windows, json.dumps({"item": 77, "shown": 12})))
        return Response(200, "OK", Headers({"Content-Length": "0"}), b"")

    async def hold(window) -> None:
        windows.add(window)
        try:
            await window.wait_closed()
        finally:
            windows.discard(window)

    options = {"process_request": asked, "compression": None, "ping_interval": None, "backlog": 1024}
    async with serve(hold, "127.0.0.1", port, **options):
        await asyncio.Future()


def report(count: int, hub: dict[str, float], raw: dict[str, float]) -> None:
    """Print the figures, then each ratio with its target."""
    print(f"{count} windows; medians of {PUSHES} pushes")
    for whose, figures in (("raw", raw), ("hub", hub)):
        for name, value in figures.items():
            print(f"{whose} {name:<30} {value:8.1f}")
    times = hub["save, last ms"] / raw["last ms"]
    print(f"push to the last window, of raw   {times:6.1f}x (at most {MUST}x, aim {AIM}x) {_met(times, MUST)}")
    said = f"reply to the last window          {hub['reply, last ms']:6.0f} ms (NodeBB, recorded: {NODEBB} ms)"
    print(f"{said} {_met(hub['reply, last ms'], NODEBB)}")
    cost = hub["save, CPU us"] / raw["CPU us"]
    print(f"CPU a delivery with the save, raw {cost:6.1f}x (at most {CPU_MUST}x, aim {CPU_AIM}x) {_met(cost, CPU_MUST)}")
    idle = hub["idle KiB"]
    print(f"an idle window                    {idle:6.0f} KiB (at most {IDLE_MUST}, aim {IDLE_AIM}) {_met(idle, IDLE_MUST)}")


def _met(value: float, most: float) -> str:
    return "met" if value <= most else "NOT MET"


async def main(count: int) -> None:
    """Measure the raw broadcast before and after the hub, and report."""
    raw = [await measure_raw(count)]
    hub = await measure_hub(count)
    raw.append(await measure_raw(count))
    report(count, hub, {name: median([one[name] for one in raw]) for name in raw[0]})


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if sys.argv[1:2] == ["--raw"]:
        asyncio.run(serve_raw(int(sys.argv[2])))
    else:
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))

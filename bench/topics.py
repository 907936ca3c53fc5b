"""What a discussion of fifty posts costs, beside django-machina: `python bench/topics.py [ROUNDS]`.

The peer is installed into a folder that is thrown away; set PERF_HOME to keep it for the next run (it takes two minutes).
Where it cannot be had, the recorded figures of PERFORMANCE.md stand for it, as so many times the floor, and that is said.
Figures are CPU milliseconds a request of the server's whole process tree, medians of rounds in which the targets take turns.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from pages import many
from servers import Server, Visitor, filled, sign_in, start_floor, start_hub, start_machina

TOPICS = 8
MUST, AIM = 5, 10  # times cheaper than the peer: PERFORMANCE.md, part 5, row 5
RECORDED = 126 / 8.5  # CPU ms of the peer's topic and of the floor's page on Daphne: PERFORMANCE.md, part 1


def main(rounds: int) -> None:
    """Measure both in turn and print the ratio with its target."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        peer = start_machina(Path(os.environ.get("PERF_HOME") or theirs))
        floor = start_floor(Path(theirs)) if peer is None else None
        hub = start_hub(Path(ours), "topics", str(TOPICS))
        running = [server for server in (hub, peer, floor) if server]
        try:
            member = sign_in(hub)
            runs = {"hub": lambda: many(hub, member.cookies, *filled(Path(ours))["topics"])}
            if peer:
                runs["django-machina"] = views_of_machina(peer)
            if floor:
                cookies = dict([(Path(theirs) / "limit.sqlite.cookie").read_text().split("=", 1)])
                runs["floor"] = lambda: many(floor, cookies, "/page/7")
            figures = in_turn(runs, rounds)
        finally:
            for server in running:
                server.stop()
    report(figures)


def views_of_machina(peer: Server):
    """Views of as many topics by somebody who is signed in there."""
    reader = Visitor(peer.port)
    reader.fill_in("/login/", username="bench", password="BenchPass-12345")
    if "sessionid" not in reader.cookies:
        sys.exit("signing in to django-machina failed")
    home = Path(peer.process.args[peer.process.args.index("--chdir") + 1])
    ids = json.loads((home / "ids.json").read_text())
    paths = [f"/forum/forum-1-{ids['forum']}/topic/topic-{topic}/" for topic in ids["topics"][:TOPICS]]
    return lambda: many(peer, reader.cookies, *paths)


def in_turn(runs: dict, rounds: int) -> dict[str, float]:
    """{name: median CPU ms}, each run once before it counts."""
    for run in runs.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(rounds):
        for name, run in runs.items():
            found[name].append(run()[""])
    return {name: median(costs) for name, costs in found.items()}


def report(figures: dict[str, float]) -> None:
    """Print the figures, the ratio and its target."""
    for name, cost in figures.items():
        print(
            f"topic of 50 posts, {name:<20} {cost:7.2f} CPU ms a view" if name != "floor" else f"floor page {cost:.2f} CPU ms"
        )
    peer = figures.get("django-machina")
    if peer is None and "floor" in figures:
        peer = figures["floor"] * RECORDED
        print(f"django-machina, as recorded: {RECORDED:.1f} times the floor, which is {peer:.1f} CPU ms here")
    if peer is None:
        print("Neither the peer nor the floor is here: there is no ratio.")
        return
    times = peer / figures["hub"]
    met = "met" if times >= MUST else "NOT MET"
    print(f"times cheaper than django-machina   {times:7.1f}x (at least {MUST}x, aim {AIM}x) {met}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

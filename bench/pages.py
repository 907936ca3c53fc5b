"""What a page view, an unchanged page and a save cost, beside the floor: `python bench/pages.py [ROUNDS]`.

Figures are CPU milliseconds a request of the server's whole process tree: medians of rounds in which the targets take
turns, so that a noisy machine is noisy for all of them. A difference under 25 % is no finding.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from servers import CORPUS, Server, Visitor, sign_in, start_floor, start_hub

PAGE = "/s/welfare-advice/first-interview/"
AT_ONCE = 8
VIEWS, SAVES = 160, 20  # requests a round


def main(rounds: int) -> None:
    """Measure in turn, print one line a figure, and each target with what came of it."""
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        hub, floor = start_hub(Path(ours)), start_floor(Path(theirs))
        if floor is None:
            print(f"There is no floor in {CORPUS / 'perf'} (HUB_CORPUS names another folder): the hub is measured alone.")
        try:
            figures = measure(hub, floor, Path(theirs), rounds)
            memory = hub.memory()
        finally:
            hub.stop()
            if floor:
                floor.stop()
    report(figures, memory)


def measure(hub: Server, floor: Server | None, folder: Path, rounds: int) -> dict[str, float]:
    """{figure: median CPU ms a request}."""
    member = sign_in(hub)
    text = ten_kilobytes()
    page = written(member, text)
    runs = {
        "hub page": lambda: many(hub, member.cookies, PAGE),
        "hub 304": lambda: many(hub, member.cookies, PAGE, unchanged=True),
        "hub save": lambda: saves(hub, member, page, text),
    }
    if floor:
        cookies = dict([(folder / "limit.sqlite.cookie").read_text().split("=", 1)])
        runs |= {
            "floor page": lambda: many(floor, cookies, "/page/7"),
            "floor 304": lambda: many(floor, cookies, "/etag/7", unchanged=True),
            "floor write": lambda: many(floor, cookies, "/write"),
        }
    for run in runs.values():
        run()
    found: dict[str, list[float]] = {}
    for _round in range(rounds):
        for name, run in runs.items():
            for part, cost in run().items():
                found.setdefault(f"{name}{part}", []).append(cost)
    return {name: median(costs) for name, costs in found.items()}


def many(server: Server, cookies: dict[str, str], *paths: str, unchanged: bool = False) -> dict[str, float]:
    """CPU ms for one of many views by eight visitors at once; `unchanged` by visitors who have the page already."""
    headers = {"If-None-Match": Visitor(server.port, cookies).ask(paths[0]).headers["ETag"]} if unchanged else {}

    def visit(number: int) -> None:
        visitor = Visitor(server.port, cookies)
        for request in range(VIEWS // AT_ONCE):
            path = paths[(number + request) % len(paths)]
            answer = visitor.ask(path, **headers)
            if answer.status not in ({304} if unchanged else {200, 201}):
                sys.exit(f"{server.name} answered {answer.status} to {path}")

    before = server.cpu()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(visit, range(AT_ONCE)))
    return {"": (server.cpu() - before) / VIEWS}


def written(member: Visitor, text: str) -> str:
    """The address of a new page of 10 kB."""
    answer = member.fill_in("/s/welfare-advice/new/", title="Measured page", text=text)
    if answer.status != 302:
        sys.exit(f"the page to save was not made: {answer.status}")
    return answer.headers["Location"]


def saves(hub: Server, member: Visitor, page: str, text: str) -> dict[str, float]:
    """CPU ms for one save: all in, with the notices and the index that follow, and without the rendering process."""
    before, main = hub.cpu(), hub.cpu(main_only=True)
    opened = 0.0
    for number in range(SAVES):
        began = hub.cpu()
        form = member.ask(f"{page}edit/").body
        opened += hub.cpu() - began
        base = form.split('name="base" value="')[1].split('"')[0]
        token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        title = "Measured page"
        fields = {"title": title, "text": f"{text}\nSaved {base}-{number}.", "base": base, "csrfmiddlewaretoken": token}
        answer = member.ask(f"{page}edit/", fields)
        if answer.status != 302:
            sys.exit(f"a save answered {answer.status}")
    all_in = (hub.cpu() - before - opened) / SAVES
    return {"": all_in, " without rendering": (hub.cpu(main_only=True) - main - opened) / SAVES}


def ten_kilobytes() -> str:
    """A page as people write them, of the demo's own texts: headings, lists, links, a table."""
    pages = Path(__file__).resolve().parent.parent / "wiki" / "demo" / "pages"
    words = "\n".join(path.read_text().split("@@", 2)[1].split("\n", 1)[1] for path in sorted(pages.glob("*/*.md")))
    return words[:10_000]


def report(figures: dict[str, float], memory: float) -> None:
    """Print the figures, then each target of docs/operations.md's part "What it costs"."""
    for name, cost in sorted(figures.items()):
        print(f"{name:<28} {cost:7.2f} CPU ms a request")
    print(f"{'hub memory after use':<28} {memory:7.0f} MiB (at most 250, aim 180)")
    if "floor page" in figures:
        rate = figures["floor page"] / figures["hub page"]
        again = figures["hub 304"] / figures["floor 304"]
        print(f"page view, rate of the floor {rate:7.0%} (at least 40 %, aim 60 %) {'met' if rate >= 0.4 else 'NOT MET'}")
        write = figures["hub save"] / figures["floor write"]
        print(f"save of 10 kB, of a bare insert {write:4.0f}x (no target: MediaWiki's edit is what it is held to)")
        print(f"304, cost of the floor's     {again:6.2f}x (aim 1.5x) {'met' if again <= 1.5 else 'NOT MET'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)

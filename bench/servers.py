"""Servers to measure: a fresh demo of the hub, and the floor and the peer that ../shared/perf describes. Each in a folder
of its own."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("HUB_CORPUS", ROOT.parent / "shared"))
MEMBER = "rhiannon.ellis@health.gov.example"
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server: its address and what its processes have cost so far."""

    def __init__(self, name: str, command: list[str], port: int, environment: dict[str, str] | None) -> None:
        self.name, self.port = name, port
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True, **quiet)
        for _try in range(240):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.25)
        sys.exit(f"{name} did not start")

    def cpu(self, main_only: bool = False) -> float:
        """CPU milliseconds of the process, and of all it started unless `main_only`."""
        pids = [self.process.pid] if main_only else _tree(self.process.pid)
        return sum(_ticks(pid) for pid in pids) * 1000 / TICK

    def memory(self) -> float:
        """MiB that the process and all it started hold, shared pages counted in shares."""
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in _tree(self.process.pid)]
        return sum(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) for rollup in rollups) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class Visitor:
    """A client with one kept connection and its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, path: str, form: dict | None = None, **headers: str):
        """One request; `form` makes it a POST. The answer has `.status`, `.headers` and `.body`."""
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.connection.port}",
            }
        try:
            self.connection.request("POST" if body else "GET", path, body, headers)
            answer = self.connection.getresponse()
        except (HTTPException, ConnectionError):
            self.connection.close()
            self.connection.request("POST" if body else "GET", path, body, headers)
            answer = self.connection.getresponse()
        answer.body = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def fill_in(self, path: str, **fields: str):
        """Open the form at `path` and send it with `fields` and what it holds already."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.ask(path).body))
        return self.ask(path, {**hidden, **fields})


def start_hub(folder: Path, *filling: str) -> Server:
    """A fresh demo on a free port; `filling` are arguments of filling.py, whose answer is `filled(folder)` then."""
    commands = [[*_MANAGE, "migrate", "-v0"], [*_MANAGE, "demo"]]
    if filling:
        commands.append([sys.executable, str(ROOT / "bench" / "filling.py"), *filling])
    for command in commands:
        subprocess.run(command, env=environment_of(folder), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return serve(folder, free_port())


def filled(folder: Path) -> dict:
    """What filling.py made in `folder`."""
    return json.loads((folder / "filled.json").read_text())


def serve(folder: Path, port: int) -> Server:
    """The hub of `folder`, on `port`."""
    return Server("hub", [*_MANAGE, "serve"], port, {**environment_of(folder), "PORT": str(port)})


_MANAGE = [sys.executable, str(ROOT / "manage.py")]


def environment_of(folder: Path) -> dict[str, str]:
    """This process's environment without anything that the hub reads, but for its folder."""
    names = ("HUB_", "DATABASE_", "REDIS_", "DJANGO_")
    return {key: value for key, value in os.environ.items() if not key.startswith(names)} | {"HUB_DATA": str(folder)}


def start_floor(folder: Path) -> Server | None:
    """The one-file project that is the floor, under the same Daphne; None where it is not here."""
    project = CORPUS / "perf" / "limit_project.py"
    if not project.is_file():
        return None
    port = free_port()
    paths = {"PYTHONPATH": str(project.parent), "PYTHONDONTWRITEBYTECODE": "1", "PERF_HOME": str(folder)}
    environment = {**os.environ, **paths, "DB": "sqlite", "SESS": "db", "LAYER": "inmemory"}
    subprocess.run([sys.executable, str(project)], env=environment, check=True, stdout=subprocess.DEVNULL)
    daphne = [
        sys.executable,
        "-m",
        "daphne",
        "-b",
        "127.0.0.1",
        "-p",
        str(port),
        "--access-log",
        "/dev/null",
        "--verbosity",
        "0",
    ]
    return Server("floor", [*daphne, "limit_project:application"], port, environment)


def start_machina(home: Path) -> Server | None:
    """django-machina with its 200 topics of fifty posts, under gunicorn; None where it cannot be had, and why is said.

    `home` is what ../shared/perf calls PERF_HOME: a virtual environment of its own with what pip installs, and a database.
    Where it is set up already, it is taken as it is.
    """
    script = CORPUS / "perf" / "peer_machina.sh"
    if not script.is_file():
        print(f"There is no django-machina: {script} is not there (HUB_CORPUS names another folder).")
        return None
    place, programs = home / "machina", home / "venv-machina" / "bin"
    if not (place / "ids.json").exists():
        made = subprocess.run(
            ["bash", str(script), "setup"], env={**os.environ, "PERF_HOME": str(home)}, capture_output=True, text=True
        )
        if made.returncode:
            print(f"django-machina could not be installed: {made.stderr.strip().splitlines()[-1:]}")
            return None
    port = free_port()
    words = f"bmwsgi:application -b 127.0.0.1:{port} -k gthread --workers 2 --threads 4 --chdir {place}"
    environment = {**os.environ, "PYTHONPATH": str(place)}
    return Server("django-machina", [str(programs / "gunicorn"), *words.split()], port, environment)


def sign_in(hub: Server) -> Visitor:
    """A member of the demo, signed in with the code that the demo shows instead of mailing it."""
    visitor = Visitor(hub.port)
    visitor.fill_in("/sign-in/", email=MEMBER)
    found = None
    for _try in range(60):
        found = re.search(rf"{re.escape(MEMBER)}[\s\S]*?\b(\d{{3}}-\d{{3}})\b", visitor.ask("/demo/mail/").body)
        if found:
            break
        time.sleep(0.25)
    visitor.fill_in("/sign-in/code/", code=found[1] if found else "")
    if visitor.ask("/").status != 200:
        sys.exit("signing in to the demo failed")
    return visitor


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _tree(root: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])  # its own, and that of children that have ended

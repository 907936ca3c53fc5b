"""The real start, as whoever runs the hub meets it: a process, a folder, a port."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from hub import lock

pytestmark = pytest.mark.slow  # it starts servers of its own

ROOT = Path(__file__).resolve().parents[2]
SIGNS = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "HUB_TEST",
    "HUB_EXTRA_APPS",
    "HUB_URL",
    "HUB_DEMO",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
)


def manage(data, *words, port=0, **environment):
    """Run a command of the hub in a process of its own on the folder `data`."""
    given = {name: value for name, value in os.environ.items() if name not in SIGNS}
    given |= {"HUB_DATA": str(data), "PORT": str(port)} | environment
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def said(process):
    """All that a process says until it ends, and how it ended."""
    out, _none = process.communicate(timeout=60)
    return out, process.returncode


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A hub that serves: its process, port and folder, and what it said when it was ready."""

    def __init__(self, data, **environment):
        self.data, self.port = data, free_port()
        self.process = manage(data, "serve", port=self.port, HUB_FILE_LIMIT="1048576", **environment)
        self.greeting = ""
        while (line := self.process.stdout.readline()) and "Ctrl-C" not in line:
            self.greeting += line

    def ask(self, path, method="GET", **options):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, **options)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        return said(self.process)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A demo hub that serves while the tests of this module run."""
    data = tmp_path_factory.mktemp("hub")
    out, code = said(manage(data, "migrate", "--verbosity", "0"))
    assert code == 0, out
    mark = "from hub.models import Installation; Installation.objects.create(is_demo=True)"
    out, code = said(manage(data, "shell", "--no-imports", "-c", mark))
    assert code == 0, out
    running = Running(data)
    yield running
    running.end(signal.SIGKILL)


def test_it_says_where_it_is_and_how_to_sign_in(running):
    assert f"http://127.0.0.1:{running.port}/" in running.greeting
    assert f"http://127.0.0.1:{running.port}/demo/mail/" in running.greeting
    assert "@health.gov.example" in running.greeting
    assert running.ask("/sign-in/").status == 200


def test_the_data_are_for_the_hubs_own_user_alone(running):
    kept = [running.data, *(path for path in running.data.rglob("*") if not path.is_relative_to(running.data / "static"))]
    assert {path.name for path in kept} >= {"hub.sqlite3", "serve.lock", "secret-key"}
    assert [str(path) for path in kept if path.stat().st_mode & 0o077] == []


def test_it_says_nothing_of_what_it_is_made_of(running):
    answer = running.ask("/nowhere/")
    assert answer.headers.get("Server") is None
    assert answer.headers["X-Request-Id"]
    odd = running.ask("/sign-in/", headers={"Bad(Name": "x"})
    assert odd.status == 400
    assert "daphne" not in odd.text.lower()


def test_a_second_process_is_told_who_has_the_folder(running):
    out, code = said(manage(running.data, "serve", port=free_port()))
    assert code != 0
    assert f"process {running.process.pid} serves {running.data} already" in out
    assert len(out.strip().splitlines()) == 1


def test_a_port_that_is_taken_is_named(running, tmp_path):
    out, code = said(manage(tmp_path, "serve", port=running.port))
    assert code != 0
    assert f"port {running.port} is taken" in out
    assert len(out.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "a-file").touch()
    out, code = said(manage(tmp_path / "a-file" / "below", "serve", port=free_port()))
    assert code != 0
    assert f"{tmp_path / 'a-file' / 'below'} cannot be made" in out
    assert len(out.strip().splitlines()) == 1


def test_an_upload_over_the_limit_is_refused_before_it_is_sent(running):
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
        line.sendall(b"POST /attach/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n")
        began = time.monotonic()
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"This is too large</h1>" in answer and b"The hub takes at most 1 MB at a time" in answer
    assert time.monotonic() - began < 2


def test_a_script_is_told_of_the_limit_in_its_own_way(running):
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
        line.sendall(
            b"POST /attach/ HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Length: 999999999\r\n\r\n"
        )
        answer = line.recv(65536)
    assert b"Content-Type: application/json" in answer and b'{"error": "This is too large to send' in answer


def test_an_upload_of_unsaid_length_is_refused_once_it_is_over_the_limit(running):
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
        line.sendall(b"POST /attach/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(6):
            line.sendall(chunk)
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_it_answers_on_after_a_refusal(running):
    assert running.ask("/sign-in/").status == 200


def test_told_to_end_it_ends_calmly_and_a_real_start_then_refuses_the_demo(running):
    out, code = running.end()
    assert code == 0, out
    assert "The hub has stopped." in out
    out, code = said(manage(running.data, "serve", port=running.port, HUB_DEMO="0"))
    assert code != 0
    assert "was made as a demo" in out


def test_killed_it_leaves_no_lock_behind(tmp_path):
    hold = (
        "import sys\nfrom hub import lock\nwith lock.held(lock.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holding = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holding.stdout.readline() == "held\n"
    with pytest.raises(lock.Held) as refusal, lock.held(tmp_path):
        pass
    assert refusal.value.pid == holding.pid
    holding.kill()
    holding.communicate()
    with lock.held(tmp_path):
        assert (tmp_path / "serve.lock").read_text() == str(os.getpid())

"""Backups, restores and saves that are killed at random moments: whole before, or whole after, never in between."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running.hubs import POSTGRES, Hub, differences
from tests.running.test_serve import SIGNS

pytestmark = pytest.mark.slow  # it kills processes for a minute or two

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("HUB_KILLS", 4))  # of each kind

CHANGE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from hub import files
from hub.models import Space, User
ana = User.objects.get(handle="rhiannon.ellis")
for number in range(40):
    files.store(SimpleUploadedFile("one.txt", f"{ana} {number} {'.' * 40_000}".encode()), uploader=ana)
Space.objects.filter(slug="welfare-advice").update(title="Changed since")
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    made = Hub(tmp_path_factory.mktemp("killed") / "hub").fill()
    yield made
    made.remove()


def kill_at_some_moment(process, whole, earliest=0.3):
    """Kill it somewhere between its start-up and the end; whether it had ended by itself."""
    try:
        process.wait(random.uniform(earliest, 1.0) * whole)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == 0


def test_a_backup_that_is_killed_is_there_whole_or_not_at_all(hub, tmp_path):
    began = time.monotonic()
    hub.run("backup", tmp_path / "first.zip")
    whole = time.monotonic() - began
    for number in range(KILLS):
        target = tmp_path / f"{number}.zip"
        kill_at_some_moment(hub.start("backup", target), whole)
        if target.exists():
            hub.run("restore", "--check", target)
        else:
            hub.run("backup", target)  # under the same name, past what the killed one left
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["first.zip", *(f"{n}.zip" for n in range(KILLS))])


def test_r21_a_restore_that_is_killed_leaves_the_old_hub_or_the_new_one_whole(hub, tmp_path):
    hub.run("backup", tmp_path / "old.zip")
    old = hub.state()
    hub.shell(CHANGE)
    hub.run("backup", tmp_path / "new.zip")
    new = hub.state()
    assert differences(old, new)
    began = time.monotonic()
    hub.run("restore", "--replace", tmp_path / "old.zip")
    whole = time.monotonic() - began
    assert differences(old, hub.state()) == []
    found = []
    for _kill in range(KILLS):
        hub.run("restore", "--replace", tmp_path / "old.zip")
        ended = kill_at_some_moment(hub.start("restore", "--replace", tmp_path / "new.zip"), whole, 0.2)
        rows, files = hub.state()
        is_new = ("Changed since",) in hub.ask("SELECT title FROM hub_space")
        expected_rows, expected_files = new if is_new else old
        assert differences((rows, {}), (expected_rows, {})) == []
        # Files of the other hub may lie beside for a moment; those of this one are all there, and right.
        assert expected_files.items() <= files.items()
        found.append("ended" if ended else "new" if is_new else "old")
    assert "old" in found, f"no kill fell into a restore: {found}"
    # The next restore, like the next start, clears up.
    hub.run("restore", "--replace", tmp_path / "old.zip")
    assert differences(old, hub.state()) == []
    assert not (hub.folder / "restoring").exists()


@pytest.mark.skipif(POSTGRES, reason="it starts a hub on SQLite")
def test_r01_a_hub_that_is_killed_while_it_saves_keeps_each_edit_whole_or_not_at_all():
    given = {name: value for name, value in os.environ.items() if name not in SIGNS}
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "kills.py", str(KILLS)], env=given, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} kills" in done.stdout
    assert "0 faults" in done.stdout

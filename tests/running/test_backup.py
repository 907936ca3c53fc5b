"""The copy that the nightly timer makes: whole while people write, and small to restore."""

import os
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

BACKUP = Path(__file__).resolve().parents[2] / "deploy" / "backup"


@pytest.fixture
def data(tmp_path):
    """The folder of a hub: a database in WAL mode, and one uploaded file."""
    folder = tmp_path / "hub"
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "abcd").write_text("a leaflet")
    (folder / "secret-key").write_text("secret")
    with sqlite3.connect(folder / "hub.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE page (number INTEGER, same INTEGER)")
    database.close()
    return folder


def back_up(data, target, *words, **environment):
    given = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "HUB_FILES")}
    return subprocess.run(
        [BACKUP, target, *words], env=given | {"HUB_DATA": str(data)} | environment, capture_output=True, text=True
    )


def test_a_copy_taken_while_people_write_is_whole(data, tmp_path):
    stop = threading.Event()

    def write():
        database = sqlite3.connect(data / "hub.sqlite3", timeout=20)
        number = 0
        while not stop.is_set():
            number += 1
            with database:
                database.execute("INSERT INTO page VALUES (?, ?)", (number, number))
        database.close()

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.1)
    done = back_up(data, tmp_path / "backups")
    stop.set()
    writer.join()
    assert done.returncode == 0, done.stderr
    copy = sqlite3.connect(Path(done.stdout.strip()) / "hub.sqlite3")
    count, last, wrong = copy.execute("SELECT count(*), max(number), sum(number <> same) FROM page").fetchone()
    copy.close()
    assert count == last > 0
    assert wrong == 0


def test_it_holds_the_files_and_not_the_secret_key(data, tmp_path):
    done = back_up(data, tmp_path / "backups")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "backups" / "files" / "ab" / "abcd").read_text() == "a leaflet"
    names = {path.name for path in (tmp_path / "backups").rglob("*") if path.is_file()}
    assert names == {"hub.sqlite3", "abcd"}


def test_nobody_else_may_read_it(data, tmp_path):
    done = back_up(data, tmp_path / "backups")
    assert (Path(done.stdout.strip()) / "hub.sqlite3").stat().st_mode & 0o077 == 0
    assert (tmp_path / "backups").stat().st_mode & 0o077 == 0


def test_old_copies_go_and_the_files_stay(data, tmp_path):
    old = tmp_path / "backups" / "2026-01-02T024000Z"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    kept = tmp_path / "backups" / "notes"
    kept.mkdir()
    os.utime(kept, (0, 0))
    assert back_up(data, tmp_path / "backups", "3").returncode == 0
    assert not old.exists()
    assert kept.exists()
    assert (tmp_path / "backups" / "files").exists()


def test_a_hub_that_is_not_there_leaves_no_half_copy(data, tmp_path):
    done = back_up(tmp_path / "nowhere", tmp_path / "backups")
    assert done.returncode != 0
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["files"]


def test_it_says_that_it_is_not_for_postgresql(data, tmp_path):
    done = back_up(data, tmp_path / "backups", DATABASE_URL="postgres://hub@/hub")
    assert done.returncode != 0
    assert "pg_dump" in done.stderr

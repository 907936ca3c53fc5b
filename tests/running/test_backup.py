"""`manage.py backup` and `restore` as whoever runs the hub meets them: whole while people write, and all of it back."""

import os
import re
import signal
import stat
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from tests.running.hubs import POSTGRES, Hub, differences, visited
from tests.running.test_serve import SIGNS, Running

pytestmark = pytest.mark.slow  # it makes hubs of its own

BACKUP = Path(__file__).resolve().parents[2] / "deploy" / "backup"

# Somebody who saves page after page, each with its revision, event and delivery, until told to stop.
WRITE = """
import itertools
from hub.models import Space, User
from wiki.actions import create_page
ana, space = User.objects.get(handle="rhiannon.ellis"), Space.objects.get(slug="welfare-advice")
for number in itertools.count():
    create_page(space, author=ana, title=f"Written meanwhile {number}", text=f"Number {number}.")
    print(number, flush=True)
"""
HALF = {
    "a page without its newest revision": "SELECT item_ptr_id FROM wiki_page WHERE current_id IS NULL",
    "a revision without its event": """
        SELECT r.id FROM wiki_revision r WHERE NOT EXISTS (
            SELECT 1 FROM hub_event e WHERE e.item_id = r.page_id AND e.anchor = 'r' || r.number)""",
    "an event without its delivery": """
        SELECT e.id FROM hub_event e JOIN hub_item i ON i.id = e.item_id WHERE i.title LIKE 'Written meanwhile%'
        AND NOT EXISTS (SELECT 1 FROM hub_delivery d WHERE d.event_id = e.id)""",
}


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A demo in which somebody is signed in, has asked for a code and left an upload."""
    made = Hub(tmp_path_factory.mktemp("hubs") / "hub").fill()
    with visited(made) as visitor:
        assert visitor.ask("/").status == 200
    yield made
    made.remove()


@pytest.fixture
def empty(tmp_path):
    """A folder, and a database, with nothing in them."""
    made = Hub(tmp_path / "empty")
    yield made
    made.remove()


def backup(hub, tmp_path, name="hub.zip"):
    hub.run("backup", tmp_path / name)
    return tmp_path / name


def test_r19_a_backup_restored_in_an_empty_place_is_the_same_hub(hub, empty, tmp_path):
    made = backup(hub, tmp_path)
    before = hub.state()
    assert "Everybody is signed out" in empty.run("restore", made)
    assert differences(before, empty.state()) == []
    assert len(before[1]) > 10

    with visited(empty) as visitor:
        assert "/s/welfare-advice/first-interview/" in visitor.ask("/search/?q=interview").body


def test_r19_a_backup_made_while_people_write_holds_each_edit_whole_or_not_at_all(hub, empty, tmp_path):
    writer = hub.start("shell", "--no-imports", "-c", WRITE)
    first = int(writer.stdout.readline())
    made = backup(hub, tmp_path)
    last = first
    while last < first + 3:
        last = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    empty.run("restore", made)
    ((count,),) = empty.ask("SELECT count(*) FROM hub_item WHERE title LIKE 'Written meanwhile%'")
    ((written,),) = hub.ask("SELECT count(*) FROM hub_item WHERE title LIKE 'Written meanwhile%'")
    assert 1 <= count <= written
    for fault, query in HALF.items():
        assert empty.ask(query) == [], fault


def test_keys_sessions_and_codes_are_never_in_a_backup(hub, tmp_path):
    made = backup(hub, tmp_path)
    assert hub.ask("SELECT count(*) FROM django_session") > [(0,)]
    codes = hub.ask("SELECT text FROM hub_mail WHERE kind = 'sign_in_code'")
    assert codes
    secrets = [(hub.folder / "secret-key").read_text().strip()]
    secrets += [row[0] for row in hub.ask("SELECT session_key FROM django_session")]
    secrets += [code for (text,) in codes for code in re.findall(r"\b\d{3}\D\d{3}\b", text)]
    assert len(secrets) >= 3
    with zipfile.ZipFile(made) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
        names = archive.namelist()
    assert [secret for secret in secrets if secret in inside] == []
    assert "tables/django_session.jsonl" not in names
    assert not [name for name in names if "index" in name and "indexentry" not in name]


def test_only_its_owner_may_read_a_backup_and_it_is_never_written_over(hub, tmp_path):
    made = backup(hub, tmp_path)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    before = made.read_bytes()
    assert hub.refuses("backup", made) == f"{made} exists already: a backup is never written over."
    assert made.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["hub.zip"]


def test_r07_a_full_disk_leaves_no_half_backup(hub, tmp_path):
    command = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    command += "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
    command += f"from django.core.management import call_command; call_command('backup', {str(tmp_path / 'hub.zip')!r})"
    process = hub.start("shell", "--no-imports", "-c", command)
    out, _none = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "hub.zip was not written: [Errno 27] File too large" in out
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_is_stopped_leaves_nothing(hub, tmp_path):
    process = hub.start("backup", tmp_path / "hub.zip")
    while not list(tmp_path.iterdir()) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode in (143, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["hub.zip"] * (process.returncode == 0)


def test_a_hub_that_serves_is_backed_up_and_not_restored(hub, tmp_path):
    running = Running(hub.folder, **hub.environment)
    made = backup(hub, tmp_path)
    hub.ask("UPDATE hub_agency SET short_name = 'Since' WHERE slug = 'health'")
    refusal = hub.refuses("restore", "--replace", made)
    running.end()
    assert refusal == f"process {running.process.pid} serves {hub.folder}: stop the hub first. Nothing has changed."
    assert hub.ask("SELECT short_name FROM hub_agency WHERE slug = 'health'") == [("Since",)]


def test_a_hub_is_replaced_when_that_is_said_and_numbers_given_out_since_are_not_given_again(hub, tmp_path):
    add = "from hub.models import Agency; print(Agency.objects.create(name='{0}', slug='{0}').pk)"
    made = backup(hub, tmp_path)
    before = hub.state()
    last = int(hub.shell(add.format("since")))
    hub.ask("UPDATE hub_space SET title = 'Changed since'")
    assert "--replace puts the backup in its place. Nothing has changed." in hub.refuses("restore", made)
    assert hub.ask("SELECT count(*) FROM hub_space WHERE title <> 'Changed since'") == [(0,)]
    hub.run("restore", "--replace", made)
    assert differences(before, hub.state()) == []
    assert not (hub.folder / "restoring").exists()
    assert int(hub.shell(add.format("afterwards"))) == last + 1


def test_a_demo_is_restored_as_a_demo_only(hub, empty, tmp_path):
    made = backup(hub, tmp_path)
    assert empty.refuses("restore", made, HUB_DEMO="0") == (
        "this is the backup of a demo, whose sign-in codes anybody can read: HUB_DEMO=1 restores it, as a demo."
        " Nothing has changed."
    )
    empty.run("migrate", "-v0")
    empty.shell("from hub.models import Installation; Installation.get()")
    assert "holds a real hub, and this is the backup of a demo" in empty.refuses("restore", "--replace", made)
    real = backup(empty, tmp_path, "real.zip")
    assert "holds a demo, and this is the backup of a real hub" in hub.refuses("restore", "--replace", real)


@pytest.mark.skipif(POSTGRES, reason="the other direction is the same code")
def test_r21_a_broken_database_is_replaced_by_a_backup(hub, empty, tmp_path):
    made = backup(hub, tmp_path)
    (empty.folder / "hub.sqlite3").write_bytes(b"SQLite format 3\0" + os.urandom(50_000))
    assert "--replace" in empty.refuses("restore", made)
    empty.run("restore", "--replace", made)
    assert differences(hub.state(), empty.state()) == []


def test_the_timer_keeps_some_days_of_backups_and_the_journal(hub, tmp_path):
    old = tmp_path / "backups" / "2026-01-02T024000Z.zip"
    old.parent.mkdir()
    for path in (old, old.parent / "notes.zip"):
        path.touch()
        os.utime(path, (0, 0))
    (hub.folder / "erasures.jsonl").write_text("{}\n")
    given = {name: value for name, value in os.environ.items() if name not in SIGNS}
    done = subprocess.run(
        [BACKUP, old.parent, "3"],
        env=given | {"HUB_DATA": str(hub.folder)} | hub.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not old.exists()
    assert (old.parent / "notes.zip").exists()
    assert (old.parent / "erasures.jsonl").exists()
    assert zipfile.is_zipfile(done.stdout.strip().splitlines()[-1])

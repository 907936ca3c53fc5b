"""A backup of an older version comes up to this one; where that cannot be, it says what to do, and nothing has changed."""

import json
import zipfile

import pytest
from django.db.migrations.executor import MigrationExecutor

from hub.backup import archive, manifest, rows
from tests.running.hubs import Hub, visited

pytestmark = pytest.mark.slow  # it makes hubs of its own


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    made = Hub(tmp_path_factory.mktemp("older") / "hub").fill()
    made.run("backup", made.folder / "now.zip")
    yield made
    made.remove()


@pytest.fixture
def empty(tmp_path):
    made = Hub(tmp_path / "empty")
    yield made
    made.remove()


def of_older_version(backup, target, steps):
    """The same backup as the version would have made it that did not have the last `steps` migrations of the hub."""
    said = archive.Reader(backup).manifest
    loader = MigrationExecutor(None).loader
    nodes = loader.graph.node_map
    applied = {(app, name) for app, name in said.migrations}
    last = sorted(name for app, name in applied if app == "hub")[-steps]
    late = {key for key in applied & nodes.keys() if ("hub", last) in loader.graph.forwards_plan(key)}
    early = (applied & nodes.keys()) - late
    leaves = sorted(key for key in early if not any(child.key in early for child in nodes[key].children))
    tables = rows.tables(loader.project_state(leaves).apps)
    with zipfile.ZipFile(backup) as old, archive.finished(target) as file:
        writer = archive.Writer(file)
        for table, model in tables.items():
            columns, before = rows.columns(model), said.columns[table]
            found = [dict(zip(before, json.loads(line), strict=True)) for line in old.open(manifest.table_name(table))]
            lines = [json.dumps([row[column] for column in columns]).encode() + b"\n" for row in found]
            said.columns[table], said.rows[table] = columns, len(lines)
            writer.add(manifest.table_name(table), iter(lines), packed=True)
        for name in said.members:
            if not name.startswith("tables/"):
                writer.add(name, iter([old.read(name)]), packed=False)
        gone = said.rows.keys() - tables.keys()
        for kept in (said.rows, said.columns, said.last_keys):
            for table in gone & kept.keys():
                del kept[table]
        said.version, said.migrations = "0.0.9", [list(key) for key in sorted(applied - late)]
        writer.finish(said)
    return gone


def test_r20_a_filled_backup_of_an_older_version_is_brought_up_to_this_one(hub, empty, tmp_path):
    gone = of_older_version(hub.folder / "now.zip", tmp_path / "older.zip", 2)
    assert "Everybody is signed out" in empty.run("restore", tmp_path / "older.zip")
    assert empty.tables() == hub.tables()
    count = "SELECT count(*) FROM {}"
    for table in hub.tables() - gone:
        assert empty.ask(count.format(table)) == hub.ask(count.format(table)), table
    with visited(empty) as visitor:
        assert visitor.ask("/s/welfare-advice/first-interview/").status == 200


def test_r20_a_backup_that_does_not_fit_its_version_says_what_to_do_and_changes_nothing(hub, tmp_path):
    target = tmp_path / "other.zip"
    with zipfile.ZipFile(hub.folder / "now.zip") as old, zipfile.ZipFile(target, "w") as new:
        said = json.loads(old.read(manifest.NAME))
        said["columns"]["wiki_page"][0] = "of_another_time"
        said["version"] = "0.0.9"
        for name in old.namelist():
            if name != manifest.NAME:
                new.writestr(name, old.read(name))
        new.writestr(manifest.NAME, json.dumps(said))
    before = hub.state()
    refusal = hub.refuses("restore", "--replace", target)
    assert "the backup has other tables or columns than its version: wiki_page" in refusal
    assert "Restore it with version 0.0.9 in another place, upgrade that, and back it up again" in refusal
    assert hub.state() == before

"""What is no whole backup of a hub is refused with the reason, before anything of it is believed."""

import json
import os
import stat
import zipfile

import pytest

from hub.backup import archive, building, manifest
from hub.backup.manifest import Manifest, Refused
from hub.files import sha256
from tests.sampling import sampled

HUB = "6f1c2f7e-3f0c-4a53-9f5e-0d2c1a7b9e44"
MADE_AT = "2026-11-22T02:40:00+00:00"
LEAFLET = b"a leaflet, which is kept by its hash"


def quiet(what, done, whole):
    pass


def read(path):
    """{member: its bytes} of a backup, checked as a restore checks it."""
    reader = archive.Reader(path)
    reader.check(quiet)
    return {name: b"".join(reader.pieces(name)) for name in reader.manifest.members}


@pytest.fixture
def backup(tmp_path):
    """A small one: two tables, a file and a journal."""
    path = tmp_path / "hub.zip"
    with archive.finished(path) as file:
        writer = archive.Writer(file)
        made = Manifest(HUB, "0.1.0", MADE_AT, True, [])
        for table, rows in {"hub_agency": [b'[1,"Health"]\n', b'[2,"Parks"]\n'], "hub_space": []}.items():
            made.columns[table] = ["id", "name"]
            made.rows[table] = writer.add(manifest.table_name(table), iter(rows), packed=True)
        writer.add(f"files/{sha256(LEAFLET)}", iter([LEAFLET]), packed=False)
        writer.add(manifest.JOURNAL, iter([]), packed=True)
        writer.finish(made)
    return path


def written(path, members):
    """An archive of these members, (information or name, bytes), as somebody might put together who is not a hub."""
    with zipfile.ZipFile(path, "w") as archive_made:
        for name, content in members:
            archive_made.writestr(name, content)
    return path


def with_manifest(backup, target, change):
    """The same backup, with something else in its manifest."""
    with zipfile.ZipFile(backup) as old:
        members = {name: old.read(name) for name in old.namelist()}
    said = json.loads(members[manifest.NAME])
    change(said)
    members[manifest.NAME] = json.dumps(said)
    return written(target, members.items())


def test_a_whole_one_is_read(backup):
    members = read(backup)
    assert members["tables/hub_agency.jsonl"] == b'[1,"Health"]\n[2,"Parks"]\n'
    assert LEAFLET in members.values()


@sampled(every=97)
def test_r21_a_backup_that_was_cut_off_is_refused(backup, tmp_path, some):
    whole = backup.read_bytes()
    for length in range(len(whole))[some]:
        cut = tmp_path / "cut.zip"
        cut.write_bytes(whole[:length])
        with pytest.raises(Refused):
            read(cut)


@sampled(every=97)
def test_r21_a_backup_with_a_wrong_byte_is_refused_or_means_the_same(backup, tmp_path, some):
    whole, right = backup.read_bytes(), read(backup)
    wrong = tmp_path / "wrong.zip"
    for place in range(len(whole))[some]:
        wrong.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            found = read(wrong)
        except Refused:
            continue
        assert found == right  # only a date or the like stands there


def test_r21_what_is_no_backup_is_refused(tmp_path):
    other = tmp_path / "other.zip"
    with pytest.raises(Refused, match="is not there"):
        read(other)
    other.write_bytes(os.urandom(5000))
    with pytest.raises(Refused, match="no backup of a hub"):
        read(other)
    with pytest.raises(Refused, match="has no manifest"):
        read(written(other, [("hub.sqlite3", b"SQLite format 3")]))


@pytest.mark.parametrize(
    "name",
    ["../serve.lock", "/etc/cron.d/hub", "tables/../../x.jsonl", "files/..", "files/" + "0" * 64 + "/x", "tables/a\\b.jsonl"],
)
def test_f03_a_name_that_leads_elsewhere_is_refused(backup, tmp_path, name):
    def add(said):
        said["members"][name] = {"size": 3, "sha256": "0" * 64}

    for change, extra in ((add, [(name, b"out")]), (lambda said: None, [(name, b"out")])):
        hostile = with_manifest(backup, tmp_path / "hostile.zip", change)
        with zipfile.ZipFile(hostile, "a") as more:
            for where, content in extra:
                more.writestr(where, content)
        with pytest.raises(Refused):
            read(hostile)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.zip", "hub.zip"]


def test_f03_a_link_in_a_backup_is_refused(backup, tmp_path):
    with zipfile.ZipFile(backup) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    link = zipfile.ZipInfo("tables/hub_space.jsonl")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = [(link, b"") if name == link.filename else (name, content) for name, content in members]
    with pytest.raises(Refused, match="is no plain file"):
        read(written(tmp_path / "hostile.zip", members))


def test_a_member_that_unpacks_to_more_than_it_says_is_refused(backup, tmp_path):
    def bomb(said):
        said["members"]["tables/hub_space.jsonl"]["size"] = 10_000_000_000

    with pytest.raises(Refused, match="another size"):
        read(with_manifest(backup, tmp_path / "hostile.zip", bomb))


def test_a_name_twice_is_refused(backup):
    with zipfile.ZipFile(backup, "a") as more, pytest.warns(UserWarning, match="Duplicate name"):
        more.writestr("tables/hub_agency.jsonl", b"[3]\n")
    with pytest.raises(Refused, match="the same name"):
        read(backup)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda said: said.update(format=2), "format 2, and this version of the hub reads format 1"),
        (lambda said: said.pop("demo"), "not one that a hub writes"),
        (lambda said: said.update(demo="no"), "not one that a hub writes"),
        (lambda said: said.update(made_at="yesterday"), "not one that a hub writes"),
        (lambda said: said.update(members=[]), "not one that a hub writes"),
        (lambda said: said["rows"].update({"x; DROP TABLE hub_user": 1}), "not one that a hub writes"),
        (lambda said: said["rows"].update(hub_tag=1), "not one that a hub writes"),
        (lambda said: said["members"].pop("tables/hub_space.jsonl"), "not one that a hub writes"),
        (lambda said: said["members"].pop(manifest.JOURNAL), "does not know 'erasures.jsonl'"),
    ],
)
def test_a_manifest_that_is_not_a_hubs_is_refused(backup, tmp_path, change, reason):
    with pytest.raises(Refused, match=reason):
        read(with_manifest(backup, tmp_path / "other.zip", change))


def test_r20_tables_of_a_newer_version_are_refused_by_name(backup, tmp_path):
    newer = with_manifest(
        backup, tmp_path / "newer.zip", lambda said: said.update(version="9.0", migrations=[["hub", "0999_of_later"]])
    )
    with pytest.raises(Refused, match=r"of version 9.0, .* does not know \(hub.0999_of_later\)"):
        building.migrations_wanted(archive.Reader(newer).manifest)


def test_a_file_under_a_hash_that_is_not_its_own_is_refused(backup, tmp_path):
    with zipfile.ZipFile(backup) as old:
        members = {name: old.read(name) for name in old.namelist()}
    (name,) = [name for name in members if name.startswith("files/")]
    members[name] = members[name][::-1]
    with pytest.raises(Refused, match=f"{name} is not what was written"):
        read(written(tmp_path / "other.zip", members.items()))


def test_two_backups_at_once_do_not_mix(tmp_path):
    with archive.finished(tmp_path / "hub.zip") as file:
        file.write(b"the first")
        with pytest.raises(Refused, match="another process is writing"), archive.finished(tmp_path / "hub.zip"):
            pass
    assert (tmp_path / "hub.zip").read_bytes() == b"the first"
    with pytest.raises(Refused, match="exists already"), archive.finished(tmp_path / "hub.zip"):
        pass

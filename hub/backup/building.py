"""Putting a backup's rows together in the database beside, brought up to this version."""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from hub.backup import archive, manifest, rows
from hub.backup.making import Say
from hub.backup.manifest import Manifest, Refused
from hub.models import Blob, Installation


def migrations_wanted(made: Manifest) -> list[tuple[str, str]]:
    """The last migrations of a backup, whose tables it holds. Raises Refused for any that this version does not know."""
    loader = MigrationExecutor(None).loader
    nodes = loader.graph.node_map
    applied = {(app, name) for app, name in made.migrations}
    unknown = sorted(f"{app}.{name}" for app, name in applied - loader.disk_migrations.keys())
    if unknown:
        raise Refused(
            f"the backup is of version {made.version}, with tables that this version, which may be older, does not know"
            f" ({', '.join(unknown[:3])}): restore it with the version that made it, or a newer one"
        )
    known = applied & nodes.keys()
    if any(parent.key not in known for key in known for parent in nodes[key].parents):
        raise Refused("the backup's manifest leaves out migrations that others stand on")
    return sorted(key for key in known if not any(child.key in known for child in nodes[key].children))


def build(reader: archive.Reader, last_keys: dict[str, int], using: str, say: Say) -> int:
    """Make the tables as they were, fill them, bring them up to date; the number of rows. Raises Refused."""
    made = reader.manifest
    found = rows.tables(MigrationExecutor(connections[using]).migrate(migrations_wanted(made)).apps)
    expected = {table: rows.columns(model) for table, model in found.items()}
    wrong = [table for table in {**expected, **made.columns} if expected.get(table) != made.columns.get(table)]
    if wrong:
        raise Refused(
            f"the backup has other tables or columns than its version: {', '.join(sorted(wrong)[:5])}."
            f" Restore it with version {made.version} in another place, upgrade that, and back it up again"
        )
    try:
        with transaction.atomic(using=using):
            count = _fill(reader, found, using, say)
    except IntegrityError as error:
        raise Refused(f"the backup's rows do not fit each other: {error}") from None
    _bring_up_to_date(using)
    highest = {table: max(made.last_keys.get(table, 0), last_keys.get(table, 0)) for table in {*made.last_keys, *last_keys}}
    rows.go_on_after(highest, rows.tables(apps), using)
    _refuse_false_manifest(made, using)
    return count


def _fill(reader: archive.Reader, found: dict[str, type[models.Model]], using: str, say: Say) -> int:
    made = reader.manifest
    whole, done = sum(made.rows.values()), 0
    database = connections[using]
    with database.cursor() as cursor:
        for table in found:  # migrations may have written rows, which the backup has too
            cursor.execute(f"DELETE FROM {database.ops.quote_name(table)}")
    for table, model in found.items():
        count = 0
        for count in rows.load(model, reader.lines(manifest.table_name(table)), using):
            say("Rows", done + count, whole)
        if count != made.rows[table]:
            raise Refused(f"the backup is damaged: {table} has {count} rows, not {made.rows[table]}")
        done += count
    return done


def _bring_up_to_date(using: str) -> None:
    executor = MigrationExecutor(connections[using])
    newest = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(newest):
        executor.migrate(newest)
        emit_post_migrate_signal(0, False, using)


def _refuse_false_manifest(made: Manifest, using: str) -> None:
    if Installation.objects.using(using).filter(is_demo=True).exists() != made.demo:
        raise Refused("the backup's manifest says something else about the demo than its rows")
    held = set(made.files) | set(made.missing)
    lost = set(Blob.objects.using(using).values_list("sha256", flat=True)) - held
    if lost:
        raise Refused(f"the backup is damaged: {len(lost)} files that its rows name are not in it")

"""Hubs of a test's own, in processes of their own: made, looked into and compared from outside."""

import hashlib
import os
import sqlite3
import uuid
from contextlib import closing, contextmanager

import environ

from bench.servers import sign_in
from tests.running.test_serve import Running, manage

# What a backup leaves out, what the index has seen, which is made anew, and what SQLite or a migration notes for itself.
NOT_COMPARED = {
    "django_migrations",
    "django_session",
    "accounts_signin",
    "accounts_try",
    "alerts_alert",
    "alerts_tally",
    "hub_addressproof",
    "account_emailconfirmation",
    "hub_indexentry",
    "sqlite_sequence",
}
POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


class Hub:
    """A folder, and where DATABASE_URL names PostgreSQL a database there; nothing in it yet."""

    def __init__(self, folder):
        folder.mkdir(exist_ok=True)
        self.folder, self.environment = folder, {}
        if POSTGRES:
            given = environ.Env.db_url_config(os.environ["DATABASE_URL"])
            self.server = {"host": given["HOST"], "user": given["USER"], "password": given["PASSWORD"] or None}
            self.server |= {"port": given["PORT"] or None}
            self.home, self.name = given["NAME"], f"hub_{uuid.uuid4().hex[:12]}"
            self._on_the_server(f"CREATE DATABASE {self.name}")
            whole = os.environ["DATABASE_URL"]
            self.environment["DATABASE_URL"] = f"{whole.rpartition('/')[0]}/{self.name}"

    def remove(self):
        if POSTGRES:
            self._on_the_server(f"DROP DATABASE {self.name} WITH (FORCE)")

    def start(self, *words, **environment):
        return manage(self.folder, *words, HUB_LOG_LEVEL="WARNING", **self.environment | environment)

    def run(self, *words, **environment):
        """What a command said; it has to succeed."""
        process = self.start(*words, **environment)
        out, _none = process.communicate(timeout=300)
        assert process.returncode == 0, out
        return out

    def refuses(self, *words, **environment):
        """The one line with which a command ended that did not succeed."""
        process = self.start(*words, **environment)
        out, _none = process.communicate(timeout=300)
        assert process.returncode == 1, out
        last = out.strip().splitlines()[-1]
        assert last.startswith("CommandError: "), out
        return last.removeprefix("CommandError: ")

    def fill(self):
        """Make it a demo."""
        self.run("migrate", "-v0")
        self.run("demo")
        return self

    def shell(self, code):
        return self.run("shell", "--no-imports", "-c", code)

    def ask(self, query):
        """The rows that one statement answers."""
        if POSTGRES:
            import psycopg

            with psycopg.connect(**self.server, dbname=self.name) as database:
                found = database.execute(query)
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.folder / "hub.sqlite3", timeout=20)) as database, database:
            return database.execute(query).fetchall()

    def tables(self):
        names = (
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            if POSTGRES
            else "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        return {name for (name,) in self.ask(names)} - NOT_COMPARED

    def rows(self):
        """{table: its rows, each with its columns by name}."""
        return {table: sorted(self._rows_of(table)) for table in self.tables()}

    def files(self):
        """{name: hash} of what is uploaded."""
        found = (self.folder / "files").rglob("*")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found if path.is_file()}

    def state(self):
        """All of it, to be compared."""
        return self.rows(), self.files()

    def _rows_of(self, table):
        some = " WHERE kind NOT IN ('sign_in_code', 'confirm_code', 'address_code')" if table == "hub_mail" else ""
        if POSTGRES:
            return [row for (row,) in self.ask(f'SELECT to_jsonb(t)::text FROM "{table}" t{some}')]
        columns = sorted(f'"{row[1]}"' for row in self.ask(f'PRAGMA table_info("{table}")'))
        return [repr(row) for row in self.ask(f'SELECT {", ".join(columns)} FROM "{table}"{some}')]

    def _on_the_server(self, statement):
        import psycopg

        with psycopg.connect(**self.server, dbname=self.home, autocommit=True) as server:
            server.execute(statement)


def differences(one, other):
    """The tables whose rows are not the same in two hubs, and the files that are not."""
    (rows, files), (others, other_files) = one, other
    return [table for table in rows | others if rows.get(table) != others.get(table)] + sorted(
        set(files.items()) ^ set(other_files.items())
    )


@contextmanager
def visited(hub):
    """A member who has signed in, with a code from a mail, while the hub serves."""
    running = Running(hub.folder, **hub.environment)
    try:
        visitor = sign_in(running)
        with closing(visitor.connection):
            yield visitor
    finally:
        running.end()

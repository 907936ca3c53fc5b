"""The cast, whose names are permissions, and what every test stands on."""

import gc
import os
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from django.db import connection, connections

from tests.cast import the_cast
from tests.ways import just_signed_in

CORPUS = Path(os.environ.get("HUB_CORPUS", Path(__file__).resolve().parent.parent.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data, or a skip that says what is missing."""
    if not (CORPUS / "suites").is_dir():
        pytest.skip(f"no test data in {CORPUS}: set HUB_CORPUS to the folder that holds corpus/ and suites/")
    return CORPUS


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The threads that answer requests keep their connections: PostgreSQL drops no database before they are gone."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploads, indexes and mail of a test stay in its own folder."""
    settings.DATA = tmp_path
    settings.FILES = str(tmp_path / "files")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }
    settings.WHITENOISE_AUTOREFRESH = True  # else each test's client lists all static files


@pytest.fixture(autouse=True)
def the_tests_own_connection(monkeypatch):
    """What ends a request or a round of the pulse lets old connections go; not the one whose transaction a test is in."""
    own = connections["default"]
    usual = own.close_if_unusable_or_obsolete
    monkeypatch.setattr(own, "close_if_unusable_or_obsolete", lambda: None if own.in_atomic_block else usual())


@pytest.fixture(autouse=True)
def no_limits_left_over():
    """Rate limits of one test never reach the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """*ana* moderates the space `health` (Health); *ben* is her colleague and no member; *cleo* is of another agency
    (Parks); *dev* contributes from Parks by invitation; *gus* is a guest there; *root* runs the hub, with an app as second
    way in; *pat* has proved nothing; *lee* left; *una* works for a provisional agency."""
    return the_cast()


@pytest.fixture
def sign_in(client):
    """Sign a member of the cast in: `sign_in(cast.ana)` returns the client."""

    def _sign_in(user, fresh=False):
        target = client
        if fresh:
            from django.test import Client

            target = Client()
        return just_signed_in(target, user)

    return _sign_in


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Do all background work there is, as the worker would: `work()`."""
    from hub import worker

    return worker.run_once


def pytest_addoption(parser):
    parser.addoption("--observe", action="store_true", help="print the permission table as the hub answers now")


def pytest_configure():
    """A slow machine is no fault of the product."""
    hypothesis.settings.register_profile("hub", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("hub")


def pytest_collection_finish():
    """What was imported stays: the garbage collector need not look through it again after every few objects of a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)

"""The commands people start with say in one clear line what they cannot do."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def run(*command, cwd="/", **environment):
    """What a command wrote to its error output, and its exit code, started from somewhere else."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, timeout=60
    )
    return done.stderr.strip(), done.returncode


@pytest.fixture
def bare_project(tmp_path):
    """A folder with the scripts and the lists of packages, in which nothing has been set up."""
    shutil.copytree(ROOT / "script", tmp_path / "script")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def test_a_taken_port_is_named_before_anything_is_set_up(bare_project):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        said, code = run(bare_project / "script/server", PORT=str(port))
    assert said == (
        f"Cannot start the hub: something already answers on 127.0.0.1:{port}. "
        "Stop it, or choose another port: PORT=8001 script/server"
    )
    assert code == 1
    assert not (bare_project / ".venv").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(bare_project, port):
    assert run(bare_project / "script/server", PORT=port) == (
        f"Cannot start the hub: PORT is {port}, which is no port number.",
        1,
    )


def test_a_data_folder_that_cannot_be_written_to_is_named(bare_project):
    (bare_project / "a-file").touch()
    folder = bare_project / "a-file" / "data"
    said, code = run(bare_project / "script/server", PORT="1", HUB_DATA=str(folder))
    assert said == f"Cannot start the hub: the data folder cannot be written to: {folder} (HUB_DATA names another)"
    assert code == 1


def test_a_python_that_is_too_old_or_missing_is_named(bare_project):
    said, code = run(bare_project / "script/setup", PYTHON="python2-or-none")
    assert said == (
        "Cannot set up the hub: it needs Python 3.11 or newer and found none as python2-or-none. "
        "Install one, or name it: PYTHON=/path/to/python3"
    )
    assert code == 1


def test_an_unknown_kind_of_set_up_is_refused(bare_project):
    said, code = run(bare_project / "script/setup", "production")
    assert said.startswith("Cannot set up the hub: there is no list of packages called production")
    assert code == 1


def test_a_public_function_without_types_is_found(bare_project):
    actions = bare_project / "ideas" / "actions.py"
    actions.parent.mkdir()
    actions.write_text("def post(user: str, text) -> None: ...\ndef _inner(x): ...\ndef drop(*, idea: int): ...\n")
    done = subprocess.run([sys.executable, bare_project / "script/check_types.py"], capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "ideas/actions.py:1: post() has no type for text",
        "ideas/actions.py:3: drop() has no type for return",
    ]
    assert done.returncode == 1

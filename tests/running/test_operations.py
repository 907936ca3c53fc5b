"""The documentation for whoever runs the hub says what the code does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "operations.md").read_text()


def test_every_setting_from_the_environment_is_told():
    sources = [
        ROOT / "hub" / "settings.py",
        ROOT / "hub" / "accounts" / "settings.py",
        *(ROOT / "hub" / "management" / "commands").glob("*.py"),
    ]
    asked = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*["'](\w+)["']""")
    names = {name for source in sources for name in asked.findall(source.read_text())} - {"HUB_TEST"}
    assert len(names) > 20
    assert sorted(name for name in names if f"`{name}`" not in TEXT) == []


def test_every_setting_that_is_told_is_asked_for():
    code = "".join(
        path.read_text()
        for folder in ("hub", "script", "deploy", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in ("", ".py", ".sh") and path.is_file()
    )
    told = set(re.findall(r"`((?:HUB_)[A-Z_]+)`", TEXT))
    assert sorted(name for name in told if name not in code) == []


def test_the_list_of_contents_names_every_part_and_the_settings_their_own_rows():
    contents = TEXT.partition("\n## ")[0]
    assert re.findall(r"^- \[(.*?)\]", contents, re.M) == re.findall(r"^## (.*)$", TEXT, re.M)
    assert "| `SECRET_KEY_FALLBACKS` |" in TEXT


def test_every_command_and_file_that_is_named_is_there():
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")} | {"migrate", "collectstatic"}
    assert set(re.findall(r"manage\.py (\w+)", TEXT)) <= commands
    for name in set(re.findall(r"\b((?:deploy|script|bench)/[\w.-]+)", TEXT)):
        assert (ROOT / name).exists(), name
    for name in set(re.findall(r"\b(hub[\w@-]*)\.(?:service|timer)\b", TEXT)) | {"hub-web", "hub-sockets", "hub-worker@"}:
        assert list((ROOT / "deploy").glob(f"{name}.*")), name


def test_the_proxy_takes_as_much_as_the_hub_does():
    from hub.handler import body_limit

    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m", nginx)[1]) * 1024 * 1024 == body_limit()


def test_the_readme_names_what_is_there():
    text = (ROOT / "README.md").read_text()
    for name in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / name).exists(), name
    for command in re.findall(r"`(?:manage\.py )?(import_\w+)`", text):
        assert list(ROOT.glob(f"*/management/commands/{command}.py")), command


@pytest.mark.parametrize("shell", ["sh", "bash"])  # sh is dash on Debian, for which the operations page is written
def test_the_settings_file_is_read_by_a_shell_as_by_systemd(shell):
    example = ROOT / "deploy" / "hub.env.example"
    names = re.findall(r"^(\w+)=", example.read_text(), re.M)
    read = f"set -eu; set -a; . {example}; set +a; printf '%s\n' " + " ".join(f'"${name}"' for name in names)
    done = subprocess.run([shell, "-c", read], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
    told = dict(zip(names, done.stdout.splitlines(), strict=True))
    assert told["HUB_FROM"] == "Hub <hub@example.org>" and told["HUB_DEMO"] == "0"
    assert told == {name: value.strip('"') for name, value in re.findall(r"^(\w+)=(.*)$", example.read_text(), re.M)}

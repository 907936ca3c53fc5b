"""The demo hub, started by its own command, and people who sit before it in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker("browser")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def hub(tmp_path_factory):
    """The running demo that the tests share."""
    with running_demo(tmp_path_factory.mktemp("hub")) as demo:
        yield demo


@contextmanager
def running_demo(data: Path):
    """A demo of its own in the folder `data`: its `url`, `log` and `environment`, until it is left."""
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("HUB_", "DJANGO_", "DATABASE_", "PYTEST"))
    }
    environment |= {"HUB_DATA": str(data), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "hub.settings"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "-v0"], ["demo"], ["collectstatic", "-v0", "--no-input"]):
        subprocess.run([*manage, *command], env=environment, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    log = (data / "log").open("w")
    server = subprocess.Popen([*manage, "serve"], env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    for _try in range(120):
        try:
            urlopen(f"{url}/healthz", timeout=2)
            break
        except OSError:
            time.sleep(0.25)
    else:
        pytest.fail((data / "log").read_text())
    yield SimpleNamespace(url=url, data=data, log=data / "log", environment=environment)
    server.terminate()
    server.wait(20)
    log.close()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sessions(hub, chromium):
    """Signs people in once, through the pages: `sessions(email)` answers their cookies."""
    known: dict[str, dict] = {}

    def cookies_of(email: str) -> dict:
        if email not in known:
            known[email] = sign_in(chromium, hub, email)
        return known[email]

    return cookies_of


def sign_in(chromium, hub, email: str) -> dict:
    """Sign somebody in to `hub` through its pages; the cookies they have then."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{hub.url}/sign-in/")
    page.get_by_label("Work email address").fill(email)
    page.get_by_role("button", name="Email me a code").click()
    page.get_by_label("6-digit code").fill(newest_code(context, hub, email))
    page.get_by_role("button", name=re.compile("Sign in|Continue")).click()
    page.wait_for_load_state()
    cookies = context.storage_state()
    context.close()
    return cookies


def newest_code(context, hub, email: str) -> str:
    """The code in the newest mail to `email`, read where a person trying the demo reads it."""
    reader = context.new_page()
    for _try in range(40):
        reader.goto(f"{hub.url}/demo/mail/")
        found = re.search(rf"{re.escape(email)}[\s\S]*?\b(\d{{3}}[ -]?\d{{3}})\b", reader.inner_text("main"))
        if found:
            reader.close()
            return found.group(1)
        time.sleep(0.25)
    raise AssertionError(f"no code for {email} at /demo/mail/")


@pytest.fixture
def person(hub, chromium, sessions):
    """Opens a window: `person("email", width=375, java_script_enabled=False)` answers a Playwright page."""
    contexts = []

    def open_window(email: str | None, width: int = 1280, height: int = 900, **options):
        state = {"storage_state": sessions(email)} if email else {}
        context = chromium.new_context(
            base_url=hub.url,
            viewport={"width": width, "height": height},
            bypass_csp=options.pop("bypass_csp", False),
            **state,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "request",
            lambda request: page.faults.append(request.url) if not request.url.startswith((hub.url, "data:", "ws")) else None,
        )
        return page

    yield open_window
    for context in contexts:
        context.close()

"""Start a fresh demo, sign in as a person of it, and photograph the main pages; `script/pictures` calls it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
MEMBER = "rhiannon.ellis@health.gov.example"
INTERVIEW = "/s/welfare-advice/first-interview/"
PAGES = {
    "home": "/",
    "spaces": "/spaces/",
    "space": "/s/welfare-advice/",
    "page": INTERVIEW,
    "edit": f"{INTERVIEW}edit/",
    "history": f"{INTERVIEW}history/",
    "diff": f"{INTERVIEW}history/?a=2&b=4",
    "changes": "/s/welfare-advice/changes/",
    "search": "/search/?q=arrears",
    "profile": "/people/amina.yusuf/",
    "discussions": "/d/",
    "library": "/library/",
    "lessons": "/lessons/",
    "notifications": "/notifications/",
}
WIDTHS = {1280: 900, 375: 812}
TALLEST = 1600  # pixels; what lies below is more of the same


def main(folder: Path, names: list[str]) -> None:
    """Take the pictures of these names; a page that does not open ends with its address and status."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not installed. On Debian: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        url, server = start(data)
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for width, height in WIDTHS.items():
                photograph(browser, url, width, height, folder, names)
            browser.close()
        finally:
            server.terminate()
            server.wait(30)


def start(data: str) -> tuple[str, subprocess.Popen]:
    """A demo of its own on a free port: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HUB_", "DATABASE_", "REDIS_"))}
    environment |= {"HUB_DATA": data, "PORT": str(port)}
    manage = [sys.executable, str(ROOT / "manage.py")]
    # What the worker would do in the next half minute (notices, search) is done before anybody looks.
    work = ["shell", "--no-imports", "-c", "from hub import worker; worker.run_once()"]
    for command in (["migrate", "-v0"], ["demo"], work):
        subprocess.run([*manage, *command], env=environment, check=True)
    server = subprocess.Popen([*manage, "serve"], env=environment, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if "Ctrl-C" in line:
            return f"http://127.0.0.1:{port}", server
    sys.exit("The demo did not start; what it said is above.")


def photograph(browser: Browser, url: str, width: int, height: int, folder: Path, names: list[str]) -> None:
    """The pages at one width: sign-in first, then as a member."""
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/sign-in/")
    if "sign-in" in names:
        keep(page, folder / f"sign-in-{width}.png")
    sign_in(page)
    for name, address in PAGES.items():
        if name not in names:
            continue
        answer = page.goto(address)
        if answer is None or not answer.ok:
            sys.exit(f"{address} answered {answer and answer.status}")
        page.wait_for_load_state("networkidle")
        keep(page, folder / f"{name}-{width}.png")
    context.close()


def keep(page: Page, path: Path) -> None:
    """Photograph the page down to TALLEST, in few enough colours to be small."""
    with Image.open(BytesIO(page.screenshot(full_page=True))) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        cut.quantize(128).save(path, optimize=True)


def sign_in(page: Page) -> None:
    """With the code that the demo shows instead of mailing it."""
    page.fill("[name=email]", MEMBER)
    page.click("main button[type=submit]")
    code = None
    while code is None:
        time.sleep(0.3)
        reader = page.context.new_page()
        reader.goto("/demo/mail/")
        code = re.search(rf"{re.escape(MEMBER)}[\s\S]*?\b(\d{{3}}-\d{{3}})\b", reader.inner_text("main"))
        reader.close()
    page.fill("[name=code]", code[1])
    page.click("main button[type=submit]")
    page.wait_for_url("**/")


if __name__ == "__main__":
    folder, *names = sys.argv[1:] or [ROOT / "build" / "pictures"]
    main(Path(folder), names or ["sign-in", *PAGES])

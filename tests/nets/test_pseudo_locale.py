"""Every word that the hub says is translated: in a made-up language, whatever is not marked has missed gettext."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as hub_settings
from django.core import mail
from django.test import Client
from django.utils import translation

from hub import worker
from tests.nets import crawl
from tests.nets.world import make_world
from tests.ways import just_signed_in

ROOT = Path(hub_settings.BASE_DIR)
MARK = "\u27e6"  # opens every string of the made-up language
OURS = [
    name
    for name in ("hub", "wiki", "forums", "resources", "lessons", "profiles", "realtime", "templates")
    if (ROOT / name).is_dir()
]
# What members wrote, names of the hub and of languages, numbers, codes and file types: not the hub's own words.
CONTENT = re.compile(
    r"zxcan|^@|(?i:idea)|Esperanto|Reed|Lloyd|Patel|Okoro|Marsh|Hughes|Price|Guest|Otto|Health|Parks|towns|How we do health"
    r"|Lee Gone|Pat New|^Harbour|^An inquiry$"
    r"|OFFICIAL|English|Cymraeg|Welsh|^Hub$|\.example|\.gov|^[\W\d_]*$|^[A-Z]{1,3}$|^(TXT|KB|PDF)$"
)


@pytest.fixture(scope="session")
def pseudo_locale(tmp_path_factory):
    """A folder with a catalogue in which each message stands between marks; made from the sources as they are now."""
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed: apt-get install gettext")
    work = tmp_path_factory.mktemp("pseudo")
    for name in OURS:
        shutil.copytree(ROOT / name, work / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    (work / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "eo", "--no-location", "-v0", "-e", "html,txt,py"]
    subprocess.run(command, cwd=work, check=True, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ""})
    catalogue = next(work.rglob("django.po"))
    target = tmp_path_factory.mktemp("locale") / "eo" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "django.po").write_text(_filled(catalogue.read_text()))
    subprocess.run(["msgfmt", "-o", "django.mo", "django.po"], cwd=target, check=True)
    return target.parents[1]


def _filled(po: str) -> str:
    """Each message as its own translation, between marks; both forms of a plural."""
    entries = []
    for entry in po.split("\n\n"):
        entry = re.sub(r"^#, (?!python)[^\n]*fuzzy[^\n]*\n", "", entry, flags=re.M)
        ids = dict(re.findall(r'^(msgid|msgid_plural) ((?:"(?:[^"\\]|\\.)*"\n?)+)', entry, flags=re.M))
        if not ids or ids["msgid"].strip() == '""':
            entries.append(
                re.sub(
                    r"Plural-Forms:[^\\]*",
                    "Plural-Forms: nplurals=2; plural=n != 1;",
                    entry.replace("charset=CHARSET", "charset=UTF-8"),
                )
            )
            continue
        marked = {key: _mark(value) for key, value in ids.items()}
        head = re.split(r"^msgstr", entry, flags=re.M)[0]
        strings = (
            f"msgstr[0] {marked['msgid']}\nmsgstr[1] {marked['msgid_plural']}"
            if "msgid_plural" in ids
            else f"msgstr {marked['msgid']}"
        )
        entries.append(head + strings)
    return "\n\n".join(entries) + "\n"


def _mark(quoted: str) -> str:
    lines = re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)
    text = "".join(lines)
    lead = "\\n" if text.startswith("\\n") else ""
    tail = "\\n" if text.endswith("\\n") and text != lead else ""
    return f'"{lead}{MARK}{text[len(lead) : len(text) - len(tail) or None]}\u27e7{tail}"'


class Words(HTMLParser):
    """Visible words of a page, and those that only assistive technology says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []
        self.in_one_piece = False  # <mark> divides no sentence

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "mark":
            self.in_one_piece = True
            return
        self.found += [values[name] for name in ("aria-label", "placeholder", "alt", "title") if values.get(name)]
        if tag not in {"input", "br", "img", "link", "meta", "hr", "wbr"}:
            quiet = (
                tag in {"script", "style", "time", "svg", "code", "textarea"}
                or "hub-prose" in (values.get("class") or "")
                or "lang" in values
            )
            self.inside.append(tag if not (quiet and tag != "html") else f"!{tag}")

    def handle_endtag(self, tag):
        if tag == "mark":
            self.in_one_piece = True
            return
        while self.inside and self.inside.pop().lstrip("!") != tag:
            pass

    def handle_data(self, data):
        if self.in_one_piece and self.found:
            self.found[-1] += " ".join(data.split())
            self.in_one_piece = False
        elif data.strip() and not any(tag.startswith("!") for tag in self.inside):
            self.found.append(" ".join(data.split()))


def unmarked(html: str) -> list[str]:
    parser = Words()
    parser.feed(html)
    joined, missing, depth = parser.found, [], 0
    for words in joined:
        opens, closes = words.count(MARK), words.count("\u27e7")
        if not depth and not opens and not CONTENT.search(words):
            missing.append(words)
        depth = max(0, depth + opens - closes)
    return missing


@pytest.mark.slow
def test_no_page_and_no_mail_says_a_word_that_is_not_translated(cast, settings, pseudo_locale, work):
    settings.LANGUAGES = [*settings.LANGUAGES, ("eo", "Esperanto")]
    settings.LOCALE_PATHS = [str(pseudo_locale)]
    world = make_world(cast)
    worker.run_once()
    translation.trans_real._translations.clear()
    try:
        missing = {}
        for persona in ("owner", "root", None):
            client = Client(raise_request_exception=False)
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = "eo"
            if persona:
                just_signed_in(client, world.people[persona])
            starts = [
                "/",
                "/spaces/",
                "/spaces/new/",
                "/new/",
                "/search/?q=zxcanary",
                "/settings/",
                "/notifications/",
                "/drafts/",
                "/sign-in/",
                "/help/",
            ]
            for address, answer in crawl.everything(client, *starts).items():
                if answer.get("Content-Type", "").startswith("text/html"):
                    for words in unmarked(answer.content.decode()):
                        missing.setdefault(words, address)
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "eo"
        mail.outbox.clear()
        client.post("/sign-in/", {"email": world.owner.email})
        worker.run_once()
        for message in mail.outbox:
            for line in [message.subject, *message.body.splitlines()]:
                if MARK not in line and not CONTENT.search(line.strip()) and not re.search(r"\u27e7|http", line):
                    missing.setdefault(line, "mail")
        said = "\n".join(f"{words!r} at {address}" for words, address in sorted(missing.items()))
        assert not missing, said
    finally:
        translation.trans_real._translations.clear()

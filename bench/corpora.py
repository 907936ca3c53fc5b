"""The collections of ../shared/corpus brought in by their commands, and every page of them opened: `python bench/corpora.py
[FOLDER]`. FOLDER keeps what was imported for the next run, and for bench/search.py; importing takes some minutes.

Prints for each collection what the files hold, what the hub has of it, how many pages opened with 200, the most queries one
took, CPU milliseconds, and how many are on the first page of a search for their own title.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from servers import CORPUS, ROOT, environment_of

COLLECTIONS = {  # space: (command, place below corpus/, how many things its files hold)
    "gds-way": ("import_markdown", "wiki/gds-way", 65),
    "18f": ("import_markdown", "wiki/18f-handbook", 249),
    "developer-docs": ("import_markdown", "wiki/govuk-developer-docs", 267),
    "runbooks": ("import_markdown", "wiki/moj-cloud-platform-runbooks", 107),
    "history": ("import_threads", "threads/history-meta-se.jsonl.gz", 556),
    "files": ("import_files", "files", 69),
    "incidents": ("import_lessons", "lessons", 26),
}
MANAGE = [sys.executable, str(ROOT / "manage.py")]


def bring_in(folder: Path, only: str = "") -> None:
    """Import what is not there yet, only the collections whose name begins with `only`, and index it."""
    environment = environment_of(folder)
    quiet = {"env": environment, "cwd": ROOT, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*MANAGE, "migrate", "-v0"], **quiet)
    for space, (command, place, _count) in COLLECTIONS.items():
        if space.startswith(only) and not (folder / f"has-{space}").exists():
            began = time.time()
            subprocess.run([*MANAGE, command, space, str(CORPUS / "corpus" / place), "--create", space], **quiet)
            (folder / f"has-{space}").touch()
            print(f"{space} brought in, {time.time() - began:.0f} s", flush=True)
    subprocess.run([*MANAGE, "shell", "--no-imports", "-c", "from hub import worker; worker.run_once()"], **quiet)


def set_up(folder: Path):
    """Django on `folder`, in this process, and a member who may read every open space."""
    os.environ.update(environment_of(folder), DJANGO_SETTINGS_MODULE="hub.settings", HUB_LOG_LEVEL="ERROR")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from hub.accounts import terms
    from hub.models import Affiliation, Agency, EmailDomain, User

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    agency, _made = Agency.objects.get_or_create(slug="parks", defaults={"name": "Parks Agency"})
    EmailDomain.objects.get_or_create(domain="parks.gov.example", defaults={"agency": agency})
    reader = User.objects.filter(handle="reader").first()
    if reader is None:
        reader = User.objects.create_user("reader@parks.gov.example", "Reader", verified_at=timezone.now())
        Affiliation.objects.create(user=reader, agency=agency, email=reader.email)
    terms.accept(reader)
    return User.objects.get(pk=reader.pk)


def opened(reader) -> Iterator[str]:
    """Open everything, collection by collection; a line for each."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from hub import search
    from hub.models import Item

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(reader, backend="hub.accounts.backend.PersonBackend")
    client.get("/")
    for space, (_command, _place, wanted) in COLLECTIONS.items():
        items = list(Item.objects.visible_to(reader).filter(space__slug=space).select_related("space"))
        good, queries, costs, found = 0, [], [], 0
        for item in items:
            client.get(item.get_absolute_url())  # as somebody who has read it: the first time notes that
            began = time.process_time()
            with CaptureQueriesContext(connection) as asked:
                good += client.get(item.get_absolute_url()).status_code == 200
            costs.append((time.process_time() - began) * 1000)
            queries.append(len(asked))
            found += item.pk in {hit.item.pk for hit in search.search(reader, item.title).hits}
        if items:
            yield (
                f"{space:<16} {wanted:>5} in the files {len(items):>5} here {good:>5} open {max(queries):>4} queries "
                f"{median(costs):7.1f} CPU ms, worst {max(costs):6.1f}  {found:>5} found by title"
            )


def main(folder: Path) -> None:
    """Bring in, open, print."""
    bring_in(folder)
    for line in opened(set_up(folder)):
        print(line, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))

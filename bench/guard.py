"""How often the guard while writing stops somebody: over pages and discussions that real people published.

    .venv/bin/python bench/guard.py          # HUB_CORPUS names the folder of test data, as for the tests

Every finding is printed: whoever changes what is recognised looks at them, one by one.
"""

import os
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from forums.archives import read_archive
from hub.guard import find
from hub.markdown.rendering import plain_words
from wiki.markdown_source import read_folder

CORPUS = Path(os.environ.get("HUB_CORPUS", ROOT.parent / "shared")) / "corpus"


def pages():
    """(where, text) of each page."""
    for folder in sorted((CORPUS / "wiki").iterdir()):
        for page in read_folder(folder).pages:
            yield f"{folder.name}/{page.path}", page.text


def threads():
    """(where, text) of each discussion."""
    for file in sorted((CORPUS / "threads").glob("*.gz")):
        for thread in read_archive(file).threads:
            yield thread.title, "\n\n".join(one.markdown or plain_words(one.html) for one in thread.messages)


def main() -> None:
    for name, texts in (("pages", pages()), ("discussions", threads())):
        stopped, kinds, total = 0, Counter(), 0
        for where, text in texts:
            total += 1
            found = find(text)
            stopped += bool(found)
            for one in found:
                kinds[one.kind] += 1
                print(f"  {where}: {one.kind}: {one.before[-40:]!r} [{one.found}] {one.after[:20]!r}")
        print(f"{total} {name}: {stopped} would stop somebody ({stopped / max(total, 1):.1%}) {dict(kinds)}")


if __name__ == "__main__":
    main()

"""Fills the demo that a test serves with hostile words in every field: `python -m tests.browser.hostile_hub SHARED EVERY`.

Prints the kind and the address of what was made, newest first.
"""

import sys
from pathlib import Path

import django

django.setup()

# What knows models is imported once the apps are ready.
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from forums.actions import add_reply, start_topic  # noqa: E402
from hub import files  # noqa: E402
from hub.markdown import RefusedText  # noqa: E402
from hub.models import Item, Space, User  # noqa: E402
from lessons.actions import PartRefused, release_lesson, write_lesson  # noqa: E402
from profiles.actions import change_profile  # noqa: E402
from profiles.fields import DEFAULTS, TEXTS  # noqa: E402
from profiles.models import Profile  # noqa: E402
from resources.actions import add_resource, add_version  # noqa: E402
from tests.dangers import hostile  # noqa: E402
from wiki.actions import create_page  # noqa: E402
from wiki.addresses import TitleReserved, TitleTaken  # noqa: E402

REFUSED = (RefusedText, PartRefused, TitleTaken, TitleReserved, files.FileRefused)
PLAIN = "plain words " * 400


def fill(words: list[str]) -> None:
    """Send `words` through the actions of every type, as Amina of the demo."""

    def line(number: int, most: int = 190) -> str:
        return "".join(c for c in words[number % len(words)] if c.isprintable())[:most].strip() or "x"

    ana, space = User.objects.get(handle="amina.yusuf"), Space.objects.get(slug="welfare-advice")
    topic = start_topic(space, author=ana, title=line(0), text=words[0], topics=["hostile"])
    refused = 0
    for number, payload in enumerate(words):
        try:
            add_reply(topic, author=ana, text=payload)
            if number % 10 == 0:
                _one_of_each(ana, space, words, number, line)
        except REFUSED:
            refused += 1
    assert refused < len(words) / 2, refused
    texts = {field.name: line(number, field.longest) for number, field in enumerate(TEXTS)}
    reach = dict.fromkeys(DEFAULTS, "everyone")
    change_profile(Profile.objects.get(user=ana), texts=texts, topics=[(line(7, 40), 3)], reach=reach, photo=None)


def _one_of_each(ana: User, space: Space, words: list[str], number: int, line) -> None:
    start_topic(space, author=ana, title=line(number), text=words[number], topics=[line(number + 1, 40)])
    text = "\n\n".join(words[number : number + 10])
    create_page(space, author=ana, title=f"Hostile {line(number, 60)}", text=text, topics=["hostile"])
    said = dict(zip(("meant", "happened", "why", "next_time"), words[number:] + words, strict=False))
    lesson = write_lesson(
        None,
        author=ana,
        title=line(number, 140),
        texts=said,
        price=line(number, 100),
        timeline=[{"at": "", "text": line(number)}],
        steps=[{"text": line(number), "owner": line(number + 1, 90), "due": "", "state": "done"}],
    )
    release_lesson(lesson, by=ana, audience="space")
    about = {"title": line(number), "summary": line(number + 1), "source": line(number + 2), "topics": ["hostile"]}
    made = add_resource(space, author=ana, file=_file(f"{number} {PLAIN} {words[number]}", ana), **about)
    add_version(made, author=ana, file=_file(f"newer {number} {PLAIN}", ana), note=line(number))


def _file(text: str, uploader: User):
    return files.store(SimpleUploadedFile("words.txt", text.encode()), uploader=uploader)


if __name__ == "__main__":
    fill(hostile(Path(sys.argv[1]), slice(None, None, int(sys.argv[2]))))
    for item in Item.objects.filter(author__handle="amina.yusuf").select_related("space").order_by("-pk")[:40]:
        sys.stdout.write(f"{item.kind} {item.get_absolute_url()}\n")

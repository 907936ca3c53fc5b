"""Content to measure, beside the demo's: run in a process of its own on the folder in HUB_DATA, writes what it made to
`filled.json` there. `python bench/filling.py topics|crowd [COUNT]`
"""

import json
import os
import sys
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from forums.actions import add_reply, start_topic
from hub import worker
from hub.models import Affiliation, Agency, Event, Item, Space, User, Watch
from wiki.actions import create_page

SPACE = "welfare-advice"
POSTS, AUTHORS = 50, 60


def topics(count: int) -> dict:
    """`count` discussions of fifty posts by sixty people: a quarter of the posts answer another than the opening."""
    space, chance, people = Space.objects.get(slug=SPACE), Random(3), made_people(AUTHORS)
    words = [path.read_text().split("@@", 2)[1] for path in sorted((ROOT / "wiki" / "demo" / "pages").glob("*/*.md"))]
    text = "\n".join(words)
    paths = []
    for number in range(count):
        with transaction.atomic():
            topic = start_topic(space, author=people[number % AUTHORS], title=f"Measured {number}", text=a_post(text, chance))
            posts = [topic.opening]
            for place in range(1, POSTS):
                parent = chance.choice(posts) if place % 4 == 0 else None
                author = people[(number + place) % AUTHORS]
                posts.append(add_reply(topic, author=author, text=a_post(text, chance), parent=parent, quiet=True))
        paths.append(topic.get_absolute_url())
    worker.run_once()
    return {"topics": paths}


def crowd(count: int) -> dict:
    """A discussion that `count` people watch, a page that nobody does, and a session for each of them."""
    space, people = Space.objects.get(slug=SPACE), made_people(count)
    topic = start_topic(space, author=people[0], title="Measured discussion", text="Who hears of it?")
    page = create_page(space, author=people[0], title="Watched by nobody", text="But open in many windows.")
    Watch.objects.bulk_create([Watch(user=person, item=topic) for person in people], ignore_conflicts=True)
    Watch.objects.filter(item=page.pk).delete()
    worker.run_once()
    return {
        "topic": {"id": topic.pk, "url": topic.get_absolute_url()},
        "page": {"id": page.pk, "url": page.get_absolute_url()},
        "sessions": [session_of(person) for person in people],
        "events": Event.objects.count(),
        "items": Item.objects.count(),
    }


def made_people(count: int) -> list[User]:
    """Verified people of the demo's Department of Health and Care."""
    agency = Agency.objects.get(slug="health")
    with transaction.atomic():
        people = [
            User.objects.create_user(
                email=f"measured{n}@health.gov.example", name=f"Measured Person {n}", verified_at=timezone.now()
            )
            for n in range(count)
        ]
        for person in people:
            Affiliation.objects.create(user=person, agency=agency, email=person.email)
    return people


def session_of(person: User) -> str:
    """The key of a session as the door leaves it."""
    now = int(timezone.now().timestamp())
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            "began": now,
            "seen": now,
        }
    )
    session.save()
    return session.session_key


def a_post(text: str, chance: Random) -> str:
    """200 to 1,500 characters of the demo's own pages, as long as posts are."""
    start = chance.randrange(len(text) - 2000)
    return text[start : start + chance.randint(200, 1500)]


if __name__ == "__main__":
    made = {"topics": topics, "crowd": crowd}[sys.argv[1]](int(sys.argv[2]))
    (Path(settings.DATA) / "filled.json").write_text(json.dumps(made))

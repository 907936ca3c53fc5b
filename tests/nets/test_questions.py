"""What stands behind the question mark of an address comes from outside: no value of it breaks a page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from tests.nets import matrix
from tests.nets.test_permissions import client_of
from tests.nets.world import make_world
from tests.sampling import one_of

APPS = ("hub", "wiki", "forums", "resources", "lessons", "profiles", "realtime")


def names() -> list[str]:
    """Every name that the code reads from a question, and those of filters that it reads in a loop."""
    sources = "".join(path.read_text() for app in APPS for path in Path(settings.BASE_DIR, app).rglob("*.py"))
    found = re.findall(r'GET(?:\.get\(|\.getlist\(|\[)"(\w+)"', sources)
    return sorted({*found, "q", "page", "before", "after", "sort", "topic", "agency", "language", "status", "space", "tag"})


VALUES = {"nul": "\0", "huge": "9" * 30, "negative": "-1", "superscript": "²", "half": "\ud800", "long": "x" * 3000}


@pytest.mark.parametrize("value", one_of(list(VALUES), "nul"))
@pytest.mark.slow
def test_x18_no_question_to_any_page_breaks_it(cast, value):
    world = make_world(cast)
    question = urlencode({name: VALUES[value].encode("utf-8", "surrogatepass") for name in names()})
    client, broken = client_of(world, "owner"), {}
    for name in matrix.routes():
        answer = client.get(f"{reverse(name, kwargs=world.arguments(name))}?{question}")
        if answer.status_code >= 500:
            broken[name] = answer.status_code
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert broken == {}

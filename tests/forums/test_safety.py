"""Hostile words in every field of a discussion: nothing runs, nothing leads elsewhere, nothing is lost."""

from html.parser import HTMLParser

import pytest
from django.utils import translation

from forums import actions
from forums.archives import Hand, Message, Thread
from forums.archives.threads import Archive
from forums.imports import running
from forums.models import Topic
from hub.markdown import RefusedText
from hub.models import OutsideAuthor
from tests.hub.test_markdown_safety import payloads
from tests.sampling import sampled


class Dangers(HTMLParser):
    """Elements and attributes of a whole page that would run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        ours = (values.get("src") or "").startswith("/static/") or values.get("type") == "application/json"
        if tag in {"iframe", "object", "embed", "style", "base", "math"} or (tag == "script" and not ours):
            self.found.append(tag)
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name == "style" or address.startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")


@sampled(75, once=True)
def test_x01_no_payload_runs_as_title_topic_text_name_or_quotation(cast, shared, sign_in, some):
    client = sign_in(cast.ana)
    every = list(payloads(shared))[some]
    for start in range(0, len(every), 25):
        chunk = every[start : start + 25]
        topic = actions.start_topic(cast.space, author=cast.ana, title="x", text="words")
        for payload in chunk:
            title = "".join(c for c in payload if c.isprintable())[:200]
            Topic.objects.filter(pk=topic.pk).update(title=title or "x", summary=title, closing_note=title)
            hand = OutsideAuthor.objects.create(source="x", key=str(OutsideAuthor.objects.count()), name=title[:200] or "x")
            try:
                actions.add_reply(topic, author=hand, text=payload)
            except RefusedText:
                continue
        topic = Topic.objects.get(pk=topic.pk)
        post = topic.posts.last()
        for address in (
            topic.get_absolute_url(),
            "/d/",
            f"/d/{topic.pk}/change/",
            f"{topic.get_absolute_url()}?quote={post.pk}",
        ):
            page = client.get(address)
            assert page.status_code == 200
            assert Dangers(page.content.decode()).found == [], address


@sampled(75, once=True)
def test_x01_no_payload_of_an_archive_runs(cast, shared, sign_in, some, monkeypatch):
    every = [payload.replace("\x00", "") for payload in list(payloads(shared))[some]]
    messages = [
        Message(f"m{number}", Hand(f"h{number}", payload, payload), None, html=payload, url=f"https://x.example/{payload}")
        for number, payload in enumerate(every[:50])
    ]
    threads = [Thread("t", every[0], messages, topics=every[:9])]
    monkeypatch.setattr(running, "read_archive", lambda path: Archive("x", threads))
    running.import_archive(cast.space, None)
    topic = Topic.objects.get()
    for address in (topic.get_absolute_url(), f"{topic.get_absolute_url()}?view=flat", "/d/"):
        assert Dangers(sign_in(cast.gus).get(address).content.decode()).found == []


@pytest.mark.parametrize(
    "address", ["/d/?before=x-1", "/d/?after=99999999999999999-1", "/d/?kind=%00", "/d/?tag=%00&space=%27"]
)
def test_addresses_that_make_no_sense_are_the_first_page(cast, sign_in, address):
    assert sign_in(cast.gus).get(address).status_code == 200


@pytest.mark.parametrize(
    "query", ["to=x", "to=²", "to=99999999999999999999", "reply=-1", "draft=٣", "view=x", "after=x", "to=1&reply=2"]
)
@pytest.mark.slow
def test_keys_that_lead_nowhere_show_the_discussion(cast, sign_in, query):
    topic = actions.start_topic(cast.space, author=cast.ana, title="Here", text="words")
    with translation.override("en-gb"):
        assert sign_in(cast.gus).get(f"{topic.get_absolute_url()}?{query}").status_code == 200
        assert sign_in(cast.gus).get(f"/d/{topic.pk}/news/?{query}").status_code == 200


@pytest.mark.parametrize("parent", ["x", "-1", "99999999999999999999", "0"])
def test_a_reply_to_nothing_keeps_its_words(cast, sign_in, parent):
    topic = actions.start_topic(cast.space, author=cast.ana, title="Here", text="words")
    answer = sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "Kept words", "parent": parent})
    assert answer.status_code in (200, 409) and "Kept words" in answer.content.decode()

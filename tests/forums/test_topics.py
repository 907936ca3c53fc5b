"""Discussions as people read and write them: whole requests."""

import pytest

from forums import actions
from forums.models import Post, Topic


@pytest.fixture
def topic(cast):
    return actions.start_topic(cast.space, author=cast.ana, title="Which date applies?", text="The notice or the claim?")


def read(client, topic, **query):
    return client.get(topic.get_absolute_url(), query)


def test_a_member_asks_and_another_answers(cast, sign_in):
    client = sign_in(cast.ana)
    sent = {"form": "question", "title": "Which date applies?", "text": "The **notice** or the claim?", "topics": "council tax"}
    answer = client.post("/s/health-practice/discussions/new/", sent, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>notice</strong>" in page
    topic = Topic.objects.get()
    client = sign_in(cast.dev, fresh=True)
    answer = client.post(f"/d/{topic.pk}/reply/", {"text": "The claim."}, follow=True)
    assert "The claim." in answer.content.decode()
    assert Post.objects.count() == 2

"""Who was mentioned finds it on Home until they have read it."""

import pytest

from forums.actions import add_reply, start_topic
from hub import worker
from hub.home import needs_of
from tests.cast import make_space


def deliver():
    while worker.sweeps["deliver"]():
        pass


@pytest.fixture
def topic(cast):
    return start_topic(make_space(cast.ana, "Open"), author=cast.ana, title="Which date applies?", text="The notice?")


@pytest.mark.slow
def test_an_unread_mention_stands_on_home_and_goes_when_it_is_read(cast, topic, sign_in):
    add_reply(topic, author=cast.dev, text="Ask @cleo, she knows.")
    deliver()
    client = sign_in(cast.cleo)
    page = " ".join(client.get("/").content.decode().split())
    needs = page.split("Needs you")[1].split("</section>")[0]
    assert "Which date applies?" in needs and "Mention" in needs and "Dev Patel, Parks, replied" in needs
    (need,) = [need for need in needs_of(cast.cleo) if need.tag == "Mention"]
    assert client.get(need.url)["Location"].startswith(topic.get_absolute_url())
    assert not [need for need in needs_of(cast.cleo) if need.tag == "Mention"]


def test_what_is_only_watched_is_no_need(cast, topic):
    add_reply(topic, author=cast.dev, text="The claim.")
    deliver()
    assert not [need for need in needs_of(cast.ana) if need.tag == "Mention"]


def test_a04_a_mention_in_what_one_may_not_see_any_more_is_on_nobodys_home(cast, topic):
    add_reply(topic, author=cast.dev, text="Ask @cleo, she knows.")
    deliver()
    topic.space.visibility = "members"
    topic.space.save()
    cast.cleo.forget_standing()
    assert not needs_of(cast.cleo)

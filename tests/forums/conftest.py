"""What the tests of discussions begin with."""

import pytest

from forums import actions


@pytest.fixture
def topic(cast):
    """A question of ana's in the cast's space."""
    return actions.start_topic(
        cast.space, author=cast.ana, title="Which date applies?", text="The **notice** or the claim?", topics=["council tax"]
    )


@pytest.fixture
def answer(cast, topic):
    """What dev answered."""
    return actions.add_reply(topic, author=cast.dev, text="The claim, always the claim.")


@pytest.fixture
def read(sign_in):
    """The page of a discussion as somebody sees it: `read(cast.gus, topic, to=51)`."""

    def _read(person, topic, **query):
        topic.refresh_from_db()
        return sign_in(person, fresh=True).get(topic.get_absolute_url(), query)

    return _read

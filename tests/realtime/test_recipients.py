"""Whom an event may concern is found by one short query: nobody who is to be told is missing from it."""

import pytest

from hub import events
from hub.models import Event, Item, Tag, Watch
from realtime.delivery import concerned, recipients, told_of
from tests.cast import make_person, make_space
from tests.nets.makers import make_idea

Level = Watch.Level


@pytest.fixture
def watched(cast):
    """An idea with a topic, and for each target and each level a person who watches just that."""
    item = make_idea(cast.ana, make_space(cast.ana, "Open"), title="A bench", words="By the pond")
    item.tags.add("parks")
    Item.kinds["profile"].greet(cast.ana)
    profile = Item.objects.get(kind="profile", slug=cast.ana.handle)
    targets = {"item": item, "space": item.space, "tag": Tag.objects.get(slug="parks"), "profile": profile}
    for name, target in targets.items():
        for level in Level:
            person = make_person(f"{name}-{level}", cast.parks)
            Watch.objects.create(user=person, level=level, **{"item" if name == "profile" else name: target})
    return item


def read(event):
    """As the worker reads it."""
    return Event.objects.select_related("item__space", "actor").get(pk=event.pk)


@pytest.mark.parametrize("data", [{}, {"first": True}, {"named_only": True}], ids=["change", "new", "named only"])
def test_whom_an_event_may_concern_holds_everybody_who_is_told(cast, watched, data):
    event = read(events.record(cast.ana, "sample.had", watched, mentioned=[cast.cleo, cast.ana], **data))
    told = set(recipients(event).values_list("pk", flat=True))
    asked = concerned(event, after=0)
    assert told and told <= set(asked) and asked == sorted(asked) and cast.ana.pk not in asked
    assert {person.pk for person in told_of(event, asked)} == told
    if not data:  # everything of the item, its space, its topic and its author; the digest's; the one who is named
        assert len(told) == 4 + 3 + 1


@pytest.mark.slow
def test_what_nobody_did_concerns_watchers_too(cast, watched):
    event = read(events.record(None, "sample.had", watched))
    assert set(recipients(event).values_list("pk", flat=True)) <= set(concerned(event, after=0))

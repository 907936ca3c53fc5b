"""The demo's discussions: colleagues of several bodies ask, disagree, answer and change their pages afterwards.

Each file of `threads/` holds one discussion, as `forums.demo.script` reads it; its name begins with its space.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from forums import actions
from forums.demo.script import Script, Turn, read_script
from forums.models import Post, Topic
from hub.demo import Demo
from hub.models import Item

THREADS = Path(__file__).parent / "threads"
LOUD = 9  # days; what is older has been told and read long ago


def fill(demo: Demo) -> None:
    """Let every discussion happen, turn by turn, in the order of time; then what people marked in them."""
    scripts = [read_script(path) for path in sorted(THREADS.glob("*.md"))]
    turns = sorted(((turn, script) for script in scripts for turn in script.turns), key=lambda pair: -pair[0].days)
    written: dict[str, list[Post]] = {script.title: [] for script in scripts}
    for number, (turn, script) in enumerate(turns):
        posts = written[script.title]
        posts.append(_write(demo, script, turn, posts, number))
    for script in scripts:
        _mark(demo, script, written[script.title])


def _write(demo: Demo, script: Script, turn: Turn, posts: list[Post], number: int) -> Post:
    at = demo.ago(turn.days, hour=8 + number * 7 % 9, minute=number * 17 % 60)
    if posts:
        at = min(max(at, posts[-1].created_at + timedelta(minutes=11)), demo.now)
    told = {"author": demo.people[turn.by], "text": turn.text, "quiet": turn.days > LOUD, "at": at}
    if posts:
        topic = Topic.objects.select_related("space").get(pk=posts[0].topic_id)
        return actions.add_reply(topic, parent=posts[turn.to - 1] if turn.to else None, **told)
    space = demo.spaces[script.space]
    about = Item.objects.filter(kind="page", space=space, title=script.about).first() if script.about else None
    topic = actions.start_topic(space, title=script.title, form=script.form, topics=script.topics, about=about, **told)
    return topic.opening


def _mark(demo: Demo, script: Script, posts: list[Post]) -> None:
    """What was found of the posts, which is the answer, how far some have read, what is pinned or closed."""
    topic = posts[0].topic
    later = min(posts[-1].created_at + timedelta(hours=1), demo.now)
    for number, kind, handle in script.found:
        actions.react(posts[number - 1], user=demo.people[handle], kind=kind)
    for number, handle in script.accepted:
        actions.accept_post(posts[number - 1], by=demo.people[handle], at=later)
    for number, handle in script.verified:
        actions.verify_post(posts[number - 1], by=demo.people[handle], at=later)
    for number, handle in script.read:
        actions.read_up_to(topic, reader=demo.people[handle], number=number)
    if script.pinned:
        until = demo.ago(-script.pinned).date()
        actions.pin_topic(topic, by=demo.people[script.turns[0].by], until=until)
    if script.closed:
        actions.close_topic(topic, by=demo.people[script.turns[0].by], note=script.closed)

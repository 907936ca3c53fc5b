"""How much somebody wants to hear: in the digest only is no bell, and an edit that names one tells that one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import add_reply, edit_post, start_topic
from hub.actions import watching
from hub.models import Mail, Membership, User, Watch
from lessons.actions import edit_lesson, release_lesson, write_lesson
from realtime import digests
from realtime.models import Digest, Notification
from wiki.actions import create_page, edit_page


@pytest.fixture
def topic(cast, work):
    topic = start_topic(cast.space, author=cast.ana, title="Which form?", text="words")
    work()
    return topic


def fresh(user):
    return User.objects.get(pk=user.pk)


def digest_of(user):
    Digest.objects.update_or_create(user=user, defaults={"next_at": timezone.now() - timedelta(minutes=1)})
    digests.send_due()
    return Mail.objects.filter(user=user, kind="digest").order_by("pk")


@pytest.mark.slow
def test_nt_03_in_the_digest_only_is_no_bell_no_toast_and_one_line_in_the_mail(cast, sign_in, topic, work):
    watching.set_level(cast.dev, topic, Watch.Level.DIGEST)
    version = fresh(cast.dev).bell_version
    add_reply(topic, author=cast.ana, text="First")
    add_reply(topic, author=cast.ana, text="Second")
    work()
    person, client = fresh(cast.dev), sign_in(cast.dev)
    assert (person.unread, person.bell_version) == (0, version)
    assert "Which form?" not in client.get("/notifications/").content.decode()
    assert "Which form?" not in client.get("/notifications/panel/").content.decode()
    assert client.get("/notifications/state/").json()["newest"] == []
    sent = digest_of(cast.dev).last()
    assert sent.about == [topic.pk]
    # Told once: the next digest begins anew.
    assert digest_of(cast.dev).count() == 1
    add_reply(topic, author=cast.ana, text="Third")
    work()
    assert digest_of(cast.dev).count() == 2
    assert Notification.objects.filter(user=cast.dev).count() == 2


@pytest.mark.slow
def test_nt_03_a_mention_rings_the_bell_though_the_rest_waits_for_the_digest(cast, topic, work):
    watching.set_level(cast.dev, cast.space, Watch.Level.DIGEST)
    add_reply(topic, author=cast.ana, text="First")
    work()
    assert fresh(cast.dev).unread == 0
    add_reply(topic, author=cast.ana, text="What do you say, @dev?")
    work()
    notice = Notification.objects.get(user=cast.dev)
    assert (fresh(cast.dev).unread, notice.in_bell, notice.count, notice.reason) == (1, True, 2, "mention")


@pytest.mark.slow
def test_nt_06_what_was_read_in_the_hub_is_not_in_the_digest(cast, sign_in, topic, work):
    watching.set_level(cast.dev, topic, Watch.Level.DIGEST)
    add_reply(topic, author=cast.ana, text="First")
    work()
    sign_in(cast.dev).post("/notifications/read/", {"item": topic.pk})
    assert digest_of(cast.dev).count() == 0


@pytest.mark.slow
def test_nt_14_a_digest_that_may_not_go_is_written_again_without_what_was_lost(cast, topic, work):
    other = start_topic(cast.space, author=cast.ana, title="Another", text="words")
    work()
    for one in (topic, other):
        watching.set_level(cast.dev, one, Watch.Level.DIGEST)
        add_reply(one, author=cast.ana, text="First")
    work()
    sent = digest_of(cast.dev).last()
    Membership.objects.filter(user=cast.dev, space=cast.space).delete()
    assert not digests.may_still_go(Mail.objects.get(pk=sent.pk))
    Membership.objects.create(user=cast.dev, space=cast.space, role="member")
    assert sorted(digest_of(cast.dev).last().about) == sorted([topic.pk, other.pk])


@pytest.mark.parametrize("kind", ["post", "lesson", "small change of a page"])
@pytest.mark.slow
def test_an_edit_that_names_somebody_tells_that_one_and_no_watcher(cast, work, kind):
    if kind == "post":
        item = start_topic(cast.space, author=cast.ana, title="T", text="words")
        edit = lambda text: edit_post(item.opening, editor=cast.ana, text=text)  # noqa: E731
    elif kind == "lesson":
        said = {"meant": "a", "happened": "b", "why": "c", "next_time": "d"}
        item = release_lesson(write_lesson(cast.space, author=cast.ana, texts=said), by=cast.ana, audience="space")
        edit = lambda text: edit_lesson(item, editor=cast.ana, texts={**said, "why": text})  # noqa: E731
    else:
        item = create_page(cast.space, author=cast.ana, title="P", text="words")
        edit = lambda text: edit_page(  # noqa: E731
            item, editor=cast.ana, title="P", text=text, base=item.current.number, minor=True
        )
    watching.set_level(cast.gus, item, Watch.Level.EVERYTHING)
    work()
    Notification.objects.all().delete()
    edit("Ask @dev about it")
    work()
    assert list(Notification.objects.values_list("user", "reason")) == [(cast.dev.pk, "mention")]
    Notification.objects.all().delete()
    item.refresh_from_db()
    edit("Ask @dev about it, or the office")
    work()
    assert not Notification.objects.exists()  # named before: nothing new to them

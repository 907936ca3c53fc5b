"""Several people at the same moment: one post of twenty clicks, numbers without gaps, one mark, counts that are right."""

import pytest
from django.db import connection

from forums import actions
from forums.models import Post, Reaction, Topic
from tests.cast import make_person
from tests.wiki.test_at_once import at_once, client_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory, as tests have it, is written by one at a time"),
]


def test_w12_a_question_and_a_reply_sent_twenty_times_at_once_are_one_each(cast):
    clients = [client_of(cast.dev) for _ in range(20)]
    asked = {"form": "question", "title": "At once?", "text": "The same words."}
    at_once([lambda client=client: client.post("/s/health-practice/discussions/new/", asked) for client in clients])
    topic = Topic.objects.get()
    at_once([lambda client=client: client.post(f"/d/{topic.pk}/reply/", {"text": "Same reply"}) for client in clients])
    assert [post.text for post in topic.posts.all()] == ["The same words.", "Same reply"]


def test_replies_of_many_at_once_are_numbered_without_gaps_and_counted(cast, topic):
    def reply(number):
        return client_of([cast.dev, cast.ana][number % 2]).post(f"/d/{topic.pk}/reply/", {"text": f"Reply {number}"})

    answers = at_once([lambda number=number: reply(number) for number in range(16)])
    assert {answer.status_code for answer in answers} == {302}
    topic.refresh_from_db()
    assert [post.number for post in topic.posts.all()] == list(range(1, 18))
    assert (topic.replies, topic.people, topic.last_number) == (16, 2, 17)
    assert topic.last_post_id == topic.posts.last().pk


def test_w16_reactions_at_once_equal_their_rows(cast, topic, answer):
    people = [make_person(f"p{n}", cast.parks) for n in range(6)]
    for person in people:
        cast.space.memberships.create(user=person, role="member")
    clicks = [person for person in people for _ in range(3)]
    address = f"/d/{topic.pk}/post/{answer.pk}/react/"
    at_once([lambda person=person: client_of(person).post(address, {"kind": "useful"}) for person in clicks])
    assert Reaction.objects.count() == 6
    assert "Useful (6)" in client_of(cast.gus).get(topic.get_absolute_url()).content.decode()


def test_w16_two_answers_accepted_at_once_leave_one(cast, topic, answer):
    other = actions.add_reply(topic, author=cast.dev, text="Another")
    posts = [answer, other] * 4
    at_once([lambda post=post: client_of(cast.ana).post(f"/d/{topic.pk}/post/{post.pk}/accept/") for post in posts])
    assert Topic.objects.get().accepted_id in {answer.pk, other.pk}
    page = client_of(cast.gus).get(topic.get_absolute_url()).content.decode()
    assert page.count("Accepted answer<") == 1


def test_w17_a_reply_that_meets_the_closing_is_in_or_refused_with_its_text(cast, topic):
    def close():
        return client_of(cast.ana).post(f"/d/{topic.pk}/close/", {"when": "0", "note": "Done"})

    def reply(number):
        return client_of(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": f"Words {number}"})

    answers = at_once([*[lambda n=n: reply(n) for n in range(5)], close, *[lambda n=n: reply(n) for n in range(5, 10)]])
    kept = set(Post.objects.filter(number__gt=1).values_list("text", flat=True))
    for number, got in enumerate(answers[:5] + answers[6:]):
        words = f"Words {number}"
        assert (got.status_code == 302 and words in kept) or (got.status_code == 409 and words in got.content.decode())

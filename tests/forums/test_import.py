"""Discussions of other systems, brought in: dumps and mailboxes, as often as one likes, and out again."""

import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from forums import actions
from forums.archives import Unreadable, read_archive
from forums.imports import import_archive, undo
from forums.models import Post, Topic
from hub.models import Delivery, Event, ImportRun, Space


def words(answer) -> str:
    return answer.content.decode()


def record(**more):
    """A thread as dumps have it."""
    comment = {
        "id": 7,
        "author": "Cy",
        "author_id": "3",
        "date": "2012-01-03T10:00:00",
        "text": "@Ada `quite` [[so]]",
        "score": 0,
    }
    reply = {
        "id": 2,
        "author": "Bo",
        "author_id": "2",
        "date": "2012-01-02T10:00:00.5",
        "edited": None,
        "body_html": '<p>Never. <img src="https://pictures.example/x.png" alt="a chart"></p><script>alert(1)</script>',
        "comments": [comment],
    }
    return {
        "site": "ask.example",
        "id": 1,
        "url": "https://ask.example/q/1",
        "title": "May we quote?",
        "tags": ["house-rules"],
        "author": "Ada",
        "author_id": "1",
        "date": "2012-01-01T10:00:00",
        "closed": None,
        "accepted": "2",
        "body_html": '<h1>Quoting</h1><p>May we? See <a href="/help">help</a>.</p>',
        "comments": [],
        "replies": [reply],
        **more,
    }


@pytest.fixture
def dump(tmp_path):
    def write(*records, name="threads.jsonl.gz"):
        path = tmp_path / name
        lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
        path.write_bytes(gzip.compress("\n".join(lines).encode()))
        return path

    return write


def test_dates_order_hands_and_the_answer_are_kept_and_each_post_names_its_source(cast, dump, read):
    run = import_archive(cast.space, dump(record()), by=cast.root)
    topic = Topic.objects.get()
    assert [(post.number, post.hand_name, post.depth) for post in topic.posts.all()] == [
        (1, "Ada", 0),
        (2, "Bo", 1),
        (3, "Cy", 2),
    ]
    assert topic.created_at.isoformat() == "2012-01-01T10:00:00+00:00" and topic.last_post_at.day == 3
    assert (topic.accepted.hand_name, topic.replies, topic.people, topic.is_answered) == ("Bo", 2, 3, True)
    assert [tag.name for tag in topic.tags.all()] == ["house rules"]
    page = words(read(cast.gus, topic))
    for address in ("https://ask.example/q/1", "https://ask.example/a/2", "https://ask.example/a/2#comment7"):
        assert f'href="{address}"' in page
    assert page.count("imported author") >= 3 and "Accepted answer" in page
    assert [entry["did"] for entry in run.report] == ["made"]


def test_imported_html_is_clean_and_loads_nothing_from_elsewhere(cast, dump):
    import_archive(cast.space, dump(record()))
    opening, reply, comment = Topic.objects.get().posts.all()
    assert "<h2>Quoting</h2>" in opening.html and 'href="https://ask.example/help"' in opening.html
    assert "<img" not in reply.html and "script" not in reply.html and 'href="https://pictures.example/x.png"' in reply.html
    assert "<code>quite</code>" in comment.html and "data-link" not in comment.html and "@Ada" in comment.html


@pytest.mark.slow
def test_twice_is_once_and_what_came_since_is_added(cast, dump):
    import_archive(cast.space, dump(record()))
    run = import_archive(cast.space, dump(record()))
    assert [entry["did"] for entry in run.report] == ["unchanged"] and Post.objects.count() == 3
    later = record(closed="2012-02-01T10:00:00")
    later["replies"][0]["body_html"] = "<p>Rarely.</p>"
    later["replies"].append(
        {**later["replies"][0], "id": 9, "body_html": "<p>Often.</p>", "comments": [], "date": "2012-01-09T10:00:00"}
    )
    run = import_archive(cast.space, dump(later))
    assert [entry["did"] for entry in run.report] == ["changed"]
    topic = Topic.objects.get()
    assert [post.words for post in topic.posts.all()] == ["Quoting\nMay we? See help.", "Rarely.", "@Ada quite so", "Often."]
    assert topic.is_closed and topic.last_post_at.day == 9 and topic.replies == 3


def test_an_import_tells_nobody(cast, dump, work):
    from realtime.models import Notification

    import_archive(cast.space, dump(record()), by=cast.root)
    work()
    assert not Notification.objects.exists()
    assert not Delivery.objects.filter(done_at=None).exists()
    event = Event.objects.get(verb="forums.topic_imported")
    assert event.quiet and event.actor == cast.root and event.created_at.year == 2012
    assert Event.objects.get(verb="forums.threads_imported").data["made"] == 1


def test_a_line_that_is_no_thread_is_named_and_stops_nothing(cast, dump):
    run = import_archive(
        cast.space, dump('{"id": 3}', "[1]", '{"broken', record(), record(id=4, url="https://ask.example/q/4"))
    )
    assert [entry["did"] for entry in run.report] == ["made", "made", "skipped", "skipped", "skipped"]
    assert [entry["path"] for entry in run.report[2:]] == ["line 1", "line 2", "line 3"]


def test_hands_without_a_number_and_dates_that_make_no_sense_are_taken(cast, dump):
    broken = record(author=None, author_id=None, date="yesterday", title="  Two \n lines ", tags=None, closed="soon")
    broken["replies"][0] |= {"author_id": None, "date": None, "comments": None}
    import_archive(cast.space, dump(broken))
    topic = Topic.objects.get()
    assert topic.title == "Two lines" and topic.outside_author.name == "Unknown author" and not topic.is_closed


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08broken", b"%PDF-1.4", b"\xff\xfe\x00"])
@pytest.mark.slow
def test_what_is_no_archive_is_refused_and_leaves_nothing(cast, tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        import_archive(cast.space, path)
    assert not ImportRun.objects.exists()


def test_an_import_is_taken_back_but_for_what_people_wrote_in(cast, dump):
    run = import_archive(cast.space, dump(record(), record(id=4, url="https://ask.example/q/4", title="Other")), by=cast.root)
    touched = Topic.objects.select_related("space").get(title="Other")
    actions.add_reply(touched, author=cast.dev, text="Still true")
    assert undo(run, by=cast.root) == [touched]
    assert [topic.title for topic in Topic.objects.filter(removed_at=None)] == ["Other"]
    again = import_archive(cast.space, dump(record()))
    assert [entry["did"] for entry in again.report] == ["made"]


def test_the_command_makes_the_space_reports_and_takes_back(cast, dump):
    out = StringIO()
    path = str(dump(record(), "no json"))
    call_command("import_threads", "questions", path, create="Questions", person=cast.root.email, stdout=out)
    assert "1 discussions made" in out.getvalue() and "1 left out" in out.getvalue() and "This is no thread" in out.getvalue()
    space = Space.objects.get(slug="questions")
    assert space.memberships.get().user == cast.root
    run = ImportRun.objects.get()
    call_command("import_threads", "questions", undo=run.pk, stdout=out)
    assert not Topic.objects.filter(removed_at=None).exists() and ImportRun.objects.get().undone_at
    for wrong in ({"undo": run.pk}, {"source": Path(path + "x")}, {}):
        with pytest.raises(CommandError):
            call_command("import_threads", "questions", **({"undo": None, **wrong}), stdout=out)
    with pytest.raises(CommandError):
        call_command("import_threads", "nowhere", path, stdout=out)


MAILS = b"""From ann@list.example Mon Jan  2 10:00:00 2006
From: =?utf-8?q?Ann_=C5=B4yn?= <ann@list.example>
Subject: [bins] Blue or green?
Date: Mon, 02 Jan 2006 10:00:00 +0000
Message-ID: <one@list.example>

Which bin for *cartons*?

# not a heading

From bob@list.example Tue Jan  3 10:00:00 2006
From: bob@list.example
Subject: Re: [bins] Blue or green?
Date: Tue, 03 Jan 2006 10:00:00 +0000
Message-ID: <two@list.example>
In-Reply-To: <one@list.example>

> Which bin for *cartons*?

Blue.
<script>alert(1)</script>

From cai@list.example Wed Jan  4 10:00:00 2006
From: Cai <cai@list.example>
Subject: RE: blue or green?
Date: nonsense
References: <one@list.example> <two@list.example>

Green in Wales.
"""


@pytest.mark.slow
def test_a_mailbox_becomes_discussions_by_what_its_messages_answer(cast, tmp_path, read):
    path = tmp_path / "bins.mbox"
    path.write_bytes(MAILS)
    import_archive(cast.space, path)
    topic = Topic.objects.get()
    assert topic.title == "Blue or green?" and topic.form == "discussion"
    assert [(post.hand_name, post.depth) for post in topic.posts.all()] == [("Ann Ŵyn", 0), ("bob", 1), ("Cai", 2)]
    page = words(read(cast.gus, topic))
    assert "<blockquote>" in page and "*cartons*" in page and "<script>alert" not in page and "list.example" not in page
    assert topic.last_post_at.isoformat().startswith("2006-01-04T10:00:00")


@pytest.mark.slow
def test_every_mailbox_of_the_corpus_is_read_whatever_is_broken_in_it(cast, shared):
    paths = sorted((shared / "corpus/threads/mbox").iterdir())
    for path in paths:
        run = import_archive(cast.space, path)
        assert "made" in {entry["did"] for entry in run.report}, path.name
    assert len(paths) == 21 and Topic.objects.count() >= 21
    for path in paths:
        assert {entry["did"] for entry in import_archive(cast.space, path).report} == {"unchanged"}, path.name


@pytest.mark.slow
def test_a_sample_of_the_corpus_opens_page_by_page(cast, shared, tmp_path, sign_in):
    with gzip.open(shared / "corpus/threads/history-meta-se.jsonl.gz", "rt") as packed:
        lines = packed.read().splitlines()[::28]
    path = tmp_path / "sample.jsonl"
    path.write_text("\n".join(lines))
    records = [json.loads(line) for line in lines]
    import_archive(cast.space, path)
    assert Topic.objects.count() == len(records)
    assert Post.objects.count() == sum(_messages(record) for record in records)
    client = sign_in(cast.gus)
    for topic in Topic.objects.all():
        page = client.get(topic.get_absolute_url())
        assert page.status_code == 200 and "history.meta" in words(page)


@pytest.mark.slow
def test_the_whole_corpus_keeps_every_count_and_a_second_run_changes_nothing(cast, shared):
    path = shared / "corpus/threads/history-meta-se.jsonl.gz"
    import_archive(cast.space, path)
    posts = Post.objects.all()
    assert (Topic.objects.count(), posts.count()) == (556, 556 + 1095 + 3454)
    assert Topic.objects.filter(accepted__isnull=False).count() == 181
    assert Topic.objects.filter(closed_at__isnull=False).count() == 8
    assert not posts.filter(html__contains="<img").exists() and not posts.filter(html__contains="<script").exists()
    assert {entry["did"] for entry in import_archive(cast.space, path).report} == {"unchanged"}
    assert posts.count() == 5105


def test_the_corpus_is_read_whole_with_its_accepted_answers(shared):
    archive = read_archive(shared / "corpus/threads/history-meta-se.jsonl.gz")
    keys = {message.key for thread in archive.threads for message in thread.messages}
    accepted = [thread.accepted for thread in archive.threads if thread.accepted]
    assert (len(archive.threads), len(keys), len(accepted)) == (556, 5105, 181)
    assert set(accepted) <= keys and not archive.skipped


def _messages(record: dict) -> int:
    replies = record["replies"]
    return 1 + len(record["comments"]) + len(replies) + sum(len(reply["comments"]) for reply in replies)

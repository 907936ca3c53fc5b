"""Discussions as people write them: whole requests."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forums import actions
from forums.models import EarlierPost, Post, Topic
from hub.models import Draft, Event, File, Item, Watch
from tests.cast import make_space

NEW = "/s/health-practice/discussions/new/"


def words(answer) -> str:
    return answer.content.decode()


def ask(client, **sent):
    sent = {"form": "question", "title": "Which date applies?", "text": "The **notice** or the claim?", **sent}
    return client.post(NEW, sent, follow=True)


def test_fo_01_a_member_asks_with_type_and_topics_and_another_answers(cast, sign_in):
    page = words(ask(sign_in(cast.ana), topics="council tax, Appeals"))
    assert "<strong>notice</strong>" in page and "Open</strong>" in page
    assert 'href="/t/council-tax/"' in page and "Appeals" in page
    topic = Topic.objects.get()
    page = words(sign_in(cast.dev, fresh=True).post(f"/d/{topic.pk}/reply/", {"text": "The claim."}, follow=True))
    assert "The claim." in page and "1 reply, 2 people" in page
    assert [event.verb for event in Event.objects.filter(item=topic.pk).order_by("pk")] == [
        "forums.question_begun",
        "forums.replied",
    ]


def test_a_form_with_faults_says_how_to_put_them_right_and_keeps_what_was_sent(cast, sign_in):
    page = words(ask(sign_in(cast.ana), title="  ", text="Kept words"))
    assert "Enter a title" in page and "Kept words" in page and "<title>Error:" in page
    page = words(ask(sign_in(cast.ana), title="?!", text=" \n "))
    assert "Enter a title with at least one word" in page and "Enter the text" in page
    assert not Topic.objects.exists()


def test_only_moderators_and_owners_announce(cast, sign_in):
    sent = {"form": "announcement", "title": "Moved", "text": "We moved."}
    page = sign_in(cast.dev).post(NEW, sent)
    assert "announcement" not in words(sign_in(cast.dev).get(NEW)) and not Topic.objects.exists() and page.status_code == 200
    assert "Announcement</strong>" in words(sign_in(cast.ana).post(NEW, sent, follow=True))


def test_new_starts_from_the_title_and_type_in_the_address(cast, sign_in):
    page = words(sign_in(cast.dev).get(NEW, {"title": "Who pays?", "form": "discussion"}))
    assert 'value="Who pays?"' in page and 'value="discussion" checked' in page
    answer = sign_in(cast.dev).get("/new/topic/", {"title": "Who pays?"})
    assert answer["Location"] == f"{NEW}?title=Who+pays%3F"


@pytest.mark.slow
def test_a_reader_reads_and_cannot_write_and_outsiders_know_nothing_of_it(cast, read, sign_in, topic):
    page = words(read(cast.gus, topic))
    assert "Which date applies?" in page and "Post reply" not in page and "you need a role in this space" in page
    assert sign_in(cast.gus, fresh=True).post(f"/d/{topic.pk}/reply/", {"text": "I try"}).status_code == 403
    for outsider in (cast.ben, cast.cleo, cast.root):
        client = sign_in(outsider, fresh=True)
        never = client.get("/d/987654/x/")
        there = client.get(topic.get_absolute_url())
        assert (there.status_code, never.status_code) == (404, 404)
        assert client.post(f"/d/{topic.pk}/reply/", {"text": "words"}).status_code == 404
    assert topic.posts.count() == 1


def test_an_old_or_missing_slug_leads_to_the_discussion(cast, sign_in, topic):
    client = sign_in(cast.gus)
    for address in (f"/d/{topic.pk}/", f"/d/{topic.pk}/what-it-was-called/"):
        answer = client.get(address, {"to": "5"})
        assert (answer.status_code, answer["Location"]) == (301, f"{topic.get_absolute_url()}?to=5")
    assert client.get("/d/99999999999999999999999/x/").status_code == 404


@pytest.mark.slow
def test_w12_the_same_question_or_reply_sent_twenty_times_is_one(cast, sign_in):
    client = sign_in(cast.ana)
    for _click in range(20):
        ask(client)
    topic = Topic.objects.get()
    dev = sign_in(cast.dev, fresh=True)
    for _click in range(20):
        assert dev.post(f"/d/{topic.pk}/reply/", {"text": "The claim."}).status_code == 302
    assert topic.posts.count() == 2
    dev.post(f"/d/{topic.pk}/reply/", {"text": "Something else."})
    assert topic.posts.count() == 3
    assert Event.objects.filter(verb="forums.replied").count() == 2


def test_w17_a_closed_discussion_refuses_replies_and_keeps_the_text(cast, sign_in, topic):
    actions.close_topic(topic, by=cast.ana, note="Answered on our page about arrears")
    answer = sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "Half an hour of work"})
    assert answer.status_code == 409
    assert "This discussion was closed" in words(answer) and "Answered on our page" in words(answer)
    assert "Half an hour of work</textarea>" in words(answer)
    assert topic.posts.count() == 1


def test_whoever_lost_the_right_meanwhile_gets_the_text_back(cast, sign_in, topic):
    cast.space.memberships.filter(user=cast.dev).update(role="reader")
    answer = sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "Long words"})
    assert answer.status_code == 403 and "Long words</textarea>" in words(answer)
    cast.space.memberships.filter(user=cast.dev).delete()
    answer = sign_in(cast.dev, fresh=True).post(f"/d/{topic.pk}/reply/", {"text": "Long words"})
    assert answer.status_code == 404 and "Long words</textarea>" in words(answer) and "Which date" not in words(answer)


def test_what_was_answered_and_removed_meanwhile_gives_the_text_back(cast, sign_in, topic, answer):
    actions.remove_post(answer, by=cast.dev)
    got = sign_in(cast.ana).post(f"/d/{topic.pk}/reply/", {"text": "But why?", "parent": answer.pk})
    assert got.status_code == 409 and "But why?</textarea>" in words(got)


def test_fo_02_replies_stand_one_level_deep_and_say_whom_they_answer(cast, read, topic, answer):
    below = actions.add_reply(topic, author=cast.ana, text="Also in Wales?", parent=answer)
    deeper = actions.add_reply(topic, author=cast.dev, text="There too.", parent=below)
    page = words(read(cast.gus, topic))
    assert page.count("hub-posts--below") == 1
    assert "replying to Dev Patel" in page and "replying to Ana Lloyd" in page
    assert f'<article class="hub-post" id="post-{deeper.pk}" aria-labelledby="post-{deeper.pk}-by">' in page


def test_a_reply_to_another_discussions_post_is_refused(cast, sign_in, topic, answer):
    other = actions.start_topic(cast.space, author=cast.ana, title="Other", text="words")
    got = sign_in(cast.dev).post(f"/d/{other.pk}/reply/", {"text": "Crossed", "parent": answer.pk})
    assert got.status_code == 409 and other.posts.count() == 1


def test_fo_05_a_post_is_quoted_with_its_writer_and_only_by_who_may_see_it(cast, read, sign_in, topic, answer):
    page = words(read(cast.ana, topic, quote=answer.pk))
    assert f"[Dev Patel wrote](/d/{topic.pk}/which-date-applies/?to={answer.pk}#post-{answer.pk}):" in page
    assert "&gt; The claim, always the claim." in page and "Replying to Dev Patel" in page
    part = sign_in(cast.gus, fresh=True).get(f"/d/{topic.pk}/post/{answer.pk}/quote/", {"words": "always"})
    assert part.content.decode().endswith("\n> always\n\n") and part["Content-Type"].startswith("text/plain")
    assert sign_in(cast.ben, fresh=True).get(f"/d/{topic.pk}/post/{answer.pk}/quote/").status_code == 404


@pytest.mark.slow
def test_fo_05_quoting_into_a_wider_discussion_warns(cast, read, topic, answer):
    wide = actions.start_topic(make_space(cast.ana, "Open", "open"), author=cast.ana, title="Wide", text="words")
    assert "Take out what they should not know" in words(read(cast.dev, wide, quote=answer.pk))
    other = actions.start_topic(wide.space, author=cast.ana, title="As wide", text="words")
    assert "Take out what" not in words(read(cast.dev, other, quote=wide.opening_id))
    assert read(cast.ben, wide, quote=answer.pk).status_code == 404


def test_fo_06_who_is_named_and_may_see_it_is_told_and_the_others_are_named_to_the_writer(cast, sign_in, topic, work):
    page = sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "Ask @gus and @ben, not @nobody."}, follow=True)
    assert "Not told, because they cannot see this discussion: Ben Okoro" in words(page)
    work()
    event = Event.objects.get(verb="forums.replied")
    assert [person.handle for person in event.mentioned.all()] == ["gus"]


@pytest.mark.slow
def test_fo_10_a_reply_that_is_begun_waits_on_the_server_and_goes_when_it_is_posted(cast, read, sign_in, topic, answer):
    fields = {"text": "Half a thought", "parent": str(answer.pk)}
    draft = Draft.objects.create(user=cast.ana, kind="post", item=Item.objects.get(pk=topic.pk), fields=fields)
    assert f"?draft={draft.pk}#reply" in words(read(cast.ana, topic))
    page = words(read(cast.ana, topic, draft=draft.pk))
    assert "Half a thought</textarea>" in page and "Replying to Dev Patel" in page
    assert "Half a thought" not in words(read(cast.dev, topic, draft=draft.pk))
    sign_in(cast.ana).post(f"/d/{topic.pk}/reply/", {"text": "A whole thought"})
    assert not Draft.objects.exists()


def test_a_draft_of_changed_words_leads_to_their_form(cast, read, sign_in, topic, answer):
    item = Item.objects.get(pk=topic.pk)
    draft = Draft.objects.create(user=cast.dev, kind=f"post_{answer.pk}", item=item, fields={"text": "Better words"})
    assert f'href="{topic.get_absolute_url()}?draft={draft.pk}"' in words(sign_in(cast.dev).get("/drafts/"))
    assert read(cast.dev, topic, draft=draft.pk)["Location"] == f"/d/{topic.pk}/post/{answer.pk}/edit/"


def test_fo_24_files_in_a_post_open_only_to_who_can_see_the_discussion(cast, sign_in, topic):
    file = SimpleUploadedFile("plan.txt", b"A plan.\n")
    sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "See the file.", "attachments": file})
    stored = File.objects.get()
    assert stored.item_id == topic.pk and f"(/f/{stored.pk}/)" in topic.posts.last().text
    assert b"".join(sign_in(cast.gus, fresh=True).get(f"/f/{stored.pk}/")) == b"A plan.\n"
    assert sign_in(cast.ben, fresh=True).get(f"/f/{stored.pk}/").status_code == 404


def test_a_file_that_is_refused_keeps_the_reply(cast, sign_in, topic):
    file = SimpleUploadedFile("run.exe", b"MZ\x00")
    page = words(sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "My words", "attachments": file}))
    assert "cannot be attached" in page and "My words</textarea>" in page and topic.posts.count() == 1


def test_preview_without_scripts_saves_nothing(cast, sign_in, topic):
    page = words(sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "So **bold**", "preview": "1"}))
    assert "<strong>bold</strong>" in page and "Nothing is saved yet" in page and "So **bold**</textarea>" in page
    assert topic.posts.count() == 1


@pytest.mark.slow
def test_a_text_that_is_too_long_is_refused_with_its_words(cast, sign_in, topic):
    page = sign_in(cast.dev).post(f"/d/{topic.pk}/reply/", {"text": "long " * 60_000})
    assert "long long" in words(page) and "govuk-error-summary" in words(page) and topic.posts.count() == 1


@pytest.mark.slow
def test_fo_12_words_mended_at_once_leave_no_trace_and_later_ones_stay_readable(cast, read, sign_in, topic, answer):
    edit = f"/d/{topic.pk}/post/{answer.pk}/edit/"
    dev = sign_in(cast.dev)
    assert "The claim, always the claim.</textarea>" in words(dev.get(edit))
    dev.post(edit, {"text": "The claim. Always."})
    assert not EarlierPost.objects.exists() and "edited" not in words(read(cast.gus, topic))
    Post.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(hours=2))
    page = words(dev.post(edit, {"text": "The claim, see [[Arrears]]."}, follow=True))
    assert "edited<span" in page and "Always" not in page
    page = words(sign_in(cast.gus, fresh=True).get(f"/d/{topic.pk}/post/{answer.pk}/history/"))
    assert "The claim. Always." in page and "As it stands since" in page
    assert sign_in(cast.ana, fresh=True).post(edit, {"text": "Not mine"}).status_code == 403


def test_editing_moves_no_list_and_tells_nobody_but_search_reads_it_again(cast, topic, answer):
    before = Topic.objects.get(pk=topic.pk)
    actions.edit_post(answer, editor=cast.dev, text="The day of the heron.")
    after = Topic.objects.get(pk=topic.pk)
    assert (after.changed_at, after.last_post_at) == (before.changed_at, before.last_post_at)
    assert after.shown > before.shown
    assert Event.objects.get(verb="forums.post_edited").quiet
    assert "The day of the heron." in {anchor: text for anchor, _title, text in after.search_parts()}[answer.anchor]


def test_a_change_of_title_keeps_old_links_and_a_moderators_hand_off_the_words(cast, sign_in, topic):
    page = words(sign_in(cast.ana).get(f"/d/{topic.pk}/change/"))
    assert 'value="council tax"' in page
    sent = {"title": "Which day counts?", "form": "discussion", "topics": "appeals"}
    answer = sign_in(cast.ana).post(f"/d/{topic.pk}/change/", sent)
    assert answer["Location"] == f"/d/{topic.pk}/which-day-counts/"
    topic.refresh_from_db()
    assert topic.form == "discussion" and [tag.name for tag in topic.tags.all()] == ["appeals"]


def test_asker_and_repliers_follow_the_discussion_and_a_mute_is_not_woken(cast, topic):
    Watch.objects.create(user=cast.dev, item=topic, level=Watch.Level.MUTE)
    actions.add_reply(topic, author=cast.dev, text="words")
    levels = dict(Watch.objects.filter(item=topic.pk).values_list("user__handle", "level"))
    assert levels == {"ana": Watch.Level.EVERYTHING, "dev": Watch.Level.MUTE}


@pytest.mark.slow
def test_a_space_watched_for_new_things_tells_of_the_question_and_not_of_replies(cast, topic, work):
    from realtime.models import Notification

    Notification.objects.all().delete()
    Watch.objects.create(user=cast.gus, space=cast.space, level=Watch.Level.FIRST)
    new = actions.start_topic(cast.space, author=cast.ana, title="New", text="words")
    work()
    actions.add_reply(new, author=cast.dev, text="words")
    work()
    assert Notification.objects.get(user=cast.gus, item=new.pk).count == 1
    assert Notification.objects.get(user=cast.ana, item=new.pk).last_event.verb == "forums.replied"


def test_export_holds_every_post_with_who_wrote_it_and_for_whom_they_worked_then(cast, topic, answer):
    removed = actions.add_reply(topic, author=cast.dev, text="A secret slip")
    actions.remove_post(removed, by=cast.dev)
    held = Topic.objects.get(pk=topic.pk).export()
    assert [(post["author"], post["agency"]) for post in held["posts"]] == [
        ("Ana Lloyd", "Department of Health"),
        ("Dev Patel", "Parks Agency"),
    ]
    assert "secret slip" not in str(held) and "secret slip" not in str(Topic.objects.get(pk=topic.pk).search_parts())

"""What people say of posts, and how discussions are kept in order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums import actions
from forums.models import Post, Reaction, Topic
from hub import worker
from hub.home import needs_of
from hub.models import Event


def words(answer) -> str:
    return answer.content.decode()


def address(post, act):
    return f"/d/{post.topic_id}/post/{post.pk}/{act}/"


@pytest.mark.slow
def test_fo_09_a_post_is_found_useful_once_a_person_and_taken_back(cast, sign_in, read, topic, answer):
    ana = sign_in(cast.ana)
    for _click in range(3):
        assert ana.post(address(answer, "react"), {"kind": "useful"}).status_code == 302
    ana.post(address(answer, "react"), {"kind": "thanks"})
    assert Reaction.objects.count() == 2
    page = words(read(cast.ana, topic))
    assert 'name="off" value="useful" aria-pressed="true"' in page and "Useful (1)" in page
    assert "Useful (1)" in words(read(cast.gus, topic)) and "aria-pressed" not in words(read(cast.gus, topic))
    ana.post(address(answer, "react"), {"off": "useful"})
    assert [reaction.kind for reaction in Reaction.objects.all()] == ["thanks"]


def test_w16_nobody_praises_themselves_or_after_leaving_or_with_another_word(cast, sign_in, topic, answer):
    assert sign_in(cast.dev).post(address(answer, "react"), {"kind": "useful"}).status_code == 403
    assert sign_in(cast.gus, fresh=True).post(address(answer, "react"), {"kind": "useful"}).status_code == 403
    ana = sign_in(cast.ana, fresh=True)
    ana.post(address(answer, "react"), {"kind": "<b>best</b>"})
    cast.space.memberships.filter(user=cast.ana).delete()
    assert ana.post(address(answer, "react"), {"kind": "useful"}).status_code == 404
    assert not Reaction.objects.exists()


def test_w16_a_reaction_that_came_twice_at_once_is_one_row(cast, topic, answer):
    Reaction.objects.create(post=answer, user=cast.ana, kind="useful")
    actions.react(answer, user=cast.ana, kind="useful")
    assert Reaction.objects.count() == 1


@pytest.mark.slow
def test_fo_07_the_asker_accepts_and_an_owner_checks_and_these_are_two_marks(cast, sign_in, read, topic, answer):
    other = actions.add_reply(topic, author=cast.dev, text="It depends")
    cast.space.memberships.filter(user=cast.root).delete()
    owner = cast.space.memberships.create(user=cast.cleo, role="owner").user
    assert "Accept as answer" not in words(read(cast.dev, topic))
    assert sign_in(cast.dev).post(address(other, "accept")).status_code == 403
    assert sign_in(owner, fresh=True).post(address(other, "accept")).status_code == 403
    page = words(sign_in(cast.ana, fresh=True).post(address(other, "accept"), follow=True))
    assert "Accepted answer" in page and "Answered</strong>" in page
    assert page.index(f'id="{other.anchor}"') < page.index(f'id="{answer.anchor}"')
    assert sign_in(cast.ana, fresh=True).post(address(answer, "verify")).status_code == 403
    page = words(sign_in(owner, fresh=True).post(address(answer, "verify"), follow=True))
    assert page.count("Accepted answer<") == 1 and page.count("Checked by an owner") == 1
    topic.refresh_from_db()
    assert (topic.accepted_id, topic.verified_id, topic.verified_by) == (other.pk, answer.pk, owner)


def test_the_asker_changes_their_mind_without_noise(cast, sign_in, topic, answer):
    ana = sign_in(cast.ana)
    ana.post(address(answer, "accept"))
    ana.post(address(answer, "accept"))
    ana.post(address(answer, "accept"), {"off": "1"})
    assert Topic.objects.get().accepted is None
    verbs = list(Event.objects.filter(item=topic.pk, verb__contains="mark").values_list("verb", "quiet"))
    assert verbs == [("forums.mark_taken_back", True)]
    assert Event.objects.filter(verb="forums.post_accepted").count() == 1


def test_only_questions_have_answers_and_no_opening_is_one(cast, sign_in, topic):
    assert sign_in(cast.ana).post(address(topic.opening, "accept")).status_code == 404
    talk = actions.start_topic(cast.space, author=cast.ana, title="Talk", text="words", form="discussion")
    reply = actions.add_reply(talk, author=cast.dev, text="words")
    assert sign_in(cast.ana).post(address(reply, "accept")).status_code == 403


@pytest.mark.slow
def test_home_says_that_a_question_has_answers_until_one_is_accepted(cast, topic, sign_in):
    assert not needs_of(cast.ana)
    actions.add_reply(topic, author=cast.ana, text="I add something")
    assert not needs_of(cast.ana)
    reply = actions.add_reply(topic, author=cast.dev, text="The claim")
    (need,) = needs_of(cast.ana)
    assert need.title == "Which date applies?" and need.url.endswith("?to=unread") and need.tag == "Question"
    assert "Which date applies?" in words(sign_in(cast.ana).get("/"))
    assert not needs_of(cast.dev)
    actions.accept_post(reply, by=cast.ana)
    assert not needs_of(cast.ana)


def test_a10_a_removed_post_leaves_a_mark_and_no_word_anywhere(cast, sign_in, read, topic, answer):
    below = actions.add_reply(topic, author=cast.ana, text="Why always?", parent=answer)
    Post.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(hours=1))
    actions.edit_post(answer, editor=cast.dev, text="The heron knows.")
    actions.accept_post(answer, by=cast.ana)
    assert "“Removed by author” stands in its place" in words(sign_in(cast.dev).get(address(answer, "remove")))
    page = words(sign_in(cast.dev, fresh=True).post(address(answer, "remove"), follow=True))
    assert "Removed by author" in page and "heron" not in page and "Why always?" in page and "Bring back" in page
    worker.run_once()
    gus = sign_in(cast.gus, fresh=True)
    for outlet in (topic.get_absolute_url(), "/", "/d/", "/search/?q=heron", f"{topic.get_absolute_url()}?quote={answer.pk}"):
        assert "knows" not in words(gus.get(outlet)), outlet
    assert gus.get(address(answer, "history")).status_code == 404 and gus.get(address(answer, "quote")).status_code == 404
    assert Topic.objects.get().accepted is None and Topic.objects.get().replies == 1
    assert "The heron knows" in words(sign_in(cast.ana, fresh=True).get(address(answer, "history")))
    assert gus.post(address(answer, "bring-back")).status_code == 403
    page = words(sign_in(cast.dev, fresh=True).post(address(answer, "bring-back"), follow=True))
    assert "The heron knows." in page and below.anchor in page


def test_a_moderator_removes_what_others_wrote_and_it_says_so(cast, sign_in, topic, answer):
    page = words(sign_in(cast.ana).post(address(answer, "remove"), follow=True))
    assert "Removed by a moderator" in page
    assert sign_in(cast.dev, fresh=True).post(address(answer, "bring-back")).status_code == 403


@pytest.mark.slow
def test_links_of_a_removed_post_are_forgotten_and_come_back_with_it(cast, sign_in, topic):
    from wiki.actions import create_page

    page = create_page(cast.space, author=cast.ana, title="Arrears", text="words")
    reply = actions.add_reply(topic, author=cast.dev, text="See [[Arrears]].")
    client = sign_in(cast.gus)
    assert "Which date applies?" in words(client.get(page.get_absolute_url()))
    actions.remove_post(reply, by=cast.dev)
    assert "Which date applies?" not in words(client.get(page.get_absolute_url()))
    actions.bring_back_post(Post.objects.select_related("topic__space").get(pk=reply.pk), by=cast.dev)
    assert "Which date applies?" in words(client.get(page.get_absolute_url()))


@pytest.mark.slow
def test_a_discussion_is_removed_and_brought_back_and_its_address_says_whom_to_ask(cast, sign_in, topic, answer):
    ana = sign_in(cast.ana)
    assert "Which date applies?" in words(ana.get(f"/d/{topic.pk}/remove/"))
    ana.post(f"/d/{topic.pk}/remove/")
    gone = sign_in(cast.gus, fresh=True).get(topic.get_absolute_url())
    assert gone.status_code == 410 and "Ana Lloyd" in words(gone) and "Which date" not in words(gone)
    assert "Bring the discussion back" not in words(gone)
    assert sign_in(cast.ben, fresh=True).get(topic.get_absolute_url()).status_code == 404
    assert "Which date" not in words(sign_in(cast.gus, fresh=True).get("/d/"))
    page = words(ana.post(f"/d/{topic.pk}/bring-back/", follow=True))
    assert "Which date applies?" in page and "Discussion brought back" in page


def test_who_asked_may_take_it_all_away_only_while_nobody_answered(cast, sign_in):
    topic = actions.start_topic(cast.space, author=cast.dev, title="Oh", text="words")
    dev = sign_in(cast.dev)
    assert dev.get(f"/d/{topic.pk}/remove/").status_code == 200
    actions.add_reply(topic, author=cast.ana, text="words")
    assert dev.post(f"/d/{topic.pk}/remove/").status_code == 403


def test_fo_16_closing_says_why_tells_nobody_and_moves_nothing(cast, sign_in, read, topic, answer, work):
    before = Topic.objects.get().last_post_at
    sign_in(cast.ana).post(f"/d/{topic.pk}/close/", {"when": "0", "note": "See the page about arrears"})
    page = words(read(cast.dev, topic))
    assert "Closed by Ana Lloyd" in page and "See the page about arrears" in page and "Post reply" not in page
    assert Topic.objects.get().last_post_at == before and Event.objects.get(verb="forums.topic_closed").quiet
    sign_in(cast.ana).post(f"/d/{topic.pk}/reopen/")
    assert "Post reply" in words(read(cast.dev, topic))


def test_fo_16_a_discussion_closes_by_itself_when_it_has_been_quiet(cast, sign_in, topic):
    sign_in(cast.ana).post(f"/d/{topic.pk}/close/", {"when": "30", "note": ""})
    worker.run_once()
    assert not Topic.objects.get().is_closed
    Topic.objects.update(last_post_at=timezone.now() - timedelta(days=31))
    worker.run_once()
    assert Topic.objects.get().is_closed and Topic.objects.get().closed_by is None
    assert "Closed on" in words(sign_in(cast.gus, fresh=True).get(topic.get_absolute_url()))


@pytest.mark.slow
def test_fo_15_a_pinned_discussion_stands_on_top_until_its_day(cast, sign_in, topic):
    newer = actions.start_topic(cast.space, author=cast.ana, title="A newer one", text="words")
    day = timezone.localdate() + timedelta(days=3)
    sent = {"until_day": day.day, "until_month": day.month, "until_year": day.year, "everywhere": "on"}
    ana = sign_in(cast.ana)
    assert "Enter a real date" in words(ana.post(f"/d/{topic.pk}/pin/", {**sent, "until_month": "13"}))
    ana.post(f"/d/{topic.pk}/pin/", sent)
    page = words(ana.get("/s/health-practice/discussions/"))
    assert page.index("Which date applies?") < page.index("A newer one") and page.count("Pinned</strong>") == 1
    assert "Pinned" in words(ana.get("/d/")) and words(ana.get("/d/")).index("A newer one") < words(ana.get("/d/")).index(
        "Which date"
    )
    Topic.objects.filter(pk=topic.pk).update(pinned_until=timezone.localdate() - timedelta(days=1))
    page = words(ana.get("/s/health-practice/discussions/"))
    assert page.index("A newer one") < page.index("Which date applies?") and "Pinned" not in page
    assert newer.pk


@pytest.mark.slow
def test_fo_15_who_runs_the_hub_pins_in_the_list_of_all_spaces(cast, sign_in, topic):
    actions.start_topic(cast.space, author=cast.ana, title="A newer one", text="words")
    actions.pin_topic(topic, by=cast.ana, until=timezone.localdate(), everywhere=True)
    page = words(sign_in(cast.gus).get("/d/"))
    assert page.index("Which date applies?") < page.index("A newer one")
    assert "Which date" not in words(sign_in(cast.ben, fresh=True).get("/d/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Open question", "Answered question", "Talk", "News"}),
        ("unanswered", {"Open question"}),
        ("kind=question", {"Open question", "Answered question"}),
        ("kind=discussion", {"Talk"}),
        ("kind=announcement", {"News"}),
        ("kind=nonsense", {"Open question", "Answered question", "Talk", "News"}),
        ("tag=appeals", {"Talk"}),
        ("tag=unknown", {"Open question", "Answered question", "Talk", "News"}),
        ("space=health-practice&unanswered", {"Open question"}),
    ],
)
@pytest.mark.slow
def test_fo_18_lists_are_narrowed_by_type_topic_and_space(cast, sign_in, query, found):
    def start(title, form, **more):
        return actions.start_topic(cast.space, author=cast.ana, title=title, text="words", form=form, **more)

    start("Open question", "question")
    answered = start("Answered question", "question")
    actions.accept_post(actions.add_reply(answered, author=cast.dev, text="words"), by=cast.ana)
    start("Talk", "discussion", topics=["appeals"])
    start("News", "announcement")
    page = words(sign_in(cast.gus).get(f"/d/?{query}"))
    assert {title for title in ("Open question", "Answered question", "Talk", "News") if f">{title}</a>" in page} == found
    assert "Open question" not in words(sign_in(cast.ben, fresh=True).get(f"/d/?{query}"))


def test_empty_lists_say_what_they_are_for_and_one_thing_to_do(cast, sign_in):
    page = words(sign_in(cast.dev).get("/s/health-practice/discussions/"))
    assert "No discussions yet" in page and 'href="/s/health-practice/discussions/new/"' in page
    page = words(sign_in(cast.gus, fresh=True).get("/s/health-practice/discussions/"))
    assert "No discussions yet" in page and "Ask a question" not in page
    assert "No discussion fits" in words(sign_in(cast.dev, fresh=True).get("/d/?unanswered"))

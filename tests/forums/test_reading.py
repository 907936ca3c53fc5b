"""How discussions are read: what is new, long ones in parts, as a tree or by time, at a steady price."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from forums import actions
from forums.branches import SIZE, Place, screens
from forums.models import Post, Reading, Topic
from tests.cast import make_space
from wiki.actions import create_page


def words(answer) -> str:
    return answer.content.decode()


def grow(topic, cast, count):
    """`count` more replies, by turns answering the discussion and the reply before."""
    posts = []
    for number in range(count):
        parent = posts[-1] if number % 2 else None
        posts.append(actions.add_reply(topic, author=[cast.dev, cast.ana][number % 2], text=f"Reply {number}.", parent=parent))
    return posts


def test_fo_04_a_reader_goes_on_at_the_first_post_they_have_not_seen(cast, read, topic, answer):
    assert "hub-post--new" not in words(read(cast.gus, topic))
    first = actions.add_reply(topic, author=cast.ana, text="Thank you")
    second = actions.add_reply(topic, author=cast.dev, text="You are welcome")
    assert read(cast.gus, topic, to="unread")["Location"] == f"{topic.get_absolute_url()}?to={first.pk}#post-{first.pk}"
    page = words(read(cast.gus, topic))
    assert "2 new since your last visit" in page and page.count("hub-post--new") == 2
    page = words(read(cast.gus, topic))
    assert "since your last visit" not in page and "hub-post--new" not in page
    assert Reading.objects.get(user=cast.gus).read_to == second.number
    assert read(cast.gus, topic, to="unread")["Location"] == topic.get_absolute_url()


@pytest.mark.slow
def test_the_list_says_how_much_is_new_and_leads_there(cast, read, sign_in, topic, answer):
    gus = sign_in(cast.gus, fresh=True)
    assert ">New<" in words(gus.get("/d/"))
    read(cast.gus, topic)
    assert "hub-row--unread" not in words(gus.get("/d/"))
    actions.add_reply(topic, author=cast.ana, text="Thank you")
    page = words(gus.get("/d/"))
    assert "1 new" in page and f"{topic.get_absolute_url()}?to=unread" in page


def test_one_s_own_words_are_not_new(cast, read, topic):
    read(cast.dev, topic)
    actions.add_reply(topic, author=cast.dev, text="Mine")
    assert "hub-post--new" not in words(read(cast.dev, topic))


@pytest.mark.slow
def test_fo_02_flat_shows_posts_in_the_order_of_time_and_is_remembered(cast, sign_in, topic, answer):
    late = actions.add_reply(topic, author=cast.ana, text="A later one")
    below = actions.add_reply(topic, author=cast.ana, text="The latest, to the first", parent=answer)
    client = sign_in(cast.gus)
    tree = words(client.get(topic.get_absolute_url()))
    assert tree.index(below.anchor) < tree.index(late.anchor)
    flat = words(client.get(topic.get_absolute_url(), {"view": "flat"}))
    assert flat.index(late.anchor) < flat.index(below.anchor) and "hub-posts--below" not in flat
    assert words(client.get(topic.get_absolute_url())).index(late.anchor) < flat.index(below.anchor)
    assert "hub-posts--below" not in words(client.get(topic.get_absolute_url()))
    assert "hub-posts--below" in words(client.get(topic.get_absolute_url(), {"view": "tree"}))


@pytest.mark.slow
def test_long_branches_are_folded_but_never_over_what_is_new_or_looked_for(cast, read, topic, answer):
    replies = [actions.add_reply(topic, author=cast.ana, text=f"Below {n}", parent=answer) for n in range(8)]
    page = words(read(cast.gus, topic))
    assert "Show 5 more replies to Dev Patel" in page and "<details" in page.split("Below 2")[1].split("Below 3")[0]
    assert "more replies to Dev Patel" not in words(read(cast.gus, topic, to=replies[6].pk))
    actions.add_reply(topic, author=cast.dev, text="Newest below", parent=answer)
    assert "more replies to Dev Patel" not in words(read(cast.gus, topic))


@pytest.mark.slow
def test_fo_26_a_long_discussion_has_parts_with_plain_links_and_each_post_is_found(cast, read, topic):
    posts = grow(topic, cast, 2 * SIZE + 10)
    page = words(read(cast.gus, topic))
    assert "Part 1 of 3" in page and page.count("<article") <= SIZE and "Earlier posts" not in page
    seen = set()
    for number in (1, 2, 3):
        seen |= {post.pk for post in posts if f'id="{post.anchor}"' in page}
        if number < 3:
            following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
            page = words(read(cast.gus, topic, to=following.split("to=")[1]))
    assert seen == {post.pk for post in posts}
    assert "Later posts" not in page and "Part 3 of 3" in page
    for post in (posts[0], posts[SIZE], posts[-1]):
        assert f'id="{post.anchor}"' in words(read(cast.gus, topic, to=post.pk))
        flat = words(read(cast.gus, topic, to=post.pk, view="flat"))
        assert f'id="{post.anchor}"' in flat and flat.count("<article") <= SIZE


@pytest.mark.slow
def test_of_a_long_discussion_only_what_was_shown_counts_as_read(cast, read, topic):
    posts = grow(topic, cast, SIZE + 20)
    read(cast.gus, topic)
    reading = Reading.objects.get(user=cast.gus)
    assert 1 < reading.read_to <= SIZE
    read(cast.gus, topic, to=posts[-1].pk)
    assert Reading.objects.get(user=cast.gus).read_to == SIZE + 21


@pytest.mark.slow
def test_in_a_long_discussion_the_answer_still_stands_right_below_the_question(cast, read, topic):
    posts = grow(topic, cast, SIZE + 20)
    actions.accept_post(posts[-2], by=cast.ana)
    page = words(read(cast.gus, topic))
    assert page.index(f'id="{posts[-2].anchor}"') < page.index(f'id="{posts[0].anchor}"')
    page = words(read(cast.gus, topic, to=posts[-1].pk))
    assert "Answer in short" in page and "Go to the answer by Dev Patel" in page and page.count(f'id="{posts[-2].anchor}"') == 0


@pytest.mark.parametrize("lengths", [[1], [3, 3, 3], [20], [5, 20, 1], [9, 2, 9, 2], []])
def test_screens_hold_every_post_once_and_end_with_a_branch_where_they_can(lengths):
    places, number = [Place(1, 1, "")], 1
    for branch, length in enumerate(lengths):
        for _post in range(length):
            number += 1
            places.append(Place(number, number, f"b{branch}"))
    cut = screens(places, size=10)
    assert [place for screen in cut for place in screen] == places
    assert all(len(screen) <= 10 for screen in cut)
    for screen, following in zip(cut, cut[1:], strict=False):
        assert screen[-1].branch != following[0].branch or len({place.branch for place in screen}) <= 2


def test_the_same_page_is_not_sent_twice_until_something_in_it_changes(cast, sign_in, topic, answer):
    client = sign_in(cast.gus)
    client.get(topic.get_absolute_url())
    tag = client.get(topic.get_absolute_url())["ETag"]
    again = lambda: client.get(topic.get_absolute_url(), HTTP_IF_NONE_MATCH=tag)  # noqa: E731
    assert again().status_code == 304
    actions.react(answer, user=cast.ana, kind="useful")
    changed = again()
    assert changed.status_code == 200 and "Useful (1)" in words(changed)
    tag = changed["ETag"]
    assert again().status_code == 304
    cast.space.memberships.filter(user=cast.gus).delete()
    cast.gus.forget_standing()
    assert again().status_code == 404


def test_live_a_window_asks_how_many_replies_came_and_hears_nothing_of_reactions(cast, sign_in, read, topic, answer):
    page = words(read(cast.gus, topic))
    topic.refresh_from_db()
    assert f'data-live-item="{topic.pk}" data-live-shown="{topic.shown}"' in page and "data-live-note hidden" in page
    before = topic.shown
    actions.react(answer, user=cast.ana, kind="useful")
    assert Topic.objects.get(pk=topic.pk).shown == before
    client = sign_in(cast.gus)
    address = f"/d/{topic.pk}/news/"
    assert client.get(address, {"after": 2}).json()["count"] == 0
    post = actions.add_reply(topic, author=cast.ana, text="News")
    assert Topic.objects.get(pk=topic.pk).shown > before
    news = client.get(address, {"after": 2}).json()
    assert (news["count"], news["text"]) == (1, "1 new reply. Show it") and news["url"].endswith(f"?to={post.pk}#{post.anchor}")
    assert sign_in(cast.ana, fresh=True).get(address, {"after": 2}).json()["count"] == 0


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.slow
def test_r16_a_discussion_costs_the_same_for_one_reply_and_for_fifty(cast, sign_in, topic, answer):
    client = sign_in(cast.gus)
    one = _queries(client, topic.get_absolute_url())
    for number in range(50):
        post = actions.add_reply(
            topic, author=[cast.dev, cast.ana][number % 2], text=f"See [[Page {number}]] and @gus", parent=answer
        )
        actions.react(post, user=cast.root, kind="agree")
    actions.accept_post(answer, by=cast.ana)
    fifty = _queries(client, topic.get_absolute_url())
    assert len(fifty) == len(one) + 1, "the links in the texts"
    assert len(fifty) <= 7, "one of them asks where a guest may write"
    client.get(topic.get_absolute_url())
    tag = client.get(topic.get_absolute_url())["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(topic.get_absolute_url(), HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert len(queries) == 3


def test_r16_a_first_visit_of_who_is_no_member_costs_eight_queries_at_most(cast, sign_in, client):
    space = make_space(cast.ana, "Open", "open")
    topic = actions.start_topic(space, author=cast.ana, title="Open question", text="See [[Page]]")
    for number in range(5):
        actions.add_reply(topic, author=cast.dev, text=f"Reply {number}")
    client = sign_in(cast.ben)
    client.get("/healthz")
    with CaptureQueriesContext(connection) as queries:
        assert "Post reply" in words(client.get(topic.get_absolute_url()))
    assert len(queries) <= 8, "\n".join(query["sql"][:120] for query in queries)


@pytest.mark.parametrize(
    "address", ["/d/", "/d/?unanswered", "/s/busy/discussions/", "/d/?tag=busy&space=busy", "/about/{page}/discussions/"]
)
@pytest.mark.slow
def test_r16_lists_cost_the_same_for_one_discussion_and_for_three(cast, sign_in, address):
    from wiki.actions import create_page

    client, counts = sign_in(cast.ana), []
    for rows in (1, 3):
        sid = transaction.savepoint()
        space = make_space(cast.ana, "Busy", slug="busy", members=[cast.dev])
        page = create_page(space, author=cast.ana, title="Page", text="words")
        for number in range(rows):
            about = page if "page" in address else None
            topic = actions.start_topic(
                space, author=cast.dev, title=f"Busy {number}", text="words", topics=["busy"], about=about
            )
            actions.add_reply(topic, author=cast.ana, text="words")
        counts.append(_queries(client, address.format(page=page.pk)))
        transaction.savepoint_rollback(sid)
    assert len(counts[0]) == len(counts[1]), "\n".join(sorted(set(counts[1]) - set(counts[0])))
    assert len(counts[0]) <= 8


@pytest.mark.slow
def test_sixty_replies_below_each_other_are_all_found(cast, read, topic):
    parent = None
    for number in range(60):
        parent = actions.add_reply(topic, author=cast.dev, text=f"Deep {number}", parent=parent)
    paths = [len(path) for path in Post.objects.filter(topic=topic).values_list("path", flat=True)]
    assert max(paths) == 240 and "Deep 59" in words(read(cast.gus, topic, to=parent.pk))


def test_a_post_that_was_shown_to_one_reader_shows_the_next_their_own_buttons_and_links(cast, read, sign_in, topic):
    quiet = make_space(cast.ana, "Quiet", visibility="members")
    secret = create_page(quiet, author=cast.ana, title="Not for all", text="Closed.")
    reply = actions.add_reply(topic, author=cast.dev, text="See [[quiet:Not for all]].")
    actions.react(reply, user=cast.ana, kind="thanks")
    first, second, again = (words(read(person, topic)) for person in (cast.ana, cast.gus, cast.ana))
    assert secret.get_absolute_url() in first and 'aria-pressed="true"' in first
    assert secret.get_absolute_url() not in second and 'aria-pressed="true"' not in second
    assert secret.get_absolute_url() in again and 'aria-pressed="true"' in again
    token = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
    assert len(set(token.findall(first))) == 1 and not set(token.findall(first)) & set(token.findall(again))
    assert "\0" not in first + second + again


def test_a_new_name_stands_over_old_posts_at_once(cast, read, topic, answer):
    assert ">Dev Patel<" in words(read(cast.gus, topic))
    cast.dev.name = "Devika Patel"
    cast.dev.save()
    assert ">Devika Patel<" in words(read(cast.gus, topic))


def test_an_accepted_answer_stands_under_the_question_by_time_too_and_in_short_above_it_on_phones(cast, topic, answer, read):
    late = actions.add_reply(topic, author=cast.ana, text="I found it out.")
    actions.accept_post(late, by=cast.ana)
    for view in ("flat", "tree"):
        page = read(cast.gus, topic, view=view).content.decode()
        assert page.index(f'id="{late.anchor}"') < page.index(f'id="{answer.anchor}"'), view
        assert "hub-answer-short--narrow" in page and page.index("Answer in short") < page.index(f'id="{late.anchor}"')

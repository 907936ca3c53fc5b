"""Removals: the mark with its reason in the place of what went, and the log that members read."""

import pytest
from django.test import Client
from django.urls import reverse

from forums.actions import add_reply, close_topic, remove_post, start_topic
from hub.models import Item, Removal
from hub.moderation.removing import removers
from tests.cast import make_space
from tests.nets.makers import MAKERS
from tests.ways import just_signed_in
from wiki.actions import bring_back, create_page, lock_page, remove_page


def client_of(person):
    client = Client()
    just_signed_in(client, person)
    return client


def way_to_remove(item):
    own = {"topic": "forums:remove_topic", "lesson": "lessons:remove"}.get(item.kind)
    return reverse(own, args=[item.pk]) if own else f"{item.get_absolute_url()}remove/"


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(set(MAKERS) - {"idea"}))
def test_a_removal_by_a_moderator_wants_a_reason_which_stands_in_its_place(cast, kind):
    made = MAKERS[kind](cast.dev, cast.space, title="Secret heron", words="A heron.")
    item = Item.objects.select_related("space").get(pk=made.pk)
    address = way_to_remove(item)
    assert "Say in a sentence why you remove it" in client_of(cast.ana).post(address, {"reason": ""}).content.decode()
    assert client_of(cast.ana).post(address, {"reason": "It names a person"}).status_code == 302
    gone = client_of(cast.gus).get(item.get_absolute_url())
    said = gone.content.decode()
    assert gone.status_code == 410
    assert "Removed by a moderator" in said and "It names a person" in said
    assert "Secret heron" not in said
    for outsider in (cast.ben, cast.cleo, cast.root):
        assert client_of(outsider).get(item.get_absolute_url()).status_code == 404
    log = client_of(cast.gus).get(reverse("hub:moderation", args=[cast.space.slug])).content.decode()
    assert "It names a person" in log and "A moderator" in log
    assert "Secret heron" not in log and "Ana Lloyd" not in log.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("kind", sorted(set(MAKERS) - {"idea"}))
def test_every_type_of_content_can_be_removed_by_deciding_a_flag(cast, kind):
    made = MAKERS[kind](cast.dev, cast.space, title="Heron", words="A heron.")
    removers[kind](Item.objects.get(pk=made.pk), "", by=cast.ana, reason="No")
    assert Item.objects.get(pk=made.pk).removed_at
    assert Removal.objects.get().reason == "No"


def test_ones_own_words_go_without_a_reason_and_into_no_log(cast):
    page = create_page(cast.space, author=cast.dev, title="Mine", text="Words.")
    remove_page(page, by=cast.dev)
    assert Removal.objects.get().role == "author"
    assert "Removed by its author" in client_of(cast.gus).get(page.get_absolute_url()).content.decode()
    assert "Nothing has been removed" in client_of(cast.gus).get(f"/s/{cast.space.slug}/moderation/").content.decode()


def test_a_removed_post_leaves_its_mark_with_the_reason_in_the_discussion(cast):
    topic = start_topic(cast.space, author=cast.ana, title="Visits?", text="How?")
    post = add_reply(topic, author=cast.dev, text="Her secret name.")
    remove_post(post, by=cast.ana, reason="It names a person <b>")
    page = client_of(cast.gus).get(topic.get_absolute_url()).content.decode()
    assert "Removed by a moderator: It names a person &lt;b&gt;" in page
    assert "Her secret name" not in page
    log = client_of(cast.gus).get(f"/s/{cast.space.slug}/moderation/").content.decode()
    assert "A post in “Visits?”" in log


def test_what_is_brought_back_has_no_mark_any_more_and_the_log_says_so(cast):
    page = create_page(cast.space, author=cast.dev, title="Visits", text="Words.")
    remove_page(page, by=cast.ana, reason="A mistake")
    bring_back(page, by=cast.ana)
    assert client_of(cast.gus).get(page.get_absolute_url()).status_code == 200
    log = client_of(cast.gus).get(f"/s/{cast.space.slug}/moderation/").content.decode()
    assert "brought back later" in log and "Visits" in log


def test_the_log_tells_what_was_protected_and_closed_by_those_who_keep_order(cast):
    page = create_page(cast.space, author=cast.dev, title="Visits", text="Words.")
    topic = start_topic(cast.space, author=cast.dev, title="Visits?", text="How?")
    lock_page(page, by=cast.ana)
    close_topic(topic, by=cast.dev)
    log = client_of(cast.gus).get(f"/s/{cast.space.slug}/moderation/").content.decode()
    assert "Protected: only moderators edit it" in log
    assert "Closed" not in log  # its author closed it


@pytest.mark.slow
def test_the_log_shows_nothing_narrower_and_nothing_to_those_outside(cast):
    space = make_space(cast.ben, title="Open space", members=[(cast.ana, "moderator"), cast.dev])
    page = create_page(space, author=cast.dev, title="Narrow", text="Words.")
    Item.objects.filter(pk=page.pk).update(audience="author")
    page.refresh_from_db()
    lock_page(page, by=cast.ana)
    remove_page(page, by=cast.ana, reason="Narrow reason")
    assert "Narrow reason" not in client_of(cast.cleo).get(f"/s/{space.slug}/moderation/").content.decode()
    assert "Narrow reason" in client_of(cast.dev).get(f"/s/{space.slug}/moderation/").content.decode()
    assert client_of(cast.cleo).get(f"/s/{cast.space.slug}/moderation/").status_code == 403


def test_older_lines_stand_on_the_next_page(cast):
    page = create_page(cast.space, author=cast.dev, title="Visits", text="Words.")
    rows = [
        Removal(item=Item(pk=page.pk), by=cast.ana, role="owner", reason=f"Reason {n}.", anchor=f"post-{n}") for n in range(60)
    ]
    Removal.objects.bulk_create(rows)
    reader = client_of(cast.gus)
    first = reader.get(f"/s/{cast.space.slug}/moderation/")
    assert "Reason 59." in first.content.decode() and "Reason 9." not in first.content.decode()
    older = reader.get(f"/s/{cast.space.slug}/moderation/{first.context['older_url']}").content.decode()
    assert "Reason 9." in older and "Reason 10." not in older
    assert reader.get(f"/s/{cast.space.slug}/moderation/?before=nonsense").status_code == 200

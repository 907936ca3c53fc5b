"""Destroying for good what was removed: by those who run the hub, with a reason, and nothing of it stays."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub import worker
from hub.models import Event, File, Flag, Item, Mail, Space, User
from hub.moderation import holding, purging
from hub.moderation.flagging import decide, flag
from hub.search import index
from tests.everything import everything
from tests.nets.makers import make_file, make_page
from tests.ways import just_signed_in
from wiki.actions import bring_back, create_page, edit_page, remove_page

WORDS = "zanzibarine"


def client_of(person):
    return just_signed_in(Client(), person)


@pytest.fixture
def gone(cast):
    """A page with a secret word, removed."""
    page = make_page(cast.dev, cast.space, title=f"About {WORDS}", words=f"Her name is {WORDS}.")
    remove_page(page, by=cast.ana, reason="Somebody is named")
    return page


def destroy(cast, page, reason="It named somebody"):
    return client_of(cast.root).post(reverse("manage:purge", args=[page.pk]), {"reason": reason})


def on_disk():
    return [path for path in index.root().rglob("*") if path.is_file() and WORDS.encode() in path.read_bytes()]


@pytest.mark.slow
def test_a12_nothing_of_a_page_that_was_destroyed_stays_in_the_database_the_files_and_the_index(cast, mailoutbox):
    page = create_page(cast.space, author=cast.dev, title=f"About {WORDS}", text=f"Her name is {WORDS}.")
    file = make_file(cast.dev, page, name=f"{WORDS}.txt", content=WORDS.encode() * 9)
    edit_page(page, editor=cast.ana, base=1, title=f"About {WORDS}", text="Now without a name.")
    decide(flag(page, by=cast.gus, reason="personal", words=f"It says {WORDS}"), by=cast.ana, outcome="edited", answer="Done")
    worker.run_once()
    assert on_disk() and WORDS in everything() and default_storage.exists(file.blob.path)
    remove_page(page, by=cast.ana, reason="Somebody is named")
    assert destroy(cast, page).status_code == 302
    worker.run_once()
    assert WORDS not in everything()
    assert on_disk() == []
    assert not default_storage.exists(file.blob.path)
    assert not Item.objects.filter(pk=page.pk).exists()
    assert not File.objects.filter(pk=file.pk).exists()


@pytest.mark.slow
def test_a12_a_neutral_line_stays_in_the_audit_and_in_the_log_of_the_space(cast, gone):
    destroy(cast, gone)
    event = Event.objects.get(verb="hub.purged")
    assert (event.actor, event.item, event.space_id) == (cast.root, None, cast.space.pk)
    assert bool(event.address)
    audit = client_of(cast.root).get(reverse("manage:audit")).content.decode()
    assert "hub.purged" in audit and "It named somebody" in audit and WORDS not in audit
    log = client_of(cast.gus).get(reverse("hub:moderation", args=[cast.space.slug])).content.decode()
    assert "Destroyed for good: Page" in log and "It named somebody" in log and WORDS not in log


def test_what_was_for_fewer_people_than_its_space_leaves_no_line_in_the_log(cast, gone):
    Item.objects.filter(pk=gone.pk).update(audience="author")
    destroy(cast, gone)
    log = client_of(cast.gus).get(reverse("hub:moderation", args=[cast.space.slug])).content.decode()
    assert "Destroyed for good" not in log


@pytest.mark.slow
def test_only_those_who_run_the_hub_destroy_and_say_why_and_prove_who_they_are(cast, gone):
    address = reverse("manage:purge", args=[gone.pk])
    for person in (cast.ana, cast.dev, cast.gus, cast.cleo):
        assert client_of(person).get(address).status_code == 404
        assert client_of(person).post(address, {"reason": "Why not"}).status_code == 404
    assert "Say in a sentence why" in destroy(cast, gone, reason=" ").content.decode()
    late = client_of(cast.root)
    session = late.session
    session["proved"] = {"at": int(timezone.now().timestamp()) - 3600, "how": "code"}
    session.save()
    assert reverse("sign_in_again") in late.post(address, {"reason": "It named somebody"}).url
    assert Item.objects.filter(pk=gone.pk).exists()


def test_what_was_not_removed_or_was_brought_back_is_not_destroyed(cast, gone):
    bring_back(gone, by=cast.ana)
    assert destroy(cast, gone).status_code == 404
    assert purging.purge(gone, by=cast.root, reason="Late") is False
    assert Item.objects.filter(pk=gone.pk, removed_at=None).exists()


def test_whoever_runs_the_hub_finds_it_by_its_address_and_does_not_read_its_title(cast, gone):
    Space.objects.filter(pk=cast.space.pk).update(visibility="unlisted")
    root = client_of(cast.root)
    page = root.get(reverse("manage:bin"), {"find": gone.get_absolute_url()}).content.decode()
    assert f"Page number {gone.pk}" in page and f"Space number {cast.space.pk}" in page
    for shown in (page.replace(gone.slug, ""), root.get(reverse("manage:purge", args=[gone.pk])).content.decode()):
        assert WORDS not in shown and cast.space.title not in shown
    assert "Nothing with this address is in the bin" in root.get(reverse("manage:bin"), {"find": "/s/x/y/"}).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("held", ["item", "space", "author", "writer", "uploader"])
def test_what_is_on_hold_is_not_destroyed_and_the_page_says_so(cast, held):
    page = make_page(cast.dev, cast.space, title="Visits", words="Words.")
    edit_page(page, editor=cast.ana, base=1, title="Visits", text="Other words.")
    make_file(cast.cleo, page)
    remove_page(page, by=cast.ana, reason="Somebody is named")
    people = {"author": cast.dev, "writer": cast.ana, "uploader": cast.cleo}
    what = {"person": people[held]} if held in people else {held: {"item": page, "space": cast.space}[held]}
    hold = holding.put(by=cast.root, why="Inquiry 7", **what)
    address = reverse("manage:purge", args=[page.pk])
    shown = client_of(cast.root).get(address).content.decode()
    assert "on hold" in shown and "Destroy for good</button>" not in shown
    assert destroy(cast, page).status_code == 409
    assert Item.objects.filter(pk=page.pk).exists()
    holding.lift(hold, by=cast.root)
    assert destroy(cast, page).status_code == 302


@pytest.mark.slow
def test_a_file_with_the_same_bytes_elsewhere_stays(cast, gone):
    other = make_page(cast.dev, cast.space, title="Other", words="Words.")
    make_file(cast.dev, gone, content=b"the same bytes")
    kept = make_file(cast.ana, other, content=b"the same bytes")
    destroy(cast, gone)
    worker.run_once()
    assert default_storage.exists(kept.blob.path)
    assert File.objects.get().pk == kept.pk


def test_the_bell_counts_no_notice_of_what_was_destroyed(cast, gone):
    from realtime.delivery import count_unread
    from realtime.models import Notification

    event = Event.objects.filter(item=gone.pk).first()
    Notification.objects.create(user=cast.gus, item_id=gone.pk, last_event=event, reason="chose")
    count_unread([cast.gus.pk])
    before = User.objects.get(pk=cast.gus.pk)
    destroy(cast, gone)
    after = User.objects.get(pk=cast.gus.pk)
    assert (before.unread, after.unread) == (1, 0)
    assert after.bell_version > before.bell_version


@pytest.mark.slow
def test_a_page_that_links_to_it_shows_a_link_to_a_page_that_is_not_there(cast):
    page = make_page(cast.dev, cast.space, title="Visits", words="Words.")
    linking = make_page(cast.dev, cast.space, title="Linking", words="See [[Visits]].")
    remove_page(page, by=cast.ana, reason="Somebody is named")
    before = client_of(cast.dev).get(linking.get_absolute_url()).content.decode()
    destroy(cast, page)
    after = client_of(cast.dev).get(linking.get_absolute_url()).content.decode()
    assert "new/?title=Visits" in before and "new/?title=Visits" in after
    assert client_of(cast.dev).get(page.get_absolute_url()).status_code == 404
    again = make_page(cast.dev, cast.space, title="Visits", words="New words.")
    assert again.get_absolute_url() == page.get_absolute_url()


@pytest.mark.slow
def test_a_mail_that_waits_about_it_is_not_sent(cast, gone, mailoutbox):
    Item.objects.filter(pk=gone.pk).update(removed_at=None)
    flagged = Flag.objects.get(pk=flag(gone, by=cast.gus, reason="personal").pk)
    decide(flagged, by=cast.ana, outcome="removed", answer="Somebody is named")
    destroy(cast, gone)
    assert not Flag.objects.exists()
    worker.run_once()
    assert [(mail.state, mail.text) for mail in Mail.objects.filter(kind="flag_decided")] == [("withdrawn", "")]


@pytest.mark.slow
def test_a12_one_removed_post_is_destroyed_and_its_place_in_the_discussion_stays(cast):
    from forums.actions import add_reply, bring_back_post, edit_post, remove_post, start_topic
    from forums.models import Post

    topic = start_topic(cast.space, author=cast.dev, form="question", title="How many?", text="Who knows it?")
    file = make_file(cast.ana, topic, name="who.txt", content=WORDS.encode())
    post = add_reply(topic, author=cast.ana, text=f"Ask {WORDS}. [who](/f/{file.pk}/)")
    edit_post(post, editor=cast.ana, text=f"Ask her. [who](/f/{file.pk}/)")
    flag(topic, by=cast.gus, anchor=post.anchor, reason="personal", words=f"It names {WORDS}")
    worker.run_once()
    address = f"{topic.get_absolute_url()}#{post.anchor}"
    root = client_of(cast.root)
    assert "Nothing with this address" in root.get(reverse("manage:bin"), {"find": address}).content.decode()
    remove_post(post, by=cast.ana, reason="Somebody is named")
    found = root.get(reverse("manage:bin"), {"find": address})
    hold = holding.put(by=cast.root, why="Inquiry 7", person=cast.ana)
    assert "on hold" in root.get(found.url).content.decode()
    assert root.post(found.url, {"reason": "It named somebody"}).status_code == 409
    holding.lift(hold, by=cast.root)
    assert "Destroy “A post in" in root.get(found.url).content.decode()
    assert root.post(found.url, {"reason": "It named somebody"}).status_code == 302
    worker.run_once()
    assert WORDS not in everything() and on_disk() == []
    assert not default_storage.exists(file.blob.path)
    assert "bring-back" not in client_of(cast.ana).get(topic.get_absolute_url()).content.decode()
    bring_back_post(Post.objects.get(pk=post.pk), by=cast.ana)
    shown = client_of(cast.dev).get(topic.get_absolute_url()).content.decode()
    assert "Who knows it?" in shown and "Somebody is named" in shown and "Ask her" not in shown
    assert root.get(found.url).status_code == 404


def test_a_backup_from_before_loses_a_destroyed_post_again(cast):
    from forums.actions import add_reply, start_topic
    from hub.backup import erasures

    topic = start_topic(cast.space, author=cast.dev, form="question", title="How many?", text="Who knows it?")
    post = add_reply(topic, author=cast.ana, text=f"Ask {WORDS}.")
    entry = erasures.Entry("hub", "hub.Item", f"{topic.pk}#{post.anchor}", timezone.now())
    assert erasures.erase_again([entry], "default") == []
    assert WORDS not in everything()

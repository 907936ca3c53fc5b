"""Flags: anybody who can read may raise one, those who keep order decide, who raised it hears, the flagged never learn who."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from forums.actions import add_reply, start_topic
from hub import worker
from hub.models import Event, Flag, Item, Membership, Removal
from tests.cast import make_space
from tests.ways import just_signed_in
from wiki.actions import create_page

WHY = {"reason": "personal", "words": "Look at the second line"}


def client_of(person):
    client = Client()
    just_signed_in(client, person)
    return client


@pytest.fixture
def page(cast):
    return create_page(cast.space, author=cast.dev, title="Visits", text="Plain words.")


@pytest.fixture
def flagged(cast, page):
    client_of(cast.gus).post(reverse("hub:flag", args=[page.pk]), WHY)
    return Flag.objects.get()


def decide(person, row, **said):
    address = reverse("hub:decide_flag", args=[row.item.space.slug, row.pk])
    return client_of(person).post(address, {"outcome": "nothing", "answer": "It is fine as it is", **said})


@pytest.mark.slow
def test_whoever_can_read_it_may_flag_it_and_finds_how_on_its_page(cast, page):
    reader = client_of(cast.gus)
    address = reverse("hub:flag", args=[page.pk])
    assert address in reader.get(page.get_absolute_url()).content.decode()
    form = reader.get(address).content.decode()
    assert "Its author does not learn who flagged it" in form and "Health practice" in form
    assert reader.post(address, WHY, follow=True).status_code == 200
    assert (Flag.objects.get().by, Flag.objects.get().author) == (cast.gus, cast.dev)


def test_a_flag_wants_to_know_what_is_wrong_and_something_else_in_words(cast, page):
    reader = client_of(cast.gus)
    address = reverse("hub:flag", args=[page.pk])
    assert "Choose what is wrong" in reader.post(address, {"words": "Hm"}).content.decode()
    assert "Say in a few words what is wrong" in reader.post(address, {"reason": "other"}).content.decode()
    assert not Flag.objects.exists()


@pytest.mark.slow
def test_whoever_cannot_see_it_cannot_flag_it_and_nobody_flags_their_own_words(cast, page):
    address = reverse("hub:flag", args=[page.pk])
    for outsider in (cast.ben, cast.cleo, cast.root):
        assert client_of(outsider).get(address).status_code == 404
        assert client_of(outsider).post(address, WHY).status_code == 404
    assert client_of(cast.dev).post(address, WHY).status_code == 403
    assert not Flag.objects.exists()


@pytest.mark.slow
def test_a_post_is_flagged_by_itself_and_what_is_no_post_is_not_there(cast):
    topic = start_topic(cast.space, author=cast.ana, title="Visits?", text="How?")
    other = start_topic(cast.space, author=cast.ana, title="Other?", text="How?")
    post = add_reply(topic, author=cast.dev, text="Like this.")
    reader = client_of(cast.gus)
    address = reverse("hub:flag", args=[topic.pk])
    assert f"{address}?part={post.anchor}" in reader.get(topic.get_absolute_url()).content.decode()
    assert reader.post(f"{address}?part={post.anchor}", WHY).status_code == 302
    assert (Flag.objects.get().anchor, Flag.objects.get().author) == (post.anchor, cast.dev)
    for wrong in ("post-0", "post-x", f"post-{other.opening_id}", "r1", "post-99999999999999999999"):
        assert reader.get(f"{address}?part={wrong}").status_code == 404


def test_who_flags_twice_has_one_flag_with_the_newer_words(cast, flagged):
    client_of(cast.gus).post(reverse("hub:flag", args=[flagged.item_id]), {"reason": "wrong", "words": "Newer"})
    assert [(row.reason, row.words) for row in Flag.objects.all()] == [("wrong", "Newer")]


@pytest.mark.slow
def test_a22_the_queue_is_for_those_who_keep_order_in_that_very_space(cast, flagged):
    address = reverse("hub:flags", args=[cast.space.slug])
    queue = client_of(cast.ana).get(address).content.decode()
    assert "Visits" in queue and "Look at the second line" in queue
    assert client_of(cast.dev).get(address).status_code == 403
    assert client_of(cast.gus).get(address).status_code == 403
    elsewhere = make_space(cast.ben, title="Elsewhere")
    Membership.objects.create(space=elsewhere, user=cast.ana, role="owner")
    wrong = reverse("hub:decide_flag", args=[elsewhere.slug, flagged.pk])
    assert client_of(cast.ana).get(wrong).status_code == 404
    for person in (cast.ben, cast.dev, cast.gus, cast.root):
        assert decide(person, flagged).status_code == 404
    assert Flag.objects.get().state == "open"


@pytest.mark.slow
def test_home_says_to_those_who_keep_order_that_something_is_flagged(cast, flagged):
    assert "1 flag to decide" in client_of(cast.ana).get("/").content.decode()
    assert "flag to decide" not in client_of(cast.dev).get("/").content.decode()


def test_one_takes_it_on_and_the_others_see_that(cast, flagged):
    Membership.objects.create(space=cast.space, user=cast.ben, role="owner")
    address = reverse("hub:decide_flag", args=[cast.space.slug, flagged.pk])
    client_of(cast.ana).post(address, {"claim": "on"})
    assert "Ana Lloyd looks at it" in client_of(cast.ben).get(reverse("hub:flags", args=[cast.space.slug])).content.decode()
    client_of(cast.ana).post(address, {"claim": "off"})
    assert Flag.objects.get().claimed_by is None


@pytest.mark.slow
def test_who_flagged_it_hears_the_outcome_by_mail_on_home_and_in_their_list(cast, flagged):
    assert decide(cast.ana, flagged).status_code == 302
    worker.run_once()
    (sent,) = [one for one in mail.outbox if one.to == [cast.gus.email]]
    assert "Nothing needed to change" in sent.body and "It is fine as it is" in sent.body
    mine = client_of(cast.gus)
    assert "What became of your flag" in mine.get("/").content.decode()
    assert "It is fine as it is" in mine.get(reverse("hub:my_flags")).content.decode()
    event = Event.objects.get(verb="hub.flag_decided")
    assert (event.actor, event.data["outcome"], event.item) == (cast.ana, "nothing", None)


@pytest.mark.slow
def test_the_flagged_never_learn_who_flagged_them(cast, flagged):
    decide(cast.ana, flagged, outcome="removed", answer="It names a person")
    worker.run_once()
    author = client_of(cast.dev)
    for address in ("/", "/flags/", "/notifications/", flagged.item.get_absolute_url(), f"/s/{cast.space.slug}/moderation/"):
        assert "Gus" not in author.get(address).content.decode(), address
    assert not [one for one in mail.outbox if "Gus" in one.body and one.to == [cast.dev.email]]
    assert not Event.objects.filter(actor=cast.gus, verb__startswith="hub.flag").exists()
    Membership.objects.filter(user=cast.dev).update(role="owner")
    assert "Gus" not in client_of(cast.dev).get(f"/s/{cast.space.slug}/flags/").content.decode()


def test_removing_it_leaves_the_mark_and_ends_every_flag_about_it(cast, flagged):
    Membership.objects.create(space=cast.space, user=cast.ben, role="member")
    client_of(cast.ben).post(reverse("hub:flag", args=[flagged.item_id]), {"reason": "wrong"})
    decide(cast.ana, flagged, outcome="removed", answer="It names a person")
    assert set(Flag.objects.values_list("state", "outcome")) == {("decided", "removed")}
    gone = client_of(cast.gus).get(flagged.item.get_absolute_url())
    assert gone.status_code == 410
    assert "Removed by a moderator" in gone.content.decode() and "It names a person" in gone.content.decode()
    assert Removal.objects.get().role == "moderator"


def test_nobody_decides_about_their_own_words(cast, page):
    Membership.objects.filter(space=cast.space, user=cast.dev).update(role="moderator")
    client_of(cast.gus).post(reverse("hub:flag", args=[page.pk]), WHY)
    assert decide(cast.dev, Flag.objects.get()).status_code == 404
    assert "Look at the second line" not in client_of(cast.dev).get(f"/s/{cast.space.slug}/flags/").content.decode()
    assert decide(cast.ana, Flag.objects.get()).status_code == 302


def test_where_nobody_keeps_order_those_who_run_the_hub_decide_what_they_can_read(cast):
    space = make_space(cast.ben, title="Open space")
    page = create_page(space, author=cast.cleo, title="Left", text="Plain.")
    client_of(cast.dev).post(reverse("hub:flag", args=[page.pk]), WHY)
    row = Flag.objects.get()
    address = reverse("hub:decide_hub_flag", args=[row.pk])
    assert client_of(cast.root).get(address).status_code == 404
    Membership.objects.filter(space=space).delete()
    assert "Left" in client_of(cast.root).get("/flags/").content.decode()
    said = {"outcome": "edited", "answer": "The number is out"}
    assert client_of(cast.root).post(address, said).status_code == 302
    assert Flag.objects.get().outcome == "edited"


def test_those_who_run_the_hub_hear_only_the_number_of_flags_in_spaces_they_cannot_read(cast, flagged):
    Membership.objects.filter(space=cast.space, role__in=["owner", "moderator"]).delete()
    page = client_of(cast.root).get("/flags/").content.decode()
    assert "1 flag waits where nobody keeps order" in page
    assert "Visits" not in page and "Look at the second line" not in page
    assert "waits where nobody" not in client_of(cast.ben).get("/flags/").content.decode()


def test_a_profile_can_be_flagged_and_those_who_run_the_hub_decide(cast):
    from profiles.models import Profile

    Profile.greet(cast.cleo)
    profile = Item.objects.get(kind="profile", author=cast.cleo)
    client_of(cast.ben).post(reverse("hub:flag", args=[profile.pk]), {"reason": "wrong", "words": "She left"})
    page = client_of(cast.root).get(reverse("hub:decide_hub_flag", args=[Flag.objects.get().pk])).content.decode()
    assert "Remove it now" not in page and "She left" in page

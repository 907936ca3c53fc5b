"""What somebody owns is looked at again: asked on Home, answered with one button, for every type alike."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.home import needs_of
from hub.models import Event, Item, Membership, Review
from realtime.models import Notification
from tests.nets.makers import MAKERS

KINDS = ["page", "resource", "lesson"]


def make(cast, kind, days, owner=None):
    """An item of dev's (or `owner`'s) whose review date is in `days` days."""
    owner = owner or cast.dev
    item = MAKERS[kind](owner, cast.space, title=f"A {kind} of mine" if owner == cast.dev else "Of another", words="Words")
    Item.objects.filter(pk=item.pk).update(review_on=timezone.localdate() + timedelta(days=days), owner=owner)
    return type(item).objects.get(pk=item.pk)


def titles(user):
    user.forget_standing()
    return [need.title for need in needs_of(user)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_what_i_own_is_asked_about_on_home_and_one_button_answers(cast, sign_in, work, kind):
    item = make(cast, kind, -3)
    work()
    told = Notification.objects.count()
    client = sign_in(cast.dev)
    home = client.get("/").content.decode()
    assert f"A {kind} of mine" in home and "Is it still right?" in home and f'action="/review/{item.pk}/"' in home
    answer = client.post(f"/review/{item.pk}/", {"next": "/"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Thank you. You are asked again on" in answer.content.decode()
    item.refresh_from_db()
    assert item.review_on == timezone.localdate() + timedelta(days=365)
    review = Review.objects.get()
    assert (review.item_id, review.by, review.agency, review.verdict) == (item.pk, cast.dev, cast.parks, "right")
    assert f"A {kind} of mine" not in titles(cast.dev)
    work()
    assert Notification.objects.count() == told  # nobody is told that nothing changed
    assert Event.objects.filter(verb="hub.still_right", item=item.pk, actor=cast.dev).exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.slow
def test_the_page_itself_asks_its_owner_and_moderators_and_nobody_else(cast, sign_in, kind):
    item = make(cast, kind, 5)
    address = item.get_absolute_url()
    for person, asked in ((cast.dev, True), (cast.ana, True), (cast.gus, False)):
        assert ("Is it still right?" in sign_in(person, fresh=True).get(address).content.decode()) == asked
    far = make(cast, kind, 90, owner=cast.ana)
    assert "Is it still right?" not in sign_in(cast.ana).get(far.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_another_date_can_be_chosen_and_must_be_still_to_come(cast, sign_in):
    item, client = make(cast, "page", 0), sign_in(cast.dev)
    there = f"/review/{item.pk}/"
    assert "Ask again on" in client.get(there).content.decode()
    past = client.post(there, {"until_day": "1", "until_month": "2", "until_year": "2001"}).content.decode()
    assert "Enter a day that is still to come" in past and 'value="2001"' in past
    assert (
        "Enter a real date"
        in client.post(there, {"until_day": "31", "until_month": "2", "until_year": "2031"}).content.decode()
    )
    assert not Review.objects.exists()
    client.post(there, {"until_day": "1", "until_month": "2", "until_year": "2041"})
    assert str(Item.objects.get(pk=item.pk).review_on) == "2041-02-01"
    assert "Still right" in client.get(there).content.decode() and "Dev Patel, Parks" in client.get(there).content.decode()


@pytest.mark.parametrize(("who", "status"), [("gus", 403), ("ben", 404), ("cleo", 404)])
def test_nobody_else_says_so(cast, sign_in, who, status):
    item = make(cast, "page", -1)
    assert sign_in(getattr(cast, who)).post(f"/review/{item.pk}/").status_code == status
    assert not Review.objects.exists()


def test_a_discussion_or_a_profile_has_no_review(cast, sign_in):
    topic = MAKERS["topic"](cast.dev, cast.space, title="T", words="w")
    assert sign_in(cast.dev).post(f"/review/{topic.pk}/").status_code == 403


def test_who_may_write_there_no_longer_is_not_asked(cast):
    make(cast, "page", -1)
    assert titles(cast.dev) == ["A page of mine"]
    Membership.objects.filter(space=cast.space, user=cast.dev).update(role="reader")
    cast.dev.__dict__.pop("_roles", None)
    assert titles(cast.dev) == []


def test_under_an_agencys_name_a_review_names_nobody(cast, sign_in):
    from lessons.actions import release_lesson, write_lesson

    lesson = write_lesson(None, author=cast.ana, title="Unnamed", texts={"happened": "x", "next_time": "y"})
    release_lesson(lesson, by=cast.ana, audience="space", under_agency=True)
    sign_in(cast.ana).post(f"/review/{lesson.pk}/")
    review = Review.objects.get()
    assert (review.by, review.agency) == (None, cast.health)
    assert "Ana Lloyd" not in sign_in(cast.root, fresh=True).get(f"/review/{lesson.pk}/").content.decode().split("<main")[1]

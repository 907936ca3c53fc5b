"""Holds: what is held is not destroyed and who is held is not erased, until an administrator lifts it or its day comes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.accounts.forgetting import forget_unproved
from hub.accounts.one_account import join
from hub.files.storing import sweep_away
from hub.models import Event, File, Hold, Item, User
from hub.moderation import holding
from tests.cast import make_person
from tests.nets.makers import make_file
from tests.ways import just_signed_in
from wiki.actions import create_page

WHY = "Inquiry 7"


def client_of(person):
    client = Client()
    just_signed_in(client, person)
    return client


def old_upload(person):
    file = make_file(person, None)
    File.objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(days=30))
    return file


@pytest.fixture
def page(cast):
    return create_page(cast.space, author=cast.dev, title="Visits", text="Words.")


def test_uploads_of_a_person_on_hold_are_not_swept_away(cast):
    mine, other = old_upload(cast.dev), old_upload(cast.ana)
    hold = holding.put(by=cast.root, why=WHY, person=cast.dev)
    sweep_away()
    assert list(File.objects.values_list("pk", flat=True)) == [mine.pk]
    holding.lift(hold, by=cast.root)
    sweep_away()
    assert not File.objects.filter(pk__in=[mine.pk, other.pk]).exists()


def test_an_account_on_hold_is_not_forgotten_though_its_address_was_never_proved(cast):
    User.objects.filter(pk=cast.pat.pk).update(created_at=timezone.now() - timedelta(days=3))
    hold = holding.put(by=cast.root, why=WHY, person=cast.pat)
    forget_unproved()
    assert User.objects.filter(pk=cast.pat.pk).exists()
    Hold.objects.filter(pk=hold.pk).delete()
    forget_unproved()
    assert not User.objects.filter(pk=cast.pat.pk).exists()


def test_an_account_on_hold_does_not_vanish_into_another(cast):
    other = make_person("ana2", cast.health)
    holding.put(by=cast.root, why=WHY, person=other)
    with pytest.raises(holding.Held):
        join(cast.ana, other, by=cast.ana)
    assert User.objects.filter(pk=other.pk).exists()


def test_an_item_is_held_by_its_own_hold_its_spaces_its_authors_and_its_owners(cast, page):
    item = Item.objects.select_related("space").get(pk=page.pk)
    for held in ({"item": item}, {"space": cast.space}, {"person": cast.dev}):
        holding.require_free(item=item)
        hold = holding.put(by=cast.root, why=WHY, **held)
        with pytest.raises(holding.Held) as told:
            holding.require_free(item=item)
        assert "on hold" in str(told.value)
        holding.lift(hold, by=cast.root)
    holding.put(by=cast.root, why=WHY, person=cast.gus)
    holding.require_free(item=item)


def test_a_hold_ends_on_its_day(cast):
    holding.put(by=cast.root, why=WHY, space=cast.space, until=timezone.now() - timedelta(seconds=1))
    assert holding.hold_on(space=cast.space) is None
    holding.put(by=cast.root, why=WHY, space=cast.space, until=timezone.now() + timedelta(days=1))
    assert holding.hold_on(space=cast.space)


def test_whoever_tries_to_destroy_what_is_held_reads_why_not(cast, page, rf):
    from hub.middleware.guard import StopsAndThinks

    hold = holding.put(by=cast.root, why=WHY, item=page)
    request = rf.post("/")
    request.user = cast.dev
    answer = StopsAndThinks(lambda request: None).process_exception(request, holding.Held(hold))
    assert answer.status_code == 409
    assert "it cannot be destroyed until those who run the hub lift it" in answer.content.decode()
    assert WHY not in answer.content.decode()


@pytest.mark.parametrize("what", ["person", "space", "item", "address"])
def test_an_administrator_holds_a_person_a_space_or_an_item_by_its_address_and_lifts_it(cast, page, what, settings):
    root = client_of(cast.root)
    said = {
        "person": cast.dev.email.upper(),
        "space": f"/s/{cast.space.slug}/",
        "item": f"{settings.HUB_URL}{page.get_absolute_url()}",
        "address": f"/people/{cast.dev.handle}",
    }[what]
    assert root.post(reverse("manage:holds"), {"target": said, "why": WHY}).status_code == 302
    hold = Hold.objects.get()
    assert (hold.person, hold.space, hold.item_id) == {
        "person": (cast.dev, None, None),
        "space": (None, cast.space, None),
        "item": (None, None, page.pk),
        "address": (cast.dev, None, None),
    }[what]
    event = Event.objects.get(verb="hub.hold_set")
    assert (event.actor, event.data["hold"], bool(event.address)) == (cast.root, hold.pk, True)
    shown = root.get(reverse("manage:holds")).content.decode()
    assert WHY in shown
    assert "Visits" not in shown  # they run the hub, and cannot read the page
    assert "Lift this hold?" in root.post(reverse("manage:lift_hold", args=[hold.pk])).content.decode()
    root.post(reverse("manage:lift_hold", args=[hold.pk]), {"sure": "yes"})
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.is_in_force) == (cast.root, False)
    assert Event.objects.filter(verb="hub.hold_lifted").count() == 1


def test_a_discussion_a_leaflet_and_a_lesson_are_found_by_their_addresses(cast):
    from hub.manage.holding import find
    from tests.nets.makers import MAKERS

    for kind in ("topic", "resource", "lesson", "page"):
        made = MAKERS[kind](cast.dev, cast.space, title=f"A {kind}", words="Words.")
        item = Item.objects.select_related("space").get(pk=made.pk)
        assert find(item.get_absolute_url()) == item, kind


def test_what_is_not_there_and_what_is_not_said_is_told_at_its_field(cast):
    root = client_of(cast.root)
    page = root.post(reverse("manage:holds"), {"target": "nobody@health.gov.example", "why": ""}).content.decode()
    assert "There is nothing here with this address" in page and "Say why it is held" in page
    assert "nobody@health.gov.example" in page
    for nonsense in ("/s/", "x", "/d/99999999999999999999/", "/s/no-such/", "/library/"):
        assert root.post(reverse("manage:holds"), {"target": nonsense, "why": WHY}).status_code != 302


def test_only_those_who_run_the_hub_know_of_holds(cast):
    hold = holding.put(by=cast.root, why=WHY, space=cast.space)
    for person in (cast.ana, cast.dev, cast.ben):
        assert client_of(person).get(reverse("manage:holds")).status_code == 404
        assert client_of(person).post(reverse("manage:lift_hold", args=[hold.pk]), {"sure": "yes"}).status_code == 404
    assert Hold.objects.in_force().exists()

"""Who can see a new thing is chosen on its form: nobody else is told of it, not even its title."""

import pytest
from django.urls import reverse

from forums.models import Topic
from hub.models import Item, Watch
from realtime.models import Notification
from resources.models import Resource
from tests.resources.test_adding import NEW as NEW_LEAFLET
from tests.resources.test_adding import fields, upload

NEW = "/s/health-practice/discussions/new/"
ASKED = {"form": "question", "title": "Who pays for taxis?", "text": "Somebody must."}


@pytest.mark.slow
def test_a_discussion_for_chosen_agencies_is_told_to_nobody_else(cast, sign_in, work):
    Watch.objects.create(user=cast.ana, space=cast.space, level=Watch.Level.EVERYTHING)
    page = sign_in(cast.dev).get(NEW).content.decode()
    assert "Chosen agencies" in page and "Parks Agency" in page and "You can make it narrower afterwards" not in page
    sign_in(cast.dev).post(NEW, {**ASKED, "audience": "agencies", "agencies": [cast.parks.pk]})
    work()
    made = Topic.objects.get()
    assert made.audience == Item.To.AGENCIES
    assert not Topic.objects.visible_to(cast.ana).exists() and Topic.objects.visible_to(cast.dev).exists()
    assert not Notification.objects.filter(user=cast.ana).exists()


@pytest.mark.slow
def test_lb_01_a_leaflet_is_for_chosen_agencies_from_the_first_moment(cast, sign_in):
    client = sign_in(cast.dev)
    client.post(NEW_LEAFLET, fields(file=upload(), audience="agencies", agencies=[cast.parks.pk]))
    made = Resource.objects.get()
    assert not Resource.objects.visible_to(cast.ana).exists()
    assert f'href="{reverse("hub:audience", args=[made.pk])}"' in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_whoever_leaves_the_own_agency_out_or_names_none_is_asked_at_the_field(cast, sign_in):
    client = sign_in(cast.dev)
    page = client.post(NEW, {**ASKED, "audience": "agencies"}).content.decode()
    assert "Choose at least one agency" in page and "Somebody must." in page
    page = client.post(NEW, {**ASKED, "audience": "agencies", "agencies": [cast.health.pk]}).content.decode()
    assert "Choose your own agency too" in page
    page = client.post(NEW, {**ASKED, "audience": "people"}).content.decode()
    assert not Topic.objects.exists() and "Somebody must." in page


def test_a_preview_keeps_all_agencies_that_were_ticked(cast, sign_in):
    both = [cast.parks.pk, cast.health.pk]
    page = sign_in(cast.dev).post(NEW, {**ASKED, "audience": "agencies", "agencies": both, "preview": "1"}).content.decode()
    for key in both:
        assert any(f'value="{key}"' in box and "checked" in box for box in page.split("<input")), key


def test_where_nothing_is_said_it_is_for_everyone_who_can_see_the_space(cast, sign_in):
    sign_in(cast.dev).post(NEW, ASKED)
    assert Topic.objects.get().audience == Item.To.SPACE


def test_what_is_only_mine_is_seen_by_me_alone(cast, sign_in):
    sign_in(cast.dev).post(NEW, {**ASKED, "audience": "author"})
    assert Topic.objects.visible_to(cast.dev).exists() and not Topic.objects.visible_to(cast.ana).exists()

"""A03, A10, A13, A24: a secret word stands in everything private; no outlet says it to anybody who may not know."""

import logging

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from hub import worker
from tests.nets import crawl, matrix
from tests.nets.world import SECRET, make_world
from tests.sampling import one_of
from tests.ways import just_signed_in

OUTSIDERS = ["anonymous", "pat", "lee", "cleo", "ben", "root"]
# What is asked is a beginning of the secret: it finds it for whoever may know, and an answer may repeat the question.
ASKED = SECRET[:6]
STARTS = ["/", "/spaces/", "/search/", f"/search/?q={ASKED}", "/drafts/", "/notifications/", "/new/", "/settings/", "/help/"]
ASKED_BY_SCRIPTS = [
    f"/complete/pages/?q={ASKED}",
    f"/complete/people/?q={ASKED}",
    f"/complete/search/?q={ASKED}",
    f"/complete/pages/?q={ASKED}&space=hidden",
]


def client_of(world, persona):
    client = Client(raise_request_exception=False)
    if user := world.people.get(persona):
        just_signed_in(client, user)
    return client


@pytest.fixture
def world(cast, django_capture_on_commit_callbacks):
    world = make_world(cast)
    worker.run_once()
    return world


@pytest.mark.parametrize("persona", one_of(OUTSIDERS, "cleo"))
def test_a03_no_page_feed_count_search_or_completion_says_the_secret_to_an_outsider(world, persona):
    client = client_of(world, persona)
    answers = crawl.everything(client, *STARTS, *ASKED_BY_SCRIPTS)
    for name in matrix.routes():
        address = reverse(name, kwargs=world.arguments(name))
        if address not in answers and not address.startswith("/admin"):
            answers[address] = client.get(address)
    assert len(answers) >= len(matrix.routes()) / 2
    told = [address for address, answer in answers.items() if SECRET in crawl.body(answer).replace(address, "")]
    assert told == []


@pytest.mark.parametrize("persona", one_of(["cleo", "ben", "root"], "cleo"))
@pytest.mark.slow
def test_a03_administration_pages_hold_no_private_words(world, persona):
    client = client_of(world, persona)
    # A list sorted, or narrowed in two ways at once, says nothing that the same list does not say whole.
    twice = r"[?&](o|_facets|_changelist_filters)=|\?.*&"
    answers = crawl.everything(client, "/admin/", ignore=rf"^/(?!admin/)|logout|jsi18n|password|{twice}")
    assert [address for address, answer in answers.items() if SECRET in crawl.body(answer)] == []


@pytest.mark.slow
def test_a10_what_was_removed_is_gone_from_every_outlet_for_members_too(world):
    from django.utils import timezone

    from hub.models import Item

    Item.objects.filter(space__in=[world.space, world.hidden]).update(removed_at=timezone.now(), removed_by=world.owner)
    world.tag.name = "plain"
    world.tag.save()
    worker.run_once()
    answers = crawl.everything(client_of(world, "dev"), *STARTS, *ASKED_BY_SCRIPTS)
    words = [f"{SECRET}{kind} words" for kind in world.items] + [f"{SECRET} {kind}" for kind in world.items]
    told = [(address, word) for address, answer in answers.items() for word in words if word in crawl.body(answer)]
    assert told == []


def test_members_do_find_it_so_that_this_net_can_fail(world):
    answers = crawl.everything(client_of(world, "dev"), "/", ignore=r"^/(?!s/health-practice/|$)|[?]")
    assert sum(SECRET in crawl.body(answer) for answer in answers.values()) > 10


@pytest.mark.slow
def test_a29_mails_and_logs_do_not_say_it(world, caplog):
    caplog.set_level(logging.DEBUG)
    crawl.everything(client_of(world, "cleo"), *STARTS)
    worker.run_once()
    outsiders = {world.people[name].email for name in ("cleo", "ben", "root", "pat", "lee")}
    assert not [m for m in mail.outbox if SECRET in m.message().as_string() and set(m.to) & outsiders]
    assert SECRET not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    ).replace(f"q={ASKED}", "")

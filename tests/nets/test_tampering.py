"""A06, A08, A09, A22: what somebody adds to a request that no form of ours sends changes no answer and no row."""

import re
from copy import deepcopy
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from hub.models import Event, Item, User
from profiles.fields import TEXTS
from tests.cast import make_space
from tests.nets import crawl, matrix
from tests.nets.makers import MAKERS
from tests.nets.world import make_world
from tests.sampling import sampled
from tests.ways import just_signed_in

LISTS = [
    "/",
    "/spaces/",
    "/search/?q=busy",
    "/library/",
    "/d/",
    "/lessons/",
    "/people/",
    "/t/busy/",
    "/notifications/",
    "/drafts/",
    "/flags/",
    "/settings/watching/",
    "/s/busy/",
    "/s/busy/pages/",
    "/s/busy/changes/",
    "/s/busy/discussions/",
    "/s/busy/library/",
    "/s/busy/lessons/",
    "/s/busy/members/",
    "/s/busy/moderation/",
    "/complete/pages/?q=busy",
    "/complete/people/?q=a",
    "/complete/search/?q=busy",
]
# Names that no list of ours knows, with values that would and would not match if one asked the database by them.
FIELDS = [
    ("author__email__startswith", "ana", "zzz"),
    ("user__password__contains", "a", "zzzz"),
    ("space__visibility", "members", "open"),
    ("removed_at__isnull", "True", "False"),
    ("audience", "author", "space"),
    ("id__in", "1,2", "3,4"),
    ("fields", "email", "title"),
]
# Names by which lists anywhere are sorted and narrowed, ours among them: what is no choice of ours is the same as another.
NAMES = ["order", "order_by", "ordering", "sort", "o", "by", "kind", "view", "page", "before", "after", "form", "mine"]
NO_CHOICES = [(name, "author__email", "-author__password") for name in NAMES]


def answers_alike(client, address, asked):
    """Whether two answers differ in nothing but what was asked."""

    def said(which):
        query = urlencode({name: values[which] for name, *values in asked})
        answer = client.get(f"{address}{'&' if '?' in address else '?'}{query}")
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{16,}', "", answer.content.decode())
        for echo in (query, escape(query), quote(query), "-author__password", "author__email"):
            text = text.replace(echo, "ASKED")
        return answer.status_code, text

    first, second = said(0), said(1)
    return first == second and first[0] < 500


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("asked", [FIELDS, NO_CHOICES], ids=["fields", "no-choices"])
def test_a06_no_list_is_sorted_or_narrowed_by_a_field_that_the_address_names(cast, sign_in, asked):
    busy = make_space(cast.ana, "Busy", slug="busy", members=[cast.cleo])
    for kind, make in MAKERS.items():
        for person in (cast.ana, cast.dev):
            make(person, busy, title=f"Busy {kind} of {person.handle}", words="Busy words").tags.add("busy")
        make(cast.ana, cast.space, title=f"Busy closed {kind}", words="Busy words")
    client = sign_in(cast.cleo)
    assert [address for address in LISTS if not answers_alike(client, address, asked)] == []


@pytest.fixture
def world(cast):
    return make_world(cast)


def client_of(world, persona):
    if persona not in world.clients:
        client = world.clients[persona] = Client(raise_request_exception=False)
        if user := world.people.get(persona):
            just_signed_in(client, user)
    client = world.clients[persona]
    client.cookies = deepcopy(world.cookies.setdefault(persona, deepcopy(client.cookies)))
    return client


def asked(call, address, **more):
    """The word for an answer; what the request changed is rolled back."""
    sid = transaction.savepoint()
    answer = call(address, **more)
    if answer.streaming:
        b"".join(answer.streaming_content)
    transaction.savepoint_rollback(sid)
    return matrix.word_for(answer)


@sampled(40)
def test_a09_a_head_is_decided_like_the_get_and_says_no_more(world, some):
    wrong = []
    for method, name, expected in matrix.rows()[some]:
        if method != "GET":
            continue
        address = reverse(name, kwargs=world.arguments(name))
        for persona in ("anonymous", "cleo", "dev"):
            word = asked(client_of(world, persona).head, address)
            if word not in {expected[persona], "method"}:
                wrong.append(f"HEAD {name} as {persona}: {word}, GET {expected[persona]}")
    assert wrong == []


@sampled(120)
def test_a09_no_header_or_field_turns_one_method_into_another(world, some):
    wrong = []
    for method, name, expected in matrix.rows()[some]:
        address = reverse(name, kwargs=world.arguments(name))
        for override in ("GET", "PUT", "DELETE") if method == "POST" else ("POST", "DELETE"):
            headers = {f"HTTP_X_{header}": override for header in ("HTTP_METHOD_OVERRIDE", "HTTP_METHOD", "METHOD_OVERRIDE")}
            for persona in ("cleo", "dev"):
                client = client_of(world, persona)
                call = client.get if method == "GET" else client.post
                word = asked(call, address, data={"_method": override}, **headers)
                if word != expected[persona]:
                    wrong.append(f"{method} {name} as {override} by {persona}: {word}, else {expected[persona]}")
    assert wrong == []


@sampled(60)
def test_a09_other_methods_open_and_change_nothing(world, some):
    wrong = []
    rows = [(name, address) for name in matrix.routes() if (address := reverse(name, kwargs=world.arguments(name)))]
    before = (Item.objects.count(), Event.objects.count(), User.objects.count())
    for name, address in rows[some]:
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"):
            answer = client_of(world, "cleo").generic(method, address, b"title=x")
            if answer.status_code < 300 and crawl.body(answer):
                page = client_of(world, "cleo").get(address)
                if page.status_code >= 300:  # it says more than the GET would
                    wrong.append(f"{method} {name}: {answer.status_code}, GET {page.status_code}")
    assert wrong == []
    assert (Item.objects.count(), Event.objects.count(), User.objects.count()) == before


@sampled(30)
def test_a22_owning_one_space_decides_nothing_in_another_whatever_the_body_names(world, some):
    mine = make_space(world.cast.cleo, "Mine", "members")
    body = {"space": mine.slug, "space_id": mine.pk, "in_space": mine.pk, "role": "owner", "sure": "yes", "claim": "on"}
    wrong = []
    for method, name, expected in matrix.rows()[some]:
        if method == "POST" and expected["cleo"] in {"no", "none"}:
            address = reverse(name, kwargs=world.arguments(name))
            word = asked(client_of(world, "cleo").post, address, data=body)
            if word not in {"no", "none"}:
                wrong.append(f"POST {name}: {word}")
    assert wrong == []


SMUGGLED = {
    "author": "root",
    "agency": "parks",
    "owner": "root",
    "outside_author": "1",
    "kind": "lesson",
    "slug": "smuggled",
    "created_at": "2001-01-01 00:00",
    "changed_at": "2001-01-01 00:00",
    "removed_at": "2001-01-01 00:00",
    "removed_by": "root",
    "shown": "999",
    "audience": "author",
    "pinned_at": "2001-01-01 00:00",
    "closed_at": "2001-01-01 00:00",
    "answer": "1",
    "under_agency": "parks",
    "status": "adopted",
    "is_staff": "on",
    "is_superuser": "on",
    "verified_at": "2001-01-01 00:00",
    "user": "root",
    "email": "other@parks.gov.example",
    "handle": "smuggled",
}
KEPT = (
    "author_id",
    "agency_id",
    "owner_id",
    "kind",
    "slug",
    "created_at",
    "removed_at",
    "removed_by_id",
    "audience",
    "space_id",
)
ROWS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}  # of the steps of a lesson
DAY = {"review_on_day": "1", "review_on_month": "2", "review_on_year": "2099"}
REACH = {f"{name}_reach": "everyone" for name in ("photo", "topics", *(field.name for field in TEXTS))}
EDITS = {
    "page": ("{url}edit/", {"title": "Mine page", "text": "Other words", "base": "1"}),
    "topic": ("/d/{pk}/change/", {"title": "Mine topic", "form": "question"}),
    "resource": (
        "{url}edit/",
        {"title": "Mine resource", "form": "leaflet", "summary": "Other words", "language": "en", **DAY},
    ),
    "lesson": (
        "/lessons/{pk}/edit/",
        {"title": "Mine lesson", "meant": "a", "happened": "b", "why": "c", "next_time": "d", **ROWS},
    ),
    "profile": ("/settings/profile/", {"role": "Nurse", "topics-TOTAL_FORMS": "0", "topics-INITIAL_FORMS": "0", **REACH}),
}


def smuggled(cast, space):
    people = {"root": str(cast.root.pk), "parks": str(cast.parks.pk)}
    names = {name: people.get(value, value) for name, value in SMUGGLED.items()}
    return names | {f"{name}_id": value for name, value in names.items()} | {"space": str(space.pk), "space_id": str(space.pk)}


@pytest.mark.parametrize("kind", EDITS)
@pytest.mark.slow
def test_a08_no_edit_takes_a_field_that_is_not_of_its_form(cast, sign_in, kind):
    space, other = make_space(cast.ana, "Here"), make_space(cast.ana, "There")
    if kind == "profile":
        Item.kinds[kind].greet(cast.ana)
        item = Item.objects.get(kind="profile", slug=cast.ana.handle)
    else:
        item = MAKERS[kind](cast.ana, space, title=f"Mine {kind}", words="words")
    before = Item.objects.filter(pk=item.pk).values(*KEPT).get()
    own = list(Item.kinds[kind].objects.filter(pk=item.pk).values("pk"))
    person = User.objects.filter(pk=cast.ana.pk).values("is_staff", "is_superuser", "verified_at", "email", "handle").get()
    address, fields = EDITS[kind]
    address = address.format(url=item.get_absolute_url(), pk=item.pk, slug=item.slug)
    seen = {"seen": item.changed_at.isoformat()}  # by which a form knows whether somebody else was quicker
    # A field of the form itself keeps its own value.
    answer = sign_in(cast.ana).post(address, {**smuggled(cast, other), **seen, **fields})
    assert answer.status_code == 302, "the edit itself is taken"
    assert Item.objects.filter(pk=item.pk).values(*KEPT).get() == before
    assert list(Item.kinds[kind].objects.filter(pk=item.pk).values("pk")) == own
    after = User.objects.filter(pk=cast.ana.pk).values("is_staff", "is_superuser", "verified_at", "email", "handle").get()
    assert after == person


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/s/here/new/", {"title": "Fresh", "text": "words"}),
        ("/s/here/discussions/new/", {"title": "Fresh", "text": "words", "form": "question", "audience": "space"}),
        ("/s/here/lessons/new/", {"title": "Fresh", "meant": "a", "happened": "b", "why": "c", "next_time": "d", **ROWS}),
    ],
)
def test_a08_nothing_new_takes_a_field_that_is_not_of_its_form(cast, sign_in, address, fields):
    here, other = make_space(cast.ana, "Here"), make_space(cast.ana, "There")
    sign_in(cast.ana).post(address, {**smuggled(cast, other), **fields})
    item = Item.objects.get(title="Fresh")
    assert (item.space, item.author, item.agency, item.removed_at) == (here, cast.ana, cast.health, None)
    assert item.slug != "smuggled" and item.created_at.year > 2001 and item.shown < 900
    assert item.audience == ("author" if item.kind == "lesson" else "space"), "a lesson begins with its writer"

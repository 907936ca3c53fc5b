"""Every route, asked by everybody: the answers equal docs/permissions.md, and a route without a row fails."""

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client

from tests.nets import matrix
from tests.nets.world import make_world
from tests.sampling import sampled
from tests.ways import just_signed_in


@pytest.fixture
def world(cast):
    return make_world(cast)


def answers(world, method, name):
    """{persona: word} as the hub answers now; whatever a request changed is rolled back."""
    found = {}
    arguments = world.arguments(name)
    for persona in matrix.PERSONAS:
        client = client_of(world, persona)
        sid = transaction.savepoint()
        found[persona] = matrix.word_for(matrix.ask(client, method, name, arguments))
        transaction.savepoint_rollback(sid)
    return found


def client_of(world, persona):
    """The browser of one person, signed in once."""
    if persona not in world.clients:
        client = world.clients[persona] = Client(raise_request_exception=False)
        if user := world.people.get(persona):
            just_signed_in(client, user)
    client = world.clients[persona]
    # A sign-out of the request before was rolled back in the database; the cookie is too.
    client.cookies = deepcopy(world.cookies.setdefault(persona, deepcopy(client.cookies)))
    return client


def test_every_route_has_a_row():
    named = {name for _method, name, _words in matrix.rows()}
    assert set(matrix.routes()) - named == set(), "write a row in docs/permissions.md"
    assert named - set(matrix.routes()) == set(), "docs/permissions.md speaks of a route that is gone"


def test_every_method_that_an_address_takes_has_its_row(world):
    named = {(method, name) for method, name, _words in matrix.rows()}
    for name in matrix.routes():
        for method in {"GET", "POST"} - {method for method, other in named if other == name}:
            answer = matrix.ask(client_of(world, "owner"), method, name, world.arguments(name))
            # A plain page that ignores the method answers a POST like a GET: forged or not, it changes nothing.
            assert answer.status_code in {405, 403, 404}, f"{method} {name} answers {answer.status_code}, without a row"


@sampled(30)
def test_a01_every_answer_equals_the_table(world, request, some):
    table = matrix.rows()
    if request.config.getoption("--observe"):
        lines: list[str] = []
        for name in matrix.routes():
            for method in ("GET", "POST"):
                found = answers(world, method, name)
                if set(found.values()) - {"method"}:
                    lines.append(f"| {method} {name} | " + " | ".join(found.values()) + " |")
        pytest.fail("\n".join(lines), pytrace=False)
    wrong = []
    for method, name, expected in table[some]:
        found = answers(world, method, name)
        wrong += [f"{method} {name} as {p}: {found[p]}, table says {expected[p]}" for p in expected if found[p] != expected[p]]
    assert not wrong, "\n".join(wrong)

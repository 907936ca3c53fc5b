"""Every route, asked by everybody: the answers equal docs/permissions.md, and a route without a row fails."""

import pytest
from django.db import transaction
from django.test import Client

from tests.nets import matrix
from tests.nets.world import make_world


@pytest.fixture
def world(cast):
    return make_world(cast)


def answers(world, method, name):
    """{persona: word} as the hub answers now; whatever a request changed is rolled back."""
    found = {}
    for persona in matrix.PERSONAS:
        client = Client(raise_request_exception=False)
        user = world.people.get(persona)
        if user is not None:
            client.force_login(user, backend="hub.accounts.backend.PersonBackend")
        sid = transaction.savepoint()
        found[persona] = matrix.word_for(matrix.ask(client, method, name, world.arguments(name)))
        transaction.savepoint_rollback(sid)
    return found


def test_every_route_has_a_row():
    named = {name for _method, name, _words in matrix.rows()}
    assert set(matrix.routes()) - named == set(), "write a row in docs/permissions.md"
    assert named - set(matrix.routes()) == set(), "docs/permissions.md speaks of a route that is gone"


def test_every_row_is_asked_by_the_method_it_takes(world):
    gets = {name for method, name, _words in matrix.rows() if method == "GET"}
    posts = {name for method, name, _words in matrix.rows() if method == "POST"}
    for name in gets | posts:
        assert name in gets or answers(world, "GET", name)["owner"] == "method", f"GET {name} answers, without a row"


def test_a01_every_answer_equals_the_table(world, request):
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
    for method, name, expected in table:
        found = answers(world, method, name)
        wrong += [f"{method} {name} as {p}: {found[p]}, table says {expected[p]}" for p in expected if found[p] != expected[p]]
    assert wrong == []

"""R16: every list costs the same for one row and for three, and nothing is asked a row at a time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub import worker
from tests.cast import make_space
from tests.nets.makers import MAKERS

LISTS = [
    "/",
    "/spaces/",
    "/s/busy/",
    "/s/busy/pages/",
    "/s/busy/changes/",
    "/s/busy/members/",
    "/s/busy/discussions/",
    "/d/",
    "/search/?q=busy",
    "/t/busy/",
    "/people/",
    "/library/",
    "/s/busy/library/",
    "/notifications/",
    "/drafts/",
    "/new/",
]


def fill(cast, count):
    space = make_space(cast.ana, "Busy", "open", slug="busy", members=[cast.ben, cast.dev, cast.cleo][:count])
    make_space(cast.ana, "Busy too", "open")
    for number in range(count):
        for kind, make in MAKERS.items():
            item = make(
                [cast.dev, cast.cleo, cast.ben][number], space, title=f"Busy {kind} {number}", words=f"Busy words {number}"
            )
            item.tags.add("busy")
    worker.run_once()


@pytest.mark.slow
def test_r16_every_list_costs_the_same_for_one_row_and_three(cast, sign_in):
    client = sign_in(cast.ana)
    from django.db import transaction

    asked: dict[str, list[list[str]]] = {address: [] for address in LISTS}
    for rows in (1, 3):
        sid = transaction.savepoint()
        fill(cast, rows)
        for address in LISTS:
            client.get(address)  # whatever is remembered once a process
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            asked[address].append([query["sql"] for query in queries])
        transaction.savepoint_rollback(sid)
    dear = {
        address: "\n".join(sorted(set(three) - set(one))) or len(one)
        for address, (one, three) in asked.items()
        if len(one) != len(three) or len(one) > 12
    }
    assert dear == {}, "\n".join(f"{address}\n{more}" for address, more in dear.items())

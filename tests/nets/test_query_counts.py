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
    "/search/?q=busy",
    "/t/busy/",
    "/people/",
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


@pytest.mark.parametrize("address", LISTS)
def test_r16_a_list_costs_the_same_for_one_row_and_three(cast, sign_in, address):
    client = sign_in(cast.ana)
    from django.db import transaction

    counts = []
    for rows in (1, 3):
        sid = transaction.savepoint()
        fill(cast, rows)
        client.get(address)  # whatever is remembered once a process
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        counts.append([query["sql"] for query in queries])
        transaction.savepoint_rollback(sid)
    assert len(counts[0]) == len(counts[1]), "\n".join(sorted(set(counts[1]) - set(counts[0])))
    assert len(counts[0]) <= 16

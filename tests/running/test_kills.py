"""A worker that is killed in the middle of telling a thousand people, again and again, in processes of its own."""

import json
import random
import signal
import time

import pytest

from tests.running.hubs import Hub
from tests.running.test_serve import manage, said

pytestmark = pytest.mark.slow  # it starts a dozen processes

WATCHERS, REPLIES, KILLS = 1000, 3, 6

PREPARE = f"""
from django.utils import timezone
from forums.actions import add_reply, start_topic
from hub import worker
from hub.models import Affiliation, Agency, EmailDomain, Space, User, Watch
parks = Agency.objects.create(name="Parks Agency", slug="parks")
EmailDomain.objects.create(domain="parks.gov.example", agency=parks)
names = ["ana", *(f"p{{n}}" for n in range({WATCHERS}))]
User.objects.bulk_create(
    User(email=f"{{name}}@parks.gov.example", name=name.title(), handle=name, verified_at=timezone.now()) for name in names
)
people = list(User.objects.order_by("pk"))
Affiliation.objects.bulk_create(Affiliation(user=one, agency=parks, email=one.email) for one in people)
ana, *watchers = [User.objects.get(pk=people[0].pk), *people[1:]]
space = Space.objects.create(title="Open", slug="open")
space.memberships.create(user=ana, role="owner")
topic = start_topic(space, author=ana, title="Benches", text="How many?")
worker.run_once()
Watch.objects.bulk_create(Watch(user=one, item=topic) for one in watchers)
for number in range({REPLIES}):
    add_reply(topic, author=ana, text=f"Answer {{number}}")
"""

# Small batches, so that a kill falls between two or into one. What a killed worker had claimed is free again after a
# minute: each new one is told that the minute has passed.
WORK = """
import threading
from django.db.models import Sum
from django.utils import timezone
from hub import worker
from hub.models import Delivery
from realtime import delivery
delivery.BATCH = 20
Delivery.objects.filter(done_at=None).update(not_before=timezone.now())
print("told", Delivery.objects.aggregate(n=Sum("told"))["n"], flush=True)
worker.{work}
"""

LOOK = """
import json
from hub.models import Delivery, User
from realtime.models import Notification
print(json.dumps({
    "rows": list(Notification.objects.values_list("user__handle", "count")),
    "unread": list(User.objects.values_list("handle", "unread")),
    "undone": Delivery.objects.filter(done_at=None).count(),
    "failed": list(Delivery.objects.exclude(last_error="").values_list("last_error", flat=True)),
}))
"""


@pytest.fixture
def database(tmp_path):
    """The environment that names a database of this test's own: SQLite in its folder, or one more on the same PostgreSQL."""
    hub = Hub(tmp_path)
    yield hub.environment
    hub.remove()


def test_nt_07_a_thousand_watchers_get_one_row_each_whenever_the_worker_is_killed(database, tmp_path):
    def shell(code):
        return manage(tmp_path, "shell", "--no-imports", "-c", code, HUB_LOG_LEVEL="WARNING", **database)

    out, code = said(manage(tmp_path, "migrate", "-v0", **database))
    assert code == 0, out
    out, code = said(shell(PREPARE))
    assert code == 0, out
    told = []
    for _kill in range(KILLS):
        worker = shell(WORK.format(work="run_forever(threading.Event())"))
        told.append(int(worker.stdout.readline().split()[1]))
        time.sleep(random.uniform(0.05, 0.4))
        worker.send_signal(signal.SIGKILL)
        said(worker)
    out, code = said(shell(WORK.format(work="run_once()")))
    assert code == 0, out
    told.append(int(out.split()[1]))
    assert told == sorted(told)
    assert any(0 < so_far < WATCHERS * REPLIES for so_far in told), f"no kill fell into the delivery: {told}"

    out, code = said(shell(LOOK))
    assert code == 0, out
    found = json.loads(out)
    assert sorted(found["rows"]) == sorted([f"p{n}", REPLIES] for n in range(WATCHERS))
    assert {unread for handle, unread in found["unread"] if handle != "ana"} == {1}
    assert dict(found["unread"])["ana"] == 0
    assert (found["undone"], found["failed"]) == (0, [])

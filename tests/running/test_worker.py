"""Background work: rows that are not yet done."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hub import events, worker
from hub.models import Delivery, Watch
from realtime import delivery
from realtime.models import Notification
from tests.cast import make_space
from tests.sample.actions import have_idea


@pytest.fixture
def sweeps(monkeypatch):
    """No sweeps but those that a test adds."""
    monkeypatch.setattr(worker, "sweeps", {})
    return worker.sweeps


@pytest.fixture
def idea(cast):
    """Ana's idea in an open space that Ben watches: one event that is not yet delivered."""
    space = make_space(cast.ana)
    Watch.objects.create(user=cast.ben, space=space)
    return have_idea(space, author=cast.ana, title="A bench", text="By the pond")


def test_every_sweep_gets_its_turn_while_another_has_much_to_do(sweeps):
    order, left = [], {"notices": 3, "mails": 1}

    def work(name):
        def one_batch():
            order.append(name)
            left[name] -= 1
            return int(left[name] >= 0)

        return one_batch

    for name in left:
        worker.sweep(name)(work(name))
    assert worker.run_once() == {"notices": 3, "mails": 1}
    assert order == ["notices", "mails", "notices", "mails", "notices", "notices"]


def test_a_broken_sweep_stops_no_other(sweeps, caplog):
    done = iter([2, 0])
    worker.sweep("broken")(lambda: 1 / 0)
    worker.sweep("sound")(lambda: next(done))
    assert worker.run_once() == {"broken": 0, "sound": 2}
    assert "sweep broken failed" in caplog.text


def test_what_comes_due_by_time_alone_is_not_looked_for_at_each_commit(sweeps):
    looked, running = [], threading.Event()
    worker.sweep("grown old", every=60)(lambda: looked.append(1) or 0)
    for _turn in range(3):
        worker.run_once(running)
    assert len(looked) == 1
    worker.run_once()  # a command does everything there is
    assert len(looked) == 2


def test_told_to_stop_the_worker_ends_after_the_batch_in_hand(sweeps):
    stop, batches = threading.Event(), []

    def endless():
        batches.append(1)
        stop.set()
        return 1

    worker.sweep("endless")(endless)
    worker.sweep("never")(lambda: batches.append(2) or 1)
    worker.run_once(stop)
    assert batches == [1]


@pytest.mark.slow
def test_a_notice_is_told_once_however_often_the_worker_runs(cast, idea):
    assert worker.run_once()["deliver"] > 0
    assert worker.run_once()["deliver"] == 0
    notice = Notification.objects.get(user=cast.ben)
    assert (notice.item_id, notice.count) == (idea.pk, 1)


def test_what_one_worker_has_in_hand_is_left_to_it_by_the_others(cast, idea, monkeypatch):
    tell, others = delivery.deliver_batch, []

    def tell_while_another_looks(row):
        others.append(delivery.deliver())
        return tell(row)

    monkeypatch.setattr(delivery, "deliver_batch", tell_while_another_looks)
    worker.run_once()
    assert others == [0]
    assert Notification.objects.get(user=cast.ben).count == 1


@pytest.mark.slow
def test_what_fails_rests_longer_each_time_and_is_parked_in_the_end(cast, idea, monkeypatch, caplog):
    def fail(_delivery):
        raise RuntimeError("the moon is full")

    monkeypatch.setattr(delivery, "deliver_batch", fail)
    rests = []
    for _ in range(worker.GIVE_UP_AFTER):
        before = timezone.now()
        Delivery.objects.update(not_before=before)
        worker.run_once()
        rests.append((Delivery.objects.get().not_before - before).total_seconds())
    assert rests == sorted(rests)
    assert rests[0] >= 2
    row = Delivery.objects.get()
    assert row.parked_at
    assert "the moon is full" in row.last_error
    Delivery.objects.update(not_before=timezone.now())
    assert worker.run_once()["deliver"] == 0


def test_the_rest_after_a_failure_doubles_up_to_an_hour():
    assert [worker.back_off(n).total_seconds() for n in (1, 2, 3, 12, 30)] == [2, 4, 8, 3600, 3600]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_worker_is_woken_by_the_commit_and_not_before(sweeps):
    rounds, stop = [], threading.Event()
    worker.sweep("count")(lambda: rounds.append(time.monotonic()) or 0)
    thread = threading.Thread(target=worker.run_forever, args=[stop])
    thread.start()
    try:
        _until(lambda: rounds)
        time.sleep(0.1)
        began = len(rounds)
        with transaction.atomic():
            events.announce()
            time.sleep(0.2)
            assert len(rounds) == began
        committed = time.monotonic()
        _until(lambda: len(rounds) > began)
        assert rounds[began] - committed < 0.5
    finally:
        stop.set()
        worker.wake()
        thread.join(5)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_workers_of_other_processes_hear_of_work_on_postgresql(sweeps):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL says NOTIFY")
    rounds, stop = [], threading.Event()
    worker.sweep("count")(lambda: rounds.append(time.monotonic()) or 0)
    thread = threading.Thread(target=worker.run_forever, args=[stop])
    thread.start()
    try:
        _until(lambda: rounds)
        time.sleep(0.1)
        began, said = len(rounds), time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY hub_work")
        _until(lambda: len(rounds) > began)
        assert rounds[began] - said < 0.5
        # The database closes the line, as it does when it is restarted: the worker goes on and listens again.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN hub_work%'")
        began = len(rounds)
        _until(lambda: len(rounds) > began)
        assert thread.is_alive()
    finally:
        stop.set()
        worker.wake()
        thread.join(5)


def _until(happened, seconds=5):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)

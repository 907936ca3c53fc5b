"""Who is told, exactly once, whatever happens to the worker."""

import pytest

from hub import events, worker
from hub.models import Delivery, User, Watch
from realtime import delivery
from realtime.models import Notification
from tests.cast import make_person, make_space
from tests.nets.makers import make_idea
from wiki.actions import create_page, edit_page


@pytest.fixture
def crowd(cast):
    """A topic of an open space with 60 watchers."""
    space = make_space(cast.ana, "Open", "open")
    item = make_idea(cast.ana, space, title="Crowd", words="words")
    worker.run_once()
    people = [make_person(f"p{n}", cast.parks) for n in range(60)]
    Watch.objects.bulk_create([Watch(user=person, item=item) for person in people])
    return item, people


def test_nt_07_each_watcher_gets_one_notice_though_reached_by_many_routes(cast, crowd):
    item, people = crowd
    for person in people[:5]:
        Watch.objects.create(user=person, space=item.space)
    events.record(cast.ana, "sample.had", item, mentioned=people[:3])
    worker.run_once()
    assert Notification.objects.filter(item=item).count() == 60
    assert set(Notification.objects.filter(reason="mention").values_list("user", flat=True)) == {p.pk for p in people[:3]}
    assert set(User.objects.filter(pk__in=[p.pk for p in people]).values_list("unread", flat=True)) == {1}


def test_r02_a_worker_killed_between_batches_tells_nobody_twice_and_forgets_nobody(cast, crowd, monkeypatch):
    item, people = crowd
    monkeypatch.setattr(delivery, "BATCH", 7)
    event = events.record(cast.ana, "sample.had", item)
    delivery.deliver_batch(Delivery.objects.select_related("event__item__space").get(event=event))
    assert Notification.objects.filter(last_event=event).count() == 7
    # Killed after the batch, before its cursor was seen by another: the same batch again changes nothing.
    stale = Delivery.objects.select_related("event__item__space").get(event=event)
    delivery.deliver_batch(stale)
    stale.refresh_from_db()
    Delivery.objects.filter(event=event).update(cursor=0)
    worker.run_once()
    assert Notification.objects.filter(last_event=event).count() == 60
    assert set(Notification.objects.filter(last_event=event).values_list("count", flat=True)) == {1}
    assert Delivery.objects.get(event=event).done_at


def test_nt_15_ten_saves_are_one_unread_line(cast, crowd):
    item, people = crowd
    for _save in range(10):
        events.record(cast.ana, "sample.had", item)
    worker.run_once()
    notice = Notification.objects.get(user=people[0])
    assert (notice.count, notice.others) == (10, 9)
    assert User.objects.get(pk=people[0].pk).unread == 1


@pytest.mark.slow
def test_a_quiet_event_tells_nobody(cast, crowd):
    item, _people = crowd
    events.record(cast.ana, "sample.had", item, quiet=True)
    worker.run_once()
    assert not Notification.objects.exists()


def test_a04_whoever_lost_sight_before_the_worker_came_is_not_told(cast, crowd):
    item, people = crowd
    events.record(cast.ana, "sample.had", item)
    item.space.visibility = "members"
    item.space.save()
    worker.run_once()
    assert not Notification.objects.filter(user__in=people).exists()


@pytest.mark.slow
def test_nt_13_who_watches_a_space_for_new_things_hears_of_a_page_and_not_of_each_change(cast):
    space = make_space(cast.ana, "Open", "open")
    Watch.objects.create(user=cast.ben, space=space, level=Watch.Level.FIRST)
    Watch.objects.create(user=cast.cleo, space=space, level=Watch.Level.MENTIONS)
    page = create_page(space, author=cast.ana, title="New here", text="words")
    worker.run_once()
    assert [notice.user for notice in Notification.objects.filter(item=page.pk)] == [cast.ben]
    edit_page(page, editor=cast.ana, title="New here", text="other words", base=1)
    worker.run_once()
    assert Notification.objects.get(user=cast.ben, item=page.pk).count == 1


@pytest.mark.slow
def test_the_actor_is_never_told_of_their_own_doing(cast, crowd):
    item, people = crowd
    events.record(people[0], "sample.had", item, mentioned=[people[0]])
    worker.run_once()
    assert not Notification.objects.filter(user=people[0]).exists()


@pytest.mark.slow
def test_a_delivery_that_keeps_failing_is_parked_with_its_reason_and_stops_no_other(cast, crowd, monkeypatch):
    item, people = crowd
    broken = events.record(cast.ana, "sample.had", item)
    Delivery.objects.filter(event=broken).update(attempts=worker.GIVE_UP_AFTER - 1)
    real = delivery.deliver_batch

    def fails(row):
        if row.event_id == broken.pk:
            raise RuntimeError("no such thing")
        return real(row)

    monkeypatch.setattr(delivery, "deliver_batch", fails)
    later = events.record(cast.ana, "sample.had", item)
    worker.run_once()
    worker.run_once()
    parked = Delivery.objects.get(event=broken)
    assert parked.parked_at and "no such thing" in parked.last_error
    assert Delivery.objects.get(event=later).done_at


@pytest.mark.slow
def test_an_address_of_the_hub_shown_as_a_picture_is_not_opened_by_whoever_sees_it(cast, crowd, sign_in):
    item, people = crowd
    events.record(cast.ana, "sample.had", item)
    worker.run_once()
    notice = Notification.objects.get(user=people[0], item=item)
    client = sign_in(people[0])
    state = client.get("/notifications/state/").json()
    (told,) = state["newest"]
    assert client.get("/notifications/state/", {"bell": state["bell"]}).json() == {**state, "newest": []}
    assert told["text"].startswith("Ana Lloyd, Health, ") and told["text"].endswith(": Crowd")
    assert client.get(f"/notifications/{notice.pk}/", headers={"sec-fetch-dest": "image"}).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    client.get(f"/notifications/{notice.pk}/", headers={"sec-fetch-dest": "document"})
    notice.refresh_from_db()
    assert notice.read_at

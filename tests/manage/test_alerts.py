"""What goes wrong without anybody saying so reaches those who run the hub."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub import mails, worker
from hub.alerts import counting, looking, telling
from hub.alerts.models import Alert, Tally
from hub.models import Delivery, Event, Installation, Mail, User
from tests.ways import just_signed_in

Usage = namedtuple("Usage", "total used free")
NOW = Tally.What


@pytest.fixture(autouse=True)
def on_a_healthy_machine(settings, monkeypatch, cast):
    """Alerts are on, the disk has room, a backup was made, and every count is written at once."""
    settings.ALERTS = True
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda place: Usage(100, 50, 50))
    monkeypatch.setattr(counting, "EVERY", 0)
    counting._waiting.clear()
    counting.count(NOW.BACKUP, at_once=True)


def what_is_wrong():
    telling.look()
    return [alert.what for alert in telling.open_alerts()]


def client_of(person):
    return just_signed_in(Client(raise_request_exception=False), person)


def test_r35_nothing_is_said_where_nothing_is_wrong(cast):
    assert what_is_wrong() == []
    assert "What is wrong" not in client_of(cast.root).get(reverse("manage:overview")).content.decode()
    assert not Mail.objects.exists()


def test_r35_a_page_that_fails_is_told_with_its_number(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("hub.views.spaces.render", broken)
    failed = client_of(cast.dev).get(reverse("hub:spaces"))
    number = failed.headers["X-Request-Id"]
    assert failed.status_code == 500 and number in failed.content.decode()
    assert what_is_wrong() == ["failed"]
    for address in ("/", reverse("manage:overview")):
        shown = client_of(cast.root).get(address).content.decode()
        assert "1 page failed in the last hour" in shown and f"Look for request {number} in the log" in shown
    Tally.objects.update(last_at=timezone.now() - timedelta(hours=2))
    assert "failed" not in what_is_wrong()


def test_r35_a_spike_of_refusals_is_told_and_a_usual_number_is_not(cast, monkeypatch):
    monkeypatch.setitem(looking.LEAST, NOW.REFUSED, 3)
    dev = client_of(cast.dev)
    for _times in range(3):
        assert dev.get(reverse("hub:flags", args=[cast.space.slug])).status_code == 403
    assert what_is_wrong() == ["refused"]
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Tally.objects.create(what=NOW.REFUSED, hour=hour - timedelta(hours=5), count=7 * 24)
    assert what_is_wrong() == []


def test_r35_a_spike_of_wrong_codes_is_told(cast, monkeypatch):
    monkeypatch.setitem(looking.LEAST, NOW.WRONG_CODE, 2)
    for person in (cast.dev, cast.ana):
        client = Client()
        client.post(reverse("account_login"), {"email": person.email})
        assert client.post(reverse("account_confirm_login_code"), {"code": "WRONG-CODE"}).status_code == 200
    assert what_is_wrong() == ["wrong_code"]


def test_r35_work_that_waits_too_long_is_told(cast):
    event = Event.objects.create(verb="hub.joined", actor=cast.dev)
    Delivery.objects.create(event=event, not_before=timezone.now() - timedelta(minutes=20))
    # Seen although nobody looked: the worker that looks may be what stands still.
    assert "Work has waited for 20 minutes" in client_of(cast.root).get("/").content.decode()
    assert what_is_wrong() == ["late"]
    assert Client().get("/healthz").content == b"late\n"


def test_r35_a_backup_older_than_26_hours_is_told(cast, settings):
    Tally.objects.update(last_at=timezone.now() - timedelta(hours=25))
    assert what_is_wrong() == []
    Tally.objects.update(last_at=timezone.now() - timedelta(hours=27))
    assert what_is_wrong() == ["backup"]
    settings.BACKUP_HOURS = 0
    assert what_is_wrong() == []


def test_r35_a_hub_that_never_had_a_backup_says_so_a_day_after_it_was_made_ready(cast):
    Tally.objects.all().delete()
    Installation.get()
    assert what_is_wrong() == []
    Installation.objects.update(ready_at=timezone.now() - timedelta(days=2))
    assert what_is_wrong() == ["backup"]


def test_r35_a_disk_that_is_fuller_than_80_percent_is_told(cast, monkeypatch):
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda place: Usage(100, 80, 20))
    assert what_is_wrong() == []
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda place: Usage(100, 81, 19))
    assert what_is_wrong() == ["disk"]
    assert "A disk is 81% full" in client_of(cast.root).get("/").content.decode()


@pytest.mark.slow
def test_r35_those_who_run_the_hub_get_one_mail_a_day_and_nobody_else_hears_of_it(cast, mailoutbox, monkeypatch):
    Installation.get()
    Tally.objects.update(last_at=timezone.now() - timedelta(hours=30))
    telling.look()
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda place: Usage(100, 90, 10))
    telling.look()
    mails.send_waiting()
    assert [(mail.to, mail.subject.split(" with")[0]) for mail in mailoutbox] == [([cast.root.email], "1 thing is wrong")]
    assert "No backup for 30 hours" in mailoutbox[0].body
    Alert.objects.update(mailed_at=timezone.now() - timedelta(hours=25))
    telling.look()
    mails.send_waiting()
    assert len(mailoutbox) == 2 and "A disk is 90% full" in mailoutbox[1].body
    for person in (cast.ana, cast.una):
        assert "backup" not in client_of(person).get("/").content.decode().lower()
    assert User.objects.filter(is_staff=True).count() == 1


def test_r35_the_worker_looks_by_itself_once_a_minute_and_never_in_a_demo(cast, monkeypatch):
    monkeypatch.setattr(telling, "_looked", 0.0)
    looks = []
    monkeypatch.setattr(telling, "look", lambda: looks.append(1))
    worker.run_once()
    worker.run_once()
    assert looks == [1]
    monkeypatch.setattr(telling, "_looked", 0.0)
    Installation.get()
    Installation.objects.update(is_demo=True)
    worker.run_once()
    assert looks == [1]


def test_r35_counting_never_makes_a_request_fail(cast, monkeypatch):
    from django.db import DatabaseError

    def broken(*args):
        raise DatabaseError

    monkeypatch.setattr(counting, "_write", broken)
    assert client_of(cast.dev).get(reverse("hub:flags", args=[cast.space.slug])).status_code == 403

"""The digest: one mail of what is unread, right over the clock change, stopped with one click."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hub import worker
from hub.models import Watch
from realtime.models import Digest, Notification
from tests.cast import make_space
from tests.nets.makers import make_idea

LONDON = ZoneInfo("Europe/London")


def all_work():
    """What the digests' sweep writes, the mails' sweep sends."""
    do("digests", "mails")


def do(*names):
    """The work of these sweeps alone: nobody searches here."""
    for name in names:
        while worker.sweeps[name]():
            pass


@pytest.fixture
def told(cast):
    """ben has two unread notices, one about a members-only space, and his digest is due."""
    open_space = make_space(cast.ana, "Open", "open")
    closed = make_space(cast.ana, "Closed", "members", members=[cast.ben])
    for space in (open_space, closed):
        Watch.objects.create(user=cast.ben, space=space)
    make_idea(cast.ana, open_space, title="A public thought", words="w")
    make_idea(cast.ana, closed, title="A closed thought", words="w")
    do("deliver", "digests", "mails")
    assert not mail.outbox
    Digest.objects.filter(user=cast.ben).update(next_at=timezone.now())
    return cast


def test_nt_06_it_names_what_is_unread_and_only_links_to_what_is_restricted(told):
    all_work()
    (sent,) = mail.outbox
    text = sent.body + "".join(body for body, _type in sent.alternatives)
    assert sent.to == [told.ben.email]
    assert "2 things you have not read" in sent.subject
    assert "A public thought" in text and "A closed thought" not in text
    assert "had an idea" in sent.body and "<" not in sent.body


def test_nt_06_nothing_is_said_twice_and_nothing_when_there_is_nothing(told):
    all_work()
    Digest.objects.update(next_at=timezone.now())
    all_work()
    assert len(mail.outbox) == 1


def test_what_was_read_in_the_hub_is_not_mailed(told, sign_in):
    sign_in(told.ben).post("/notifications/read/")
    all_work()
    assert not mail.outbox


def test_a04_what_may_no_longer_be_seen_is_not_mailed(told):
    told.ben.memberships.all().delete()
    all_work()
    (sent,) = mail.outbox
    assert "1 thing you have not read" in sent.subject


def test_a04_permission_lost_between_writing_and_sending_withdraws_the_mail(told, monkeypatch):
    from hub import mails
    from hub.models import Mail
    from realtime import digests

    digests.send_due()
    told.ben.memberships.all().delete()
    mails.send_waiting()
    assert not mail.outbox and Mail.objects.get().state == Mail.State.WITHDRAWN
    assert Notification.objects.filter(user=told.ben, mailed_at=None).exists()


def test_nt_13_one_click_stops_it_without_signing_in(told):
    all_work()
    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"<https?://[^/]+(/[^>]+)>", sent.extra_headers["List-Unsubscribe"])[1]
    stranger = Client(enforce_csrf_checks=True)
    assert "Stop these mails?" in stranger.get(path).content.decode()
    assert Digest.objects.get(user=told.ben).rhythm == "daily"
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Digest.objects.get(user=told.ben).rhythm == "never"
    assert stranger.get(path[:-4] + "xxx/").status_code == 404


def test_the_choice_is_kept_and_shown(cast, sign_in):
    client = sign_in(cast.ben)
    page = client.post("/settings/notifications/", {"rhythm": "weekly", "hour": "9"}, follow=True)
    assert "Your choice is saved" in page.content.decode()
    digest = Digest.objects.get(user=cast.ben)
    local = digest.next_at.astimezone(LONDON)
    assert (digest.rhythm, local.weekday(), local.hour) == ("weekly", 0, 9)


@pytest.mark.parametrize("moment", ["2026-03-28T12:00", "2026-10-24T12:00", "2026-10-25T00:30"])
def test_seven_in_the_morning_stays_seven_when_the_clocks_change(moment):
    digest = Digest(rhythm="daily", hour=7)
    due = digest.due_after(datetime.fromisoformat(moment).replace(tzinfo=LONDON))
    assert due.astimezone(LONDON).hour == 7
    assert timedelta(0) < due - datetime.fromisoformat(moment).replace(tzinfo=LONDON) < timedelta(hours=25)

"""L06: mail that comes back for good flags somebody as gone, asks them earlier, and shuts nobody out."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.utils import timezone

from hub import mails, worker
from hub.accounts import bouncing
from hub.accounts.models import Bounce
from hub.accounts.reproving import proof_of, renew
from hub.models import Event, Mail, User


def comes_back(person, days):
    for day in range(days):
        bouncing.note(person.email, "550 5.1.1 no such user", at=timezone.now() - timedelta(days=day))


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.slow
def test_l06_a_mailbox_that_bounces_on_three_days_is_flagged_and_asked_earlier_and_nobody_is_shut_out(
    cast, sign_in, mailoutbox
):
    comes_back(cast.ben, 2)
    assert not bouncing.is_gone(cast.ben)
    root = sign_in(cast.root)
    assert "comes back" not in words(root.get("/manage/"))
    comes_back(cast.ben, 3)
    assert "Mail to 1 person comes back: left?" in words(root.get("/manage/"))
    assert "Mail to 1 person comes back: left?" in words(root.get("/"))
    listed = words(root.get("/manage/people/?state=bounces"))
    assert "Ben Okoro" in listed
    assert "Ana Lloyd" not in listed.split("<tbody")[1]
    page = words(root.get(f"/manage/people/{cast.ben.pk}/"))
    assert "On 3 days a mail server said that there is no such mailbox." in page
    worker.run_once()
    worker.run_once()
    assert [mail.to for mail in mailoutbox if "/settings/address/again/" in mail.body] == [[cast.ben.email]]
    ben = User.objects.get(pk=cast.ben.pk)
    assert ben.is_active
    assert proof_of(ben).is_asked
    assert not proof_of(ben).is_read_only
    assert Event.objects.filter(verb="hub.mail_comes_back", data__person=ben.pk).count() == 1
    assert sign_in(ben).get("/").status_code == 200


def test_l06_a_code_typed_again_takes_the_flag_away(cast):
    comes_back(cast.ben, 4)
    renew(cast.ben)
    assert not bouncing.is_gone(cast.ben)
    assert not proof_of(User.objects.get(pk=cast.ben.pk)).is_asked


def test_l06_a_mail_server_that_refuses_a_recipient_for_good_is_believed_once_a_day(cast, monkeypatch):
    said = []

    def refuse(self, *args, **kwargs):
        raise SMTPRecipientsRefused({self.to[0]: (said[-1], b"no such user")})

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    for code, count in ((451, 0), (550, 1), (550, 1)):
        said.append(code)
        mails.write(cast.ben.email, "newcomer_let_in", {}, user=cast.ben)
        worker.run_once()
        assert Bounce.objects.filter(user=cast.ben).count() == count
    assert Mail.objects.filter(to=cast.ben.email, state=Mail.State.WAITING).exists()


def test_whatever_reads_the_bounces_names_addresses_to_a_command(cast):
    out = StringIO()
    call_command("bounced", cast.ben.email, "nobody@parks.gov.example", "no address", why="gone", stdout=out)
    assert out.getvalue().strip() == "1 of 3 belong to somebody here"
    assert Bounce.objects.get().why == "gone"


def test_an_administrator_of_an_agency_is_told_of_their_own_people_alone(cast, sign_in):
    from tests.ways import give_app

    comes_back(cast.ben, 3)
    for boss in (cast.ana, cast.cleo):
        boss.affiliations.update(administers=True)
        give_app(boss)
    ana, cleo = (sign_in(User.objects.get(pk=one.pk), fresh=True) for one in (cast.ana, cast.cleo))
    assert "comes back" in words(ana.get("/manage/"))
    assert "comes back" not in words(cleo.get("/manage/"))
    assert "Ben Okoro" not in words(cleo.get("/manage/people/?state=bounces"))


def test_old_bounces_say_nothing_and_are_forgotten(cast):
    comes_back(cast.ben, 3)
    Bounce.objects.update(at=timezone.now() - timedelta(days=61))
    assert bouncing.gone() == {}
    while bouncing.forget_bounces():
        pass
    assert not Bounce.objects.exists()

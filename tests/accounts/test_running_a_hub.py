"""The first administrator, the set-up, the admin pages, the demo's rules and what the worker does for accounts."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from hub import lock, mails, worker
from hub.accounts.actions import set_active
from hub.models import AllowedAddress, EmailDomain, Event, Installation, Mail, Space, User
from tests.accounts.door import add_app, ask, come_in, newest_code, type_code
from tests.cast import make_space


def makeadmin(email):
    out = StringIO()
    call_command("makeadmin", email, stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_r36_nobody_gets_into_an_empty_hub_but_its_first_administrator(db, client):
    page = client.get("/sign-in/").content.decode()
    assert "Nobody yet" in page
    answer = ask(client, "jo@parks.gov.uk").content.decode()
    assert answer.count("Enter a work email address that ends in a domain we accept") == 2
    assert ", like" not in answer

    said = makeadmin("Chris@Digital.gov.uk")
    assert "chris@digital.gov.uk runs the hub now" in said
    assert "/sign-in/" in said
    assert not User.objects.get(email="chris@digital.gov.uk").verified_at
    answer = come_in(client, "chris@digital.gov.uk")
    assert answer["Location"] == "/welcome/?next=%2Fsetup%2F"
    answer = client.post("/welcome/", {"name": "Chris", "terms": "on", "next": "/setup/"})
    assert answer["Location"] == "/welcome/2/?next=%2Fsetup%2F"
    assert client.get("/").status_code == 200


def test_the_first_administrator_goes_through_domain_mail_and_space(db, client, mailoutbox, settings):
    settings.EMAIL_URL = "smtp://mail.example.org:25"
    makeadmin("chris@digital.gov.uk")
    come_in(client, "chris@digital.gov.uk")
    client.post("/welcome/", {"name": "Chris", "terms": "on"})
    assert client.get("/setup/")["Location"] == "/settings/security/?next=%2Fsetup%2F"
    assert "Add an app that makes codes" in client.get("/setup/", follow=True).content.decode()
    assert add_app(client)["Location"] == "/settings/security/recovery-codes/"
    assert client.post("/settings/security/recovery-codes/", {"kept": "yes"})["Location"] == "/setup/"
    assert "Accept this domain" in client.get("/setup/").content.decode()

    page = client.post("/setup/", {"step": "domain", "domain": "co.uk", "kind": "agency", "agency_name": "All"})
    assert "Many owners register names under this one" in page.content.decode()
    page = client.post("/setup/", {"step": "domain", "domain": "digital.gov.uk", "kind": "agency", "agency_name": ""})
    assert "Enter the name of the organisation" in page.content.decode()
    step = {"step": "domain", "domain": " @Digital.gov.uk", "kind": "agency", "agency_name": "Digital Office"}
    assert client.post("/setup/", step)["Location"] == "/setup/"
    chris = User.objects.get(email="chris@digital.gov.uk")
    assert chris.agency.name == "Digital Office"
    assert Event.objects.get(verb="hub.domain_added").address == "127.0.0.1"

    page = client.get("/setup/").content.decode()
    assert "Send a test email" in page
    assert "It arrived" not in page
    client.post("/setup/", {"step": "mail"})
    assert "on its way" in client.get("/setup/").content.decode()
    worker.run_once()
    assert mailoutbox[-1].subject == "Test of the mail of Hub"
    assert "It arrived" in client.get("/setup/").content.decode()
    client.post("/setup/", {"step": "arrived"})

    assert client.post("/setup/", {"step": "space", "title": ""}).status_code == 200
    assert Installation.get().ready_at is None
    assert client.post("/setup/", {"step": "space", "title": "Using the hub", "purpose": "Help"})["Location"] == "/"
    assert Installation.get().ready_at
    assert Space.objects.get().memberships.get().user == chris
    assert client.get("/setup/")["Location"] == "/"
    assert come_in(Client(), "new@digital.gov.uk")["Location"] == "/welcome/"


def test_the_set_up_never_says_that_mail_arrives_where_no_server_is_set(cast, sign_in, settings):
    client = sign_in(cast.root)
    assert "is written into" in client.get("/setup/").content.decode()
    client.post("/setup/", {"step": "mail"})
    worker.run_once()
    page = client.get("/setup/").content.decode()
    assert "It was sent to nobody" in page and "Go on without a mail server" in page
    assert "It arrived" not in page and "Look into that mailbox" not in page
    Space.objects.all().delete()
    client.post("/setup/", {"step": "arrived"})
    step = client.get("/setup/").content.decode().split('id="step-mail"')[1].split("</section>")[0]
    assert "No mail server" in step and "Done" not in step


def test_the_first_domain_is_told_all_that_is_wrong_at_once(cast, sign_in):
    client = sign_in(cast.root)
    EmailDomain.objects.all().delete()
    page = client.post("/setup/", {"step": "domain", "domain": "nodots", "kind": "agency", "agency_name": ""}).content.decode()
    assert "Enter the name of the organisation" in page and "Enter a domain of at least two parts" in page


@pytest.mark.parametrize(("kind", "domain"), [("suffix", "gov.uk"), ("shared", "nhs.net")])
def test_the_first_domain_may_be_a_suffix_or_shared(cast, sign_in, kind, domain):
    client = sign_in(cast.root)
    EmailDomain.objects.all().delete()
    client.post("/setup/", {"step": "domain", "domain": domain, "kind": kind})
    row = EmailDomain.objects.get()
    assert (row.domain, row.agency, row.shared) == (domain, None, kind == "shared")


def test_others_do_not_know_of_the_set_up(cast, sign_in, client):
    assert sign_in(cast.ana).get("/setup/").status_code == 404
    assert Client().get("/setup/")["Location"].startswith("/sign-in/")


def test_makeadmin_promotes_somebody_who_is_there_and_refuses_what_is_no_address(cast):
    makeadmin(cast.ben.email)
    cast.ben.refresh_from_db()
    assert cast.ben.is_administrator
    assert Event.objects.filter(verb="hub.administrator_made", data__person=cast.ben.pk).exists()
    with pytest.raises(CommandError):
        makeadmin("ben at parks")


def test_makeadmin_names_the_address_of_the_hub_that_runs_and_warns_of_mailboxes_for_everybody(db, settings, tmp_path):
    settings.DATA = tmp_path
    said = makeadmin("chris@digital.gov.uk")
    assert f"{settings.HUB_URL}/sign-in/" in said and "anybody can open a mailbox" not in said
    with lock.held(tmp_path, "http://127.0.0.1:8123"):
        said = makeadmin("chris@gmail.com")
    assert "http://127.0.0.1:8123/sign-in/" in said
    assert "anybody can open a mailbox at gmail.com" in said
    assert "8123" not in makeadmin("chris@gmail.com")


@pytest.fixture
def demo(cast):
    """The cast's hub, flagged as a demo and ready."""
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "ready_at": timezone.now()})
    return cast


def test_a_demo_takes_example_addresses_only(demo):
    for row in (EmailDomain(domain="parks.gov.uk"), AllowedAddress(email="jo@parks.gov.uk", agency=demo.parks)):
        with pytest.raises(ValidationError, match="only addresses that end in .example"):
            row.save()
    with pytest.raises(CommandError, match="only addresses that end in .example"):
        makeadmin("jo@parks.gov.uk")
    assert not User.objects.filter(email="jo@parks.gov.uk").exists()
    EmailDomain.objects.create(domain="towns.example")
    makeadmin("jo@parks.gov.example")


def test_the_mail_of_a_demo_can_be_read_with_the_code_in_plain_sight(demo, client):
    ask(client, demo.ana.email)
    worker.run_once()
    page = Client().get("/demo/mail/").content.decode()
    code = newest_code(demo.ana.email)
    assert f">{code}</p>" in page
    assert demo.ana.email in page
    assert 'href="/demo/mail/"' in client.get("/sign-in/code/").content.decode()
    assert type_code(client, code)["Location"] == "/"


def test_a_real_hub_has_no_page_with_everybodys_mail(cast, client, sign_in):
    assert client.get("/demo/mail/").status_code == 404
    assert sign_in(cast.root).get("/demo/mail/").status_code == 404
    assert "/demo/mail/" not in Client().get("/sign-in/").content.decode()


ADMIN = ["space", "event", "mail", "delivery"]


def test_the_admin_is_for_administrators_behind_the_hubs_own_door(cast, sign_in):
    assert Client().get("/admin/")["Location"] == "/sign-in/?next=/admin/"
    assert Client().get("/admin/login/")["Location"].startswith("/sign-in/")
    for address in ("/admin/", "/admin/hub/event/", "/admin/login/"):
        assert sign_in(cast.ana, fresh=True).get(address, follow=True).status_code == 404
    client = sign_in(cast.root)
    page = client.get("/admin/").content.decode()
    for model in ADMIN:
        assert f"/admin/hub/{model}/" in page
        assert client.get(f"/admin/hub/{model}/").status_code == 200
    for model in ("item", "draft", "file", "tag", "user", "agency", "emaildomain", "allowedaddress"):
        assert client.get(f"/admin/hub/{model}/").status_code == 404
    assert client.get("/admin/password_change/").status_code == 404


def test_the_admin_says_nothing_of_what_people_wrote(cast, sign_in):
    from tests.sample.actions import have_idea

    hidden = make_space(cast.ana, "Heron plans", "unlisted", purpose="Heron purpose")
    have_idea(hidden, author=cast.ana, title="Heron idea", text="heron")
    mails.post(cast.ana.email, "digest", "Heron subject", "Heron text")
    client = sign_in(cast.root)
    for model in ADMIN:
        assert "eron" not in client.get(f"/admin/hub/{model}/").content.decode()
    for model, row in (("space", hidden), ("mail", Mail.objects.get()), ("event", Event.objects.last())):
        page = client.get(f"/admin/hub/{model}/{row.pk}/change/", follow=True)
        assert "eron" not in page.content.decode()


def choose(client, model, action, *rows):
    return client.post(f"/admin/hub/{model}/", {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


@pytest.mark.slow
def test_people_who_proved_nothing_are_forgotten_after_a_day(cast):
    ask(Client(), "never@parks.gov.example")
    ask(Client(), "later@parks.gov.example")
    makeadmin("boss@parks.gov.example")
    long_ago = timezone.now() - timedelta(hours=25)
    User.objects.filter(email__in=["never@parks.gov.example", "boss@parks.gov.example", cast.ana.email]).update(
        created_at=long_ago
    )
    worker.run_once()
    left = set(User.objects.values_list("email", flat=True))
    assert "never@parks.gov.example" not in left
    assert {"later@parks.gov.example", "boss@parks.gov.example", cast.ana.email, cast.lee.email} <= left
    assert come_in(Client(), "never@parks.gov.example")["Location"] == "/welcome/"


def test_sessions_whose_time_is_over_are_deleted(cast):
    from django.contrib.sessions.models import Session

    ended, fresh = Client(), Client()
    for client in (ended, fresh):
        come_in(client, cast.ana.email)
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))
    worker.run_once()
    assert list(Session.objects.values_list("pk", flat=True)) == [fresh.session.session_key]


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise OSError("451 try again later")


class Gone(Refusing):
    """A mail server that is not there."""

    def open(self):
        raise ConnectionRefusedError("no mail server")


def test_a_mail_that_is_refused_waits_longer_each_time_and_is_parked_in_the_end(cast, settings, sign_in):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    mail = mails.post(cast.ana.email, "note", "Hello\nBcc: x@evil.example", "Text")
    assert mail.subject == "Hello Bcc: x@evil.example"
    waits = []
    for _attempt in range(worker.GIVE_UP_AFTER):
        mails.send_waiting()
        mail.refresh_from_db()
        waits.append(mail.not_before - timezone.now())
        assert "451 try again later" in mail.last_error
        Mail.objects.update(not_before=timezone.now())
    assert waits == sorted(waits)
    assert mail.state == "parked"
    assert mails.send_waiting() == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = choose(sign_in(cast.root), "mail", "try_again", mail).content.decode()
    assert "1 mail is tried again" in page
    worker.run_once()
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("sent", "")


def test_while_there_is_no_mail_server_mails_wait_and_none_is_given_up(cast, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Gone"
    mail = mails.post(cast.ana.email, "note", "Hello", "Text")
    for _attempt in range(20):
        assert mails.send_waiting() == 0
        Mail.objects.update(not_before=timezone.now())
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert "no mail server" in mail.last_error


def test_a_mail_is_withdrawn_where_its_reader_left_or_its_code_is_too_old(cast, mailoutbox):
    mails.post(cast.ben.email, "note", "Hello", "Text", user=cast.ben)
    set_active(cast.ben, False, by=cast.root)
    ask(Client(), cast.ana.email)
    Mail.objects.filter(kind="sign_in_code").update(created_at=timezone.now() - timedelta(minutes=11))
    worker.run_once()
    assert mailoutbox == []
    assert set(Mail.objects.values_list("state", "kind")) == {("withdrawn", "note"), ("withdrawn", "sign_in_code")}
    assert Mail.objects.get(kind="sign_in_code").text == ""


def test_two_workers_send_a_mail_once(cast, mailoutbox):
    mail = mails.post(cast.ana.email, "note", "Hello", "Text")
    twin = Mail.objects.get(pk=mail.pk)
    assert mails._claim(mail)
    assert not mails._claim(twin)


def test_a_mail_speaks_the_language_of_its_reader_and_carries_one_lasting_id(cast, mailoutbox):
    cast.ana.language = "cy"
    cast.ana.save()
    ask(Client(), cast.ana.email)
    worker.run_once()
    assert mailoutbox[0].extra_headers["Message-ID"].startswith("<")
    assert "412" not in mailoutbox[0].subject

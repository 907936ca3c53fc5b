"""What the door never tells: who has an account, and any code."""

import logging
import re
import statistics
import time

import pytest
from django.test import Client
from django.urls import reverse

from hub.models import Mail, User
from tests.accounts.door import ask, come_in, newest_code, type_code
from tests.nets import matrix


def page_for(email):
    """What somebody sees after typing `email`, without what is different for each browser."""
    client = Client()
    answer = ask(client, email)
    page = client.get(answer["Location"])
    text = page.content.decode().replace(email, "THEIRS")
    return answer.status_code, answer["Location"], page.status_code, re.sub(r'value="\w{64}"', "TOKEN", text)


def test_d37_known_new_and_suspended_people_read_the_same_page(cast):
    pages = [page_for(email) for email in (cast.cleo.email, "nobody@parks.gov.example", cast.pat.email, cast.lee.email)]
    assert len(set(pages)) == 1
    assert pages[0][0] == 302


def test_d37_a_wrong_code_answers_the_same_for_known_and_new(cast):
    pages = []
    for email in (cast.cleo.email, "nobody@parks.gov.example", cast.lee.email):
        client = Client()
        ask(client, email)
        text = type_code(client, "000 000").content.decode().replace(email, "THEIRS")
        pages.append(re.sub(r'value="\w{64}"', "TOKEN", text))
    assert len(set(pages)) == 1


@pytest.mark.slow
def test_d37_the_answer_takes_as_long_for_known_as_for_new(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    known, new = [], []
    client = Client()
    for number in range(100):
        for email, times in ((cast.cleo.email, known), (f"new{number}@parks.gov.example", new)):
            began = time.perf_counter()
            ask(client, email)
            times.append(time.perf_counter() - began)
    assert abs(statistics.median(known) - statistics.median(new)) <= 0.020


def test_d19_somebody_who_proved_nothing_sees_nothing_and_is_seen_nowhere(cast):
    stranger, pat, reader = Client(), Client(), Client()
    pat.force_login(cast.pat, backend="hub.accounts.backend.PersonBackend")
    reader.force_login(cast.ana, backend="hub.accounts.backend.PersonBackend")
    addresses = [reverse(name) for name, arguments in matrix.routes().items() if not arguments]
    addresses += [cast.space.get_absolute_url(), cast.ana.get_absolute_url(), f"/s/{cast.space.slug}/members/"]
    for address in addresses:
        if stranger.get(address).status_code != 200 and address != reverse("account_logout"):  # that page is one button
            assert pat.get(address).status_code in {302, 403, 404, 405}, address
    assert cast.pat not in User.objects.verified()
    assert "Pat New" not in reader.get("/people/").content.decode()
    assert reader.get(f"/people/{cast.pat.handle}/").status_code == 404


def test_no_code_session_or_token_stands_in_the_log_or_stays_in_the_outbox(cast, caplog, mailoutbox, work, capsys):
    caplog.set_level(logging.DEBUG)
    client = Client()
    come_in(client, "noor@parks.gov.example")
    code = newest_code("noor@parks.gov.example")
    ask(Client(), cast.ana.email)
    other = newest_code(cast.ana.email)
    work()
    assert len(mailoutbox) == 2
    said = "\n".join(record.getMessage() for record in caplog.records) + "".join(capsys.readouterr())
    secrets = [code, other, code.replace("-", ""), client.session.session_key, client.cookies["hub-session"].value]
    assert [secret for secret in secrets if secret in said] == []
    assert not Mail.objects.filter(text__contains=code).exists()
    assert set(Mail.objects.values_list("text", flat=True)) == {""}


@pytest.mark.parametrize(
    "address",
    [
        "/signup/",
        "/accounts/signup/",
        "/password/reset/",
        "/email/",
        "/confirm-email/",
        "/login/",
        "/sign-up/",
        "/reauthenticate/",
    ],
)
def test_none_of_the_other_ways_in_has_an_address(cast, client, sign_in, address):
    assert client.get(address).status_code == 404
    assert sign_in(cast.root).get(address).status_code == 404

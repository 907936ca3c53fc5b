"""What the log says, and what it never says."""

import json
import logging

import pytest
from django.test import Client

from hub import logs
from tests.cast import make_space


@pytest.fixture
def log():
    """The lines that the console handler would have written, each read back from JSON."""
    handler = _Lines()
    handler.addFilter(logs.WithoutSecrets())
    handler.setFormatter(logs.OneLine())
    root = logging.getLogger()
    root.addHandler(handler)
    level, access = root.level, logging.getLogger("hub.access").level
    root.setLevel(logging.INFO)
    logging.getLogger("hub.access").setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("hub.access").setLevel(access)


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.texts = []

    def emit(self, record):
        self.texts.append(self.format(record))

    @property
    def lines(self):
        return [json.loads(text) for text in self.texts]


@pytest.mark.parametrize(
    "secret",
    [
        "code=CANARY",
        "code: 'CANARY'",
        '{"password": "CANARY"}',
        "csrfmiddlewaretoken=CANARY&next=/",
        "Cookie: a=b; hub-session=CANARY; c=CANARY",
        "cookies={'hub-session': 'CANARY'}",
        "hub-session=CANARY",
        "Authorization: Bearer CANARY",
        "Authorization: CANARY",
        "SECRET_KEY=CANARY",
        "api_key=CANARY",
        "access_token=CANARY",
    ],
)
def test_a29_a_secret_never_reaches_the_log(log, secret):
    logging.getLogger("hub.test").warning("it said %s", secret)
    try:
        raise ValueError(secret)
    except ValueError:
        logging.getLogger("hub.test").exception("it failed")
    assert len(log.texts) == 2
    assert "CANARY" not in "".join(log.texts)


def test_a29_nobody_can_forge_a_line_with_a_name(log):
    name = 'Ana\n{"level": "error"}\r\u2028\u2029\x85\x1b[2J\u202egnp.exe'
    logging.getLogger("hub.test").warning("hello %s", name)
    (text,) = log.texts
    assert len(text.splitlines()) == 1
    assert text.isprintable()
    assert log.lines[0]["says"] == f"hello {name}"


def test_a_sentence_about_codes_stays_readable(log):
    logging.getLogger("hub.test").info("the status_code=500 page and 3 wrong codes were told")
    assert log.lines[0]["says"] == "the status_code=500 page and 3 wrong codes were told"


def test_each_answer_carries_the_number_of_its_log_line(log, client, cast, sign_in):
    sign_in(cast.ana)
    answer = client.get("/", headers={"X-Request-Id": "forged"})
    (line,) = [line for line in log.lines if line["from"] == "hub.access"]
    assert line["request_id"] == answer.headers["X-Request-Id"] != "forged"
    assert (line["says"], line["status_code"]) == ("GET hub:home", 200)
    assert line["ms"] >= 0


def test_the_log_names_neither_people_nor_what_they_read(log, client, cast, sign_in):
    space = make_space(cast.ana, title="Canary plans", visibility="unlisted")
    sign_in(cast.ana)
    assert client.get(f"/s/{space.slug}/?q=canary", headers={"User-Agent": "canary"}).status_code == 200
    assert client.get("/s/canary-nowhere/").status_code == 404
    assert "canary" not in "".join(log.texts).lower()
    assert cast.ana.email not in "".join(log.texts)


def test_a27_a_fault_shows_its_number_and_nothing_of_the_inside(log, cast, sign_in, settings):
    settings.ROOT_URLCONF = "tests.running.views"
    client = Client(raise_request_exception=False)
    client.force_login(cast.ana, backend="hub.accounts.backend.PersonBackend")
    answer = client.get("/broken/")
    page = answer.content.decode()
    assert answer.status_code == 500
    number = answer.headers["X-Request-Id"]
    assert "RuntimeError" not in page
    assert "canary" not in page + "".join(log.texts)
    (fault,) = [line for line in log.lines if line["level"] == "error"]
    assert fault["request_id"] == number
    assert "RuntimeError" in fault["trace"]
    assert fault["says"] == "Internal Server Error: broken"


def test_behind_a_proxy_the_last_address_that_it_wrote_counts(rf, settings):
    from hub.middleware.tracing import client_address

    request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.7"})
    assert client_address(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_address(request) == "192.0.2.7"
    request.META["HTTP_X_FORWARDED_FOR"] = "<script>"
    assert client_address(request) == "127.0.0.1"

"""Going through the door as a person does: type an address, read the mail, type the code."""

import re

from hub import worker
from hub.models import Mail


def ask(client, email, **more):
    """Type an address into the sign-in page; the answer."""
    return client.post("/sign-in/", {"email": email, **more})


def code_in(text):
    """The six digits of a mail."""
    return re.search(r"\b(\d{3})-(\d{3})\b", text)[0]


def newest_code(email):
    """The code in the newest mail to `email`, as the outbox holds it before the worker comes."""
    return code_in(Mail.objects.filter(to=email, kind="sign_in_code").latest("id").text)


def type_code(client, code, **more):
    return client.post("/sign-in/code/", {"code": code, **more})


def come_in(client, email, **more):
    """Sign in as `email` from the first page to the last; the answer to the code."""
    assert ask(client, email).status_code == 302
    return type_code(client, newest_code(email.lower()), **more)


def delivered(mailoutbox):
    """Let the worker send what waits; the addresses that got a mail."""
    worker.run_once()
    return [address for mail in mailoutbox for address in mail.to]

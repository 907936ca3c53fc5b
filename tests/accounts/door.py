"""Going through the door as a person does: type an address, read the mail, type the code."""

import re
import time
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from hub import worker
from hub.models import Mail

_turns = count()


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
    """Sign in as `email` from the first page to the last, with the app of whoever has one; the last answer."""
    assert ask(client, email).status_code == 302
    answer = type_code(client, newest_code(email.lower()), **more)
    if answer.status_code == 302 and answer["Location"] == "/sign-in/second/":
        answer = client.post("/sign-in/second/", {"code": app_code(email)})
    return answer


def add_app(client):
    """Set up an app for whoever is signed in: read its secret from the page and type what it shows; the answer."""
    page = client.get("/settings/security/app/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    return client.post("/settings/security/app/", {"code": code_of(secret)})


def app_code(email):
    """What the app of `email` shows: each code works once, so one that the clock's tolerance allows is taken in turn."""
    row = Authenticator.objects.get(user__email=email, type="totp")
    return code_of(decrypt(row.data["secret"]), next(_turns) % 3 - 1)


def code_of(secret, steps=0):
    """The code that an app with this secret shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def delivered(mailoutbox):
    """Let the worker send what waits; the addresses that got a mail."""
    worker.run_once()
    return [address for mail in mailoutbox for address in mail.to]

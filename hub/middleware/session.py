"""A session ends a week after sign-in, and sooner where nobody uses it."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY

# Noting every request would cost a write a page.
_NOTED_EVERY = 600  # seconds


class SessionLimits:
    """Forgets whoever signed in too long ago or has been away too long; stands before whoever asks who it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SESSION_KEY in request.session:
            _hold(request.session)
        return self.get_response(request)


def _hold(session) -> None:
    now = int(time.time())
    began, seen = session.get("began"), session.get("seen")
    if began is None or seen is None:  # not by the door: the clock starts now
        session["began"] = session["seen"] = now
    elif now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
        session.flush()
    elif now - seen > _NOTED_EVERY:
        session["seen"] = now

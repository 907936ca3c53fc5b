"""Each request gets a number, the address it really came from, and one line in the log."""

import ipaddress
import logging
import time
import uuid

from django.conf import settings
from django.http import HttpRequest

from hub import logs
from hub.alerts import counting

log = logging.getLogger("hub.access")

SLOW = 2000  # ms; a request that takes longer is worth a warning


class Traced:
    """Outermost. Whoever reports a fault reads out the number; the log line has it too, and says neither who nor what."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        request.id = uuid.uuid4().hex[:16]
        request.META["REMOTE_ADDR"] = client_address(request)
        token = logs.request_id.set(request.id)
        try:
            response = self.get_response(request)
            response.headers["X-Request-Id"] = request.id
            ms = round((time.perf_counter() - began) * 1000)
            level = logging.WARNING if response.status_code >= 500 or ms > SLOW else logging.INFO
            if log.isEnabledFor(level):
                extra = {"status_code": response.status_code, "ms": ms}
                log.log(level, "%s %s", request.method, logs.route(request), extra=extra)
            counting.note(request, response.status_code)
            return response
        finally:
            logs.request_id.reset(token)


def client_address(request: HttpRequest) -> str:
    """The address of the person's machine: the last but `HUB_PROXIES` of those that trusted proxies wrote down."""
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not proxies or len(named) < proxies:
        return direct
    try:
        return str(ipaddress.ip_address(named[-proxies].strip()))
    except ValueError:
        return direct

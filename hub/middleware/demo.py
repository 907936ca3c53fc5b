"""A demo stays on the machine it was started on."""

import ipaddress

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hub.models import Installation

# What proxies and tunnels add to a request on its way; a browser on this machine sends none of it.
_FORWARDED = (
    "HTTP_X_FORWARDED",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_",
)
_LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


class DemoGuard:
    """Refuses whatever reaches a demo from elsewhere: its sign-in codes can be read by anybody who gets there."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.is_demo = None

    def __call__(self, request):
        if self._demo() and not self._is_local(request):
            return HttpResponse(_("This is a demo. It answers only on the machine it runs on."), status=403)
        request.is_demo = self._demo()
        return self.get_response(request)

    def _demo(self) -> bool:
        # The flag is set when the database is made and never changes afterwards, so once a process is enough.
        if self.is_demo is None:
            self.is_demo = Installation.objects.filter(is_demo=True).exists()
        return self.is_demo

    @staticmethod
    def _is_local(request) -> bool:
        if any(name.startswith(_FORWARDED) for name in request.META):
            return False
        host = request.META.get("HTTP_HOST", "localhost")
        name = host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
        try:
            return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and name in _LOCAL_HOSTS
        except ValueError:
            return False

"""Where a person may be sent on to: pages of this hub, and nowhere else."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_path(url: str) -> bool:
    """Whether `url` is a path of this hub, in a form that no browser reads as another host."""
    if not url.startswith("/") or "\\" in url or not url.isprintable():
        return False
    return url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def next_path(request: HttpRequest, otherwise: str = "/") -> str:
    """The `next` of a form or an address, where it is safe to follow."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(wanted) else otherwise

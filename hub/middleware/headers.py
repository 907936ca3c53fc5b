"""Headers that hold for every answer, and for what a browser asks to draw a picture."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class SafeHeaders:
    """Private by default: nothing between the hub and the reader keeps a page, and errors are never kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view: Callable, args: list, kwargs: dict) -> HttpResponse | None:
        # A text may show any address of the hub as a picture. Its reader has not opened that: nothing counts as read by them.
        if request.headers.get("Sec-Fetch-Dest") == "image" and not getattr(view, "gives_pictures", False):
            return HttpResponse(status=404)
        return None

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def gives_pictures(view: Callable) -> Callable:
    """Mark a view whose answer a page may show as a picture."""
    view.gives_pictures = True
    return view

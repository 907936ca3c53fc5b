"""An address that only takes what a form sends still answers with a page to whoever opens it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SaysWhatItTakes:
    """Gives every bare 405 the hub's own page; `Allow` stays. Scripts, which read no pages, get it as it is."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or request.headers.get("Accept", "").startswith("application/json"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

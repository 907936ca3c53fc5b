"""Small pages to hold the handler against."""

import threading
import time

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import translation

from hub.middleware.gate import public

seen = {}
at_once = 0
most_at_once = 0
counting = threading.Lock()


def slow(request):
    """Takes a moment, and counts how many of its kind run at once."""
    global at_once, most_at_once
    with counting:
        at_once += 1
        most_at_once = max(most_at_once, at_once)
    time.sleep(0.02)
    with counting:
        at_once -= 1
    seen.setdefault("threads", set()).add(threading.current_thread().name)
    return HttpResponse("slow")


def welsh(request):
    """Leaves its language behind."""
    translation.activate("cy")
    return HttpResponse("cy")


def language(request):
    return HttpResponse(translation.get_language())


def file(request):
    seen["file"] = open(seen["path"], "rb")  # noqa: SIM115 - the response closes it
    return FileResponse(seen["file"], content_type="application/octet-stream")


def endless(request):
    """Counts how far it was read."""

    def parts():
        for number in range(1000):
            seen["parts"] = number
            yield b"x" * 1000

    return StreamingHttpResponse(parts())


def echo(request):
    return HttpResponse(f"{len(request.body)} bytes at {request.path}")


@public
def broken(request):
    raise RuntimeError("password=hunter2-canary")


urlpatterns = [
    path(f"{view.__name__}/", view, name=view.__name__) for view in (slow, welsh, language, file, endless, echo, broken)
]

"""Pages that stop somebody: what was recognised in their words, to be changed or answered for; what is on hold."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.guard import passing
from hub.guard.forms import ANSWER, LEAST_WORDS, LONGEST, REASON, SHOWN, StopAndThink
from hub.moderation.holding import Held

_OURS = {ANSWER, REASON, SHOWN, "csrfmiddlewaretoken"}


class StopsAndThinks:
    """Turns StopAndThink, from any form, into a page that keeps everything that was sent, and Held into one that says so."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        passing.forget()
        try:
            response = self.get_response(request)
            if 300 <= response.status_code < 400:  # what was sent was taken
                passing.write_rest(request.user, request.META.get("REMOTE_ADDR"))
            return response
        finally:
            passing.forget()

    def process_exception(self, request: HttpRequest, stopped: Exception) -> HttpResponse | None:
        if isinstance(stopped, Held):
            return render(request, "guard/held.html", {"why": str(stopped)}, status=409)
        if not isinstance(stopped, StopAndThink):
            return None
        # What the form added to what was sent (a file that is kept already) goes along too.
        sent = request.POST.copy()
        for name in stopped.form.data:
            sent.setlist(name, stopped.form.data.getlist(name))
        kept = [(name, value) for name, values in sent.lists() if name not in _OURS for value in values]
        context = {
            "findings": stopped.findings,
            "kept": kept,
            "shown": " ".join(stopped.shown),
            "reason": request.POST.get(REASON, ""),
            "problem": stopped.problem,
            "files": [file.name for name in request.FILES if name == "attachments" for file in request.FILES.getlist(name)],
            "least": LEAST_WORDS,
            "longest": LONGEST,
        }
        return render(request, "guard/stop.html", context, status=422)

"""The list of notices, the bell's panel, and what a window asks when something changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from hub.middleware.gate import for_readers, public
from hub.models import Item, User
from hub.paging import cut
from realtime import actions, digests
from realtime.forms import DigestForm
from realtime.models import Digest, Notification, NotificationQuerySet

PANEL = 7


def notices_of(user: User) -> NotificationQuerySet:
    """Their notices with what a line shows; only about items they may see now, without what is for the digest only."""
    return (
        Notification.objects.visible_to(user)
        .in_bell()
        .select_related("item__space", "last_event__actor", "last_event__agency", "last_event__item__space")
        .order_by("-created_at", "-pk")
    )


@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """The list: today's and earlier, newest first."""
    part = cut(notices_of(request.user), request, by="created_at")
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "today": [notice for notice in part.rows if notice.created_at >= midnight],
        "earlier": [notice for notice in part.rows if notice.created_at < midnight],
        "newer_url": part.newer_url,
        "older_url": part.older_url,
    }
    return render(request, "realtime/notifications.html", context)


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """The inside of the bell's panel."""
    return render(request, "realtime/panel.html", {"notices": notices_of(request.user)[:PANEL]})


@require_GET
def state(request: HttpRequest) -> JsonResponse:
    """What a window shows beside its page: the unread count, the newest lines, which of its items changed.

    Answers polls too, where sockets are blocked: `?items=1,2` asks for the shown versions of what the page shows, and
    `&bell=7` for no lines where the bell is still at that version.
    """
    user = request.user
    wanted = [int(pk) for pk in request.GET.get("items", "").split(",")[:50] if pk.isdecimal() and len(pk) < 19]
    shown = dict(Item.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "shown")) if wanted else {}
    has_news = user.unread and request.GET.get("bell") != str(user.bell_version)
    newest = notices_of(user).filter(read_at=None).order_by("-last_event")[:3] if has_news else []
    lines = [
        {
            "event": notice.last_event_id,
            "text": " ".join(render_to_string("realtime/line.txt", {"notice": notice}, request).split()),
            "url": notice.get_absolute_url(),
        }
        for notice in newest
    ]
    return JsonResponse({"bell": user.bell_version, "unread": user.unread, "newest": lines, "items": shown})


@require_GET
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a notice: leads to what it is about, and it is read from then on."""
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    actions.mark_read(request.user, notice=notice.pk)
    return redirect(notice.last_event.url or notice.item.get_absolute_url())


@for_readers
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark all as read, or what is about one item."""
    item = request.POST.get("item", "")
    actions.mark_read(request.user, item=int(item) if item.isdecimal() and len(item) < 19 else None)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({})
    return redirect("realtime:notifications")


@for_readers
def preferences(request: HttpRequest) -> HttpResponse:
    """How often the digest comes."""
    digest = Digest.objects.filter(user=request.user).first()
    initial = {"rhythm": digest.rhythm, "hour": digest.hour} if digest else {"rhythm": Digest.Rhythm.DAILY, "hour": 7}
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        digests.choose(request.user, **form.cleaned_data)
        messages.success(request, _("Your choice is saved"))
        return redirect("realtime:preferences")
    return render(request, "realtime/preferences.html", {"form": form})


@public
@csrf_exempt  # mail programs post this for the reader (RFC 8058); the signed token is the only right it gives
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop somebody's digest by the link in it, without signing in; only a POST does."""
    user = digests.user_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        hour = Digest.objects.filter(user=user).values_list("hour", flat=True).first()
        digests.choose(user, rhythm=Digest.Rhythm.NEVER, hour=7 if hour is None else hour)
    return render(request, "realtime/stop.html", {"stopped": request.method == "POST"})

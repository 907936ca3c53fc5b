"""What a notice says: who did what, how often, and why you are told."""

from html import unescape

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.models import Watch
from hub.templatetags.feeds import event_line
from realtime.models import Notification

register = template.Library()

_WHY = {
    "mention": gettext_lazy("Because you were mentioned"),
    Watch.Reason.CHOSE: gettext_lazy("Because you watch it"),
    Watch.Reason.TOOK_PART: gettext_lazy("Because you took part"),
    Watch.Reason.OWNER: gettext_lazy("Because you own it"),
    Watch.Reason.JOINED: gettext_lazy("Because you joined the space"),
}


@register.simple_tag
def notice_line(notice: Notification) -> SafeString:
    """ "Priya Shah, Health, changed the page, and 2 more": the last event of a notice, and how many it stands for."""
    event = notice.last_event
    did = event_line(event, notice.item)
    if event.actor:
        name = event.actor.name or _("Former member")
        beside = event.agency.label if event.agency else event.actor.mark
        who = f"{name}, {beside}," if beside else name
        did = format_html("{} {}", who, did)
    elif event.agency:  # what was done in the name of an agency
        did = format_html("{} {}", event.agency.label, did)
    if notice.others:
        more = ngettext("and %(n)s more change", "and %(n)s more changes", notice.others) % {"n": notice.others}
        did = format_html("{}, {}", did, more)
    return did


@register.simple_tag
def notice_text(notice: Notification) -> str:
    """The same line as plain text, for mails."""
    return unescape(strip_tags(notice_line(notice)))


@register.simple_tag
def notice_why(notice: Notification) -> str:
    """Why this person is told."""
    return str(_WHY.get(notice.reason, ""))

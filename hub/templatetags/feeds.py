"""Lines of feeds: who did what, in the reader's language."""

from django import template
from django.template.loader import select_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hub.feed import Row
from hub.models import Event, Item

register = template.Library()


@register.simple_tag
def event_line(event: Event, item: Item | None = None) -> SafeString:
    """What an event says after the actor's name, from `templates/events/<app>/<verb>.html`."""
    # A content type may be gone while what it did is still written down.
    line = select_template([f"{event.template}.html", "events/changed.html"])
    return mark_safe(line.render({"event": event, "item": item, "actor": event.actor}).strip())


@register.simple_tag
def feed_line(row: Row, in_space: bool = False) -> SafeString:
    """ "Priya Shah, Health, changed the page in Benefits practice": `in_space` names the space too."""
    name = str(getattr(row.person, "name", "")) or _("Former member")
    # A name never stands without its mark: for whom they worked then, or that they are a guest.
    beside = row.agency.label if row.agency else getattr(row.person, "mark", "")
    who = format_html("{}, {}", name, beside) if beside else format_html("{}", name)
    if row.event is None and not row.item.type.audience_is_chosen:
        return who  # a profile: nobody wrote it for anybody
    if row.event is None:
        line = format_html(_("{}, wrote this"), who) if beside else format_html(_("{} wrote this"), who)
    else:
        did = event_line(row.event, row.item)
        line = format_html("{}, {}" if beside else "{} {}", who, did)
    if in_space and row.item.space:
        return format_html(_("{} in {}"), line, row.item.space.title)
    if in_space and row.item.space is None and row.item.audience == Item.To.SPACE:
        return format_html(_("{} for the whole hub"), line)
    return line

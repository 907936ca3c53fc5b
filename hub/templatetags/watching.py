"""The Watch button of an item, a space or a topic, and the choice of how much to hear."""

from django import template
from django.utils.http import urlencode

from hub.actions.watching import Target, is_on, level_of
from hub.models import Item, Space, Watch
from hub.routes import address

register = template.Library()


@register.simple_tag
def watch_url(target: Target) -> str:
    """Where the button of `target` posts to."""
    if isinstance(target, Item):
        asked = {"item": target.pk}
    else:
        asked = {"space" if isinstance(target, Space) else "tag": target.slug}
    return f"{address('hub:watch')}?{urlencode(asked)}"


@register.inclusion_tag("components/watch.html", takes_context=True)
def watch_button(context: dict, target: Target) -> dict:
    """Watch or stop watching; costs one query."""
    watching = is_on(level_of(context["request"].user, target))
    return {"url": watch_url(target), "watching": watching, "name": str(target), "csrf_token": context["csrf_token"]}


@register.inclusion_tag("components/watch_level.html", takes_context=True)
def watch_level(context: dict, target: Target) -> dict:
    """A list of the five levels, with the reader's own chosen; costs one query."""
    level = level_of(context["request"].user, target)
    chosen = Watch.Level.MENTIONS if level is None else level
    return {
        "url": watch_url(target),
        "levels": Watch.Level.choices[::-1],
        "chosen": chosen,
        "csrf_token": context["csrf_token"],
    }

"""Links to what other apps keep about an item: its discussions."""

from django import template

from hub.beside import links_of
from hub.models import Item

register = template.Library()


@register.inclusion_tag("components/beside.html", takes_context=True)
def beside(context: dict, item: Item) -> dict:
    """The links, as a list; nothing where nothing is kept."""
    return {"links": links_of(item, context["request"].user)}

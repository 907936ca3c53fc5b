"""What stands on the pages of a space: its tabs, and who can see it."""

from django import template

from hub.models import Item, Space
from hub.readers import readers_of
from hub.tabs import tabs_of

register = template.Library()


@register.inclusion_tag("components/tabs.html")
def space_tabs(space: Space, current: str) -> dict:
    """The tabs of `space`; `current` is overview, pages, discussions, library, lessons, members or "" for none."""
    return {"tabs": tabs_of(space, current), "label": space.title}


@register.inclusion_tag("components/who_can_see.html")
def who_can_see(thing: Space | Item) -> dict:
    """A sentence on who can see a space or an item, and the exact count of people and agencies. Costs one query."""
    space = thing if isinstance(thing, Space) else thing.space
    return {"thing": thing, "space": space, "is_item": isinstance(thing, Item), "readers": readers_of(thing)}

"""What stands on the pages of a space: its tabs; and everywhere, who can see something, or will."""

from django import template

from hub.models import Item, Space
from hub.reach import Reach
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


@register.inclusion_tag("components/will_be_seen.html", takes_context=True)
def will_be_seen(
    context: dict, item: Item | None = None, space: Space | None = None, draft: bool = False, chosen: bool = False
) -> dict:
    """The same below a form, before anything is saved: the readers of `item` (what is changed, answered or asked about), else
    of `space`, else everyone; a `draft` is seen by its writer alone. `chosen`:
    the form lets its writer choose fewer. Costs one query."""
    thing = item or space
    if draft and item is None:
        planned = Reach(audience=Item.To.AUTHOR, author=context["request"].user.pk)
        return {"draft": True, "readers": readers_of(planned)}
    return {
        "thing": thing,
        "space": item.space if item else space,
        "is_item": item is not None,
        "chosen": chosen,
        "readers": readers_of(thing or Reach()),
    }


@register.inclusion_tag("components/visible_to.html")
def visible_to(item: Item) -> dict:
    """A link to who can see `item`, in which scripts put the exact count once it is on the screen. Costs no query: the page
    round it may be kept by browsers, the count is not."""
    return {"item": item}
